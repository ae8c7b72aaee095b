import Foundation
import Model
import Terminal

/// What is shown at one address. A value: keys and answers change it, it asks the shell for the rest by a ``Wish``.
protocol Scene: Sendable {
  var address: Address { get }
  /// Its name in the breadcrumb.
  var crumb: String { get }
  /// What `[` brings back: itself, or itself anew where it holds what may be gone by then.
  var remembered: any Scene { get }
  /// What can be done here beside what the shell always offers.
  var commands: [Command] { get }
  /// What it shows, to be read when it opens and whenever it changed.
  var loads: [Load] { get }
  /// The next page, when the cursor is near the end of what is held.
  var more: Load? { get }
  /// Whether anything has been read yet.
  var isLoaded: Bool { get }
  /// Where in the list, how many marked: for the right of the breadcrumb line.
  var status: String { get }
  /// What `y` copies.
  var copyText: String? { get }
  /// It holds text that somebody wrote and nothing has kept: quitting asks.
  var holdsUnkept: Bool { get }
  /// Whether something in it changes with time by itself (a running step), so that ages are drawn more often.
  var isLively: Bool { get }
  /// The one thing that it was opened to find, once it is found: that is shown in its place.
  var leadsTo: Address? { get }
  /// The name of the list beside it, one key away.
  var neighbour: String? { get }
  /// Why a command does nothing now, that it does not offer or offers in vain; `nil` of what has no place here at all.
  func obstacle(to command: Command) -> String?
  /// Commands that it does not offer, and answers by telling why.
  var toldOf: [Command] { get }
  /// What a command does here, where its own word does not tell.
  func hint(_ command: Command) -> String?
  /// The list to choose from, where there is one: it is filtered, sorted, marked.
  var list: (any ListPart)? { get set }
  /// How the list is read from its start, where it is read a page at a time.
  var listLoad: Load? { get }
  /// What a file of it is called to begin with, where the list's own name does not tell enough.
  var exportName: String? { get }
  /// What it wants done outside, in order; taken after every message.
  var errands: [Errand] { get set }
  /// The table of keys that holds here.
  var keyContext: Keymap.Context { get }
  /// When it changes by time alone; `nil` when it does not.
  var nextTick: Date? { get }
  /// The text to read, where there is one: it is searched, folded and wrapped.
  var text: TextView? { get set }

  func concerns(_ change: Change) -> Bool
  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool)
  /// Takes what became of an errand; `false` when it is none of its own.
  mutating func finish(_ errand: Errand, _ result: Result<ErrandReply, Failure>) -> Bool
  /// Takes a key before any command does: an answer, or text that is typed. `false` leaves it to the keymap.
  mutating func take(_ key: Key) -> Bool
  mutating func paste(_ text: String)
  /// What was typed has work left that is done when the typing pauses.
  var isTyping: Bool { get }
  /// The typing paused.
  mutating func pause()
  mutating func tick(_ now: Date)
  /// It is on the screen no more, and may never be again: what it holds is put down.
  mutating func leave()
  mutating func move(_ motion: Motion)
  mutating func perform(_ command: Command) -> Wish?
  /// Fits it to the body of the screen; called after every change.
  mutating func settle(in size: Size)
  /// The row of ``list`` that is drawn there, in a body of this size; `nil` where there is none.
  func row(at point: Point, in size: Size) -> Int?
  func draw(on surface: inout Surface, _ context: DrawContext)
  /// What it shows, in words alone: a line a sentence.
  func sentences(_ context: DrawContext) -> [String]
}

extension Scene {
  var more: Load? { nil }
  var holdsUnkept: Bool { false }
  var leadsTo: Address? { nil }
  var neighbour: String? { nil }
  var toldOf: [Command] { [] }
  func hint(_ command: Command) -> String? { nil }
  func obstacle(to command: Command) -> String? { nil }
  var isLively: Bool { false }
  var list: (any ListPart)? {
    get { nil }
    set {}
  }
  var text: TextView? {
    get { nil }
    set {}
  }
  var listLoad: Load? { nil }
  var exportName: String? { nil }
  var errands: [Errand] {
    get { [] }
    set {}
  }
  var keyContext: Keymap.Context { .browse }
  var nextTick: Date? { nil }
  mutating func finish(_ errand: Errand, _ result: Result<ErrandReply, Failure>) -> Bool { false }
  mutating func take(_ key: Key) -> Bool { false }
  mutating func paste(_ text: String) {}
  var isTyping: Bool { false }
  mutating func pause() {}
  mutating func tick(_ now: Date) {}
  mutating func leave() {}
  func row(at point: Point, in size: Size) -> Int? { nil }
  var remembered: any Scene { self }
}

extension Scene {
  /// What the list shows; `nil` where there is no list.
  var query: ListQuery? { list?.query }
  /// What the query may name.
  var fields: [FieldInfo] { list?.fields ?? [] }
  /// The query asks for rows that are not held.
  var needsReading: Bool { list?.needsReading ?? false }
  var hasMarks: Bool { list?.isFrozen ?? false }
  /// The list's columns, where it is a table.
  var columnMenu: ColumnMenu? { list?.columnMenu }

  /// What the cursor is on, and what is marked.
  var place: [String?] { [copyText, status] }

  mutating func setQuery(_ query: ListQuery, at now: Date) { list?.setQuery(query, at: now) }
  mutating func mark(only ids: Set<String>) { list?.mark(only: ids) }
  /// Takes the choices of columns that hold, by the lists' names.
  mutating func choose(_ columns: [String: [String]]) { list?.choose(columns) }
}

/// What a scene asks of the shell.
enum Wish: Hashable, Sendable {
  case open(Address)
  case ask(ActionRequest)
  /// Why it does nothing.
  case say(String)
  /// Begin there in another role, and come back here after that.
  case become(Model.Role, Address)
}

/// What drawing may know beside the scene.
struct DrawContext: Sendable {
  var now: Date
  /// Which key leads on from here.
  var keymap = Keymap.standard
}
