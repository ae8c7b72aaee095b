import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// The keymap as a whole: every command of it is offered somewhere, explained there, and does what it is for.
@Suite struct KeymapAuditTests {
  struct Entry: Hashable {
    var context: Keymap.Context
    var command: Command
  }

  static let entries = Set(
    Keymap.standard.bindings.flatMap { binding in
      binding.contexts.map { Entry(context: $0, command: binding.command) }
    })

  private static func keys(_ entry: Entry) -> [Key] {
    Keymap.standard.bindings.filter { $0.contexts.contains(entry.context) && $0.command == entry.command }
      .flatMap(\.keys)
  }

  @Test func everyCommandHasAPurpose() {
    let promised = Set(KeyPromise.all.map { Entry(context: $0.context, command: $0.command) })
    #expect(Self.entries.subtracting(promised).isEmpty, "of these it is not said what they are for")
    #expect(promised.subtracting(Self.entries).isEmpty, "no key does these")
  }

  /// It is offered there, and each of its keys comes to that.
  @Test(arguments: KeyPromise.all) func itsKeysDoWhatItIsFor(promise: KeyPromise) async {
    let session = await promise.session()
    #expect(session.state.keyContext == promise.context)
    if [.browse, .work].contains(promise.context) {
      #expect(session.state.isOffered(promise.command) && session.state.obstacle(to: promise.command) == nil)
    }
    for key in Self.keys(Entry(context: promise.context, command: promise.command)) {
      let facts = session.outcome(of: key)
      #expect(promise.isKept(by: facts), "\(key) came to \(facts.sorted()), not to \(promise.outcome)")
    }
  }

  /// What proves that the test above can fail: were its key bound to any other command, it would.
  @Test(arguments: KeyPromise.all) func noOtherCommandDoesIt(promise: KeyPromise) async {
    let session = await promise.session()
    let own = Set(Self.keys(Entry(context: promise.context, command: promise.command)))
    for entry in Self.entries where entry.context == promise.context && entry.command != promise.command {
      guard !promise.alike.contains(entry.command) else { continue }
      for key in Self.keys(entry).prefix(1) where !own.contains(key) {
        #expect(!promise.isKept(by: session.outcome(of: key)), "\(entry.command) by \(key) comes to the same")
      }
    }
  }

  @Test func swappedBindingsAreFound() async throws {
    var swapped = Keymap.standard
    for index in swapped.bindings.indices {
      switch swapped.bindings[index].command {
      case .redrive: swapped.bindings[index].command = .discard
      case .discard: swapped.bindings[index].command = .redrive
      default: break
      }
    }
    for command in [Command.redrive, .discard] {
      let promise = try #require(KeyPromise.all.first { $0.command == command })
      let key = try #require(Keymap.standard.key(for: command))
      let right = await Session(at: promise.place.address).settled()
      let wrong = await Session(at: promise.place.address, keymap: swapped).settled()
      #expect(promise.isKept(by: right.outcome(of: key)) && !promise.isKept(by: wrong.outcome(of: key)))
    }
  }

  /// Help names it, in the words of the language, where it is offered; elsewhere the hints name the keys.
  @Test(arguments: KeyPromise.all, Language.allCases)
  func helpNamesItWhereItIsOffered(promise: KeyPromise, language: Language) async {
    guard [.browse, .work, .editor].contains(promise.context) else { return }
    var state = await promise.session().state
    state.language = language
    Language.$current.withValue(language) {
      let lines = Help.sheet(state).text.document.lines.flatMap { $0.spans + $0.tail }.map(\.text).joined()
      let summary = CommandWords.summary(promise.command)
      // In an editor what is typed leaves with Esc; the line below says so.
      let isSaid = lines.filter(\.isLetter).contains(summary.filter(\.isLetter))
      #expect(isSaid || promise.context == .editor && promise.command == .back)
    }
  }

  @Test(arguments: Set(entries.map(\.command)))
  func everyCommandHasWords(command: Command) {
    let words = Language.allCases.map { language in
      Language.$current.withValue(language) { [CommandWords.hint(command), CommandWords.summary(command)] }
    }
    for (english, chinese) in zip(words[0], words[1]) {
      #expect(!english.isEmpty && !chinese.isEmpty)
      // Names of panes may be the same in all languages.
      if case .pane = command { continue }
      #expect(english != chinese)
    }
  }
}

extension GoldenTests {
  /// The reference of the keys cannot lie: it is the table, with the place where the audit tries each.
  @Test func theReferenceOfTheKeysIsTheTable() throws {
    let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let url = root.appending(path: "docs/reference/keys.md")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try KeyReference.text.write(to: url, atomically: true, encoding: .utf8)
    }
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text == KeyReference.text, "run UPDATE_GOLDEN=1 swift test --filter ConsoleTests.GoldenTests")
  }
}

enum KeyReference {
  static var text: String {
    Language.$current.withValue(.english) {
      let sections = Keymap.Context.allCases.map { context in
        "## \(title(context))\n\n| keys | what they do | name | tried in |\n| --- | --- | --- | --- |\n"
          + rows(context).joined(separator: "\n")
      }
      return head + sections.joined(separator: "\n\n") + "\n"
    }
  }

  private static let head = """
    # Keys

    Every command of the one table, with its name for the configuration ([configuration.md](../configuration.md)), and a
    view, with the keys before, in which `KeymapAuditTests` presses it and holds it to what it is for. A key that
    stands twice is offered once in any view. This page is made from the table: after a change, run
    `UPDATE_GOLDEN=1 swift test --filter ConsoleTests.GoldenTests`.


    """

  private static func title(_ context: Keymap.Context) -> String {
    switch context {
    case .browse: "In views"
    case .work: "In labeling"
    case .editor: "In an editor"
    case .dialog: "In a dialog"
    case .prompt: "In a prompt and in the palette"
    case .menu: "In a menu of columns"
    case .help: "In help and other texts over the view"
    }
  }

  private static func rows(_ context: Keymap.Context) -> [String] {
    Keymap.standard.entries.filter { $0.scope == context.rawValue }.map { entry in
      let promise = KeyPromise.all.first { $0.context == context && $0.command.name == entry.command }
      let place = promise.map { ([$0.place.address] + $0.place.keys).map(code).joined(separator: " ") } ?? ""
      let keys = entry.keys.map(code).joined(separator: " ")
      return "| \(keys) | \(entry.summary.replacing("|", with: "\\|")) | `\(entry.command)` | \(place) |"
    }
  }

  private static func code(_ text: String) -> String { "`\(text)`" }
}
