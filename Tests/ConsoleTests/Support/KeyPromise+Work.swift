import Model
import Support
import Terminal

@testable import Console

/// What keys are for in labeling, in dialogs, prompts, sheets, menus and editors.
extension KeyPromise {
  private static func work(
    _ command: Command, _ project: String, _ keys: String..., to outcome: String, alike: [Command] = []
  ) -> KeyPromise {
    var promise = KeyPromise(
      command, "labeling/\(project)/work", to: outcome, alike: alike, in: .work, role: .annotator)
    promise.place.keys = keys
    return promise
  }

  static let working: [KeyPromise] = [
    work(.work(.submit), "chats", "1", to: "sends the answer"),
    work(.work(.undo), "chats", "1", to: "answers {}"),
    work(.work(.redo), "chats", "2", "u", to: "answers " + (["outcome": "open"] as JSON).text()),
    work(.work(.accept), "chats", to: "answers …"),
    work(.work(.skip), "moods", to: "question skip"),
    work(.work(.postpone), "moods", to: "question postpone"),
    work(.work(.release), "moods", to: "sends release"),
    work(.work(.resume), "moods", "p", "1", to: "sends resume"),
    work(.work(.guidelines), "moods", to: "panel guidelines"),
    work(.work(.history), "moods", "1", "u", to: "panel history"),
    work(.work(.find), "chats", to: "finding true"),
    work(.work(.advance), "moods", to: "advances false"),
    work(.nextSection, "chats", to: "focus 1"),
    work(.previousSection, "chats", "tab", to: "focus 0", alike: [.work(.submit)]),
    work(.back, "moods", to: "at labeling"),
    work(.palette, "moods", to: "mode palette Go to"),
    work(.help, "moods", to: "mode sheet Help"),
  ]

  /// In “Zoë 👩‍👩‍👧 met 张伟 in Paris.␊Then she went home; …”, by characters.
  static let spans: [KeyPromise] = [
    work(.work(.nextWord), "names", to: "place 6"),
    work(.work(.previousWord), "names", "w", "w", to: "place 6"),
    work(.work(.nextPhrase), "names", to: "place 23", alike: [.move(.down), .move(.pageDown)]),
    work(.work(.previousPhrase), "names", "W", "w", "w", to: "place 23", alike: [.move(.first)]),
    work(.work(.select), "names", to: "selection 0..<1"),
    work(.work(.grow), "names", "1", to: "spans Zoë "),
    work(.work(.shrink), "names", "1", to: "spans Zo"),
    work(.work(.growStart), "names", "w", "1", to: "spans  met"),
    work(.work(.shrinkStart), "names", "w", "1", to: "spans et"),
    work(.work(.nextSpan), "names", "1", "w", "w", "1", "home", to: "place 10"),
    work(.work(.previousSpan), "names", "1", "w", "w", "1", "end", to: "place 10"),
    work(.work(.removeSpan), "names", "1", to: "answers {}", alike: [.work(.undo)]),
    work(.move(.right), "names", to: "place 1"),
    work(.move(.left), "names", "w", to: "place 5"),
    work(.move(.down), "names", "right", to: "place 24", alike: [.move(.pageDown)]),
    work(.move(.up), "names", "down", "right", to: "place 1", alike: [.move(.pageUp)]),
    work(.move(.pageDown), "names", "right", to: "place 24", alike: [.move(.down)]),
    work(.move(.pageUp), "names", "down", "right", to: "place 1", alike: [.move(.up)]),
    work(.move(.first), "names", "W", "w", "w", to: "place 23", alike: [.work(.previousPhrase)]),
    work(.move(.last), "names", to: "place 21"),
  ]

  private static func review(_ command: WorkCommand, to outcome: String) -> KeyPromise {
    KeyPromise(.work(command), "labeling/pairs/review", to: outcome, in: .work, role: .lead, of: .reviewed)
  }

  static let reviewing: [KeyPromise] = [
    review(.submit, to: "decides accept"),
    review(.fix, to: "fixing true"),
    review(.rejectToSame, to: "question reject same"),
    review(.rejectToOther, to: "question reject other"),
    review(.remove, to: "question reject removed"),
  ]

  private static let group = "dlq/5f1c0aa1"
  /// Where there is no room, dialogs scroll.
  private static let small = Size(40, 9)

  static let prompts: [KeyPromise] = [
    KeyPromise(.nextField, group, "R", to: "field reason", alike: [.press], in: .dialog),
    KeyPromise(.previousField, group, "R", to: "field cancel", in: .dialog),
    KeyPromise(.press, group, "R", "tab", "x", "tab", to: "performs redrive", in: .dialog),
    KeyPromise(.cancel, group, "R", to: "mode browse", in: .dialog),
    KeyPromise(.move(.pageDown), group, "space", "space", "D", to: "scrolled …", in: .dialog, size: small),
    KeyPromise(.move(.pageUp), group, "space", "space", "D", "pgdn", to: "scrolled 0", in: .dialog, size: small),
    KeyPromise(.nextField, "overview", ":", to: "choice 1", in: .prompt),
    KeyPromise(.previousField, "overview", ":", "tab", to: "choice 0", alike: [.press], in: .prompt),
    KeyPromise(.press, "overview", ":", "d", "l", "q", to: "at dlq", in: .prompt),
    KeyPromise(.cancel, "overview", ":", to: "mode browse", alike: [.press], in: .prompt),
  ]

  private static func help(_ motion: Motion, _ keys: String..., to outcome: String) -> KeyPromise {
    var promise = KeyPromise(.move(motion), "dlq", to: outcome, in: .help, size: Size(80, 12))
    promise.place.keys = ["?"] + keys
    return promise
  }

  static let sheets: [KeyPromise] = [
    help(.down, to: "top 1"), help(.up, "down", "down", to: "top 1"), help(.pageDown, to: "top 6"),
    help(.pageUp, "pgdn", "pgdn", to: "top 6"), help(.first, "G", to: "top 0"), help(.last, to: "end true"),
    KeyPromise(.cancel, "dlq", "?", to: "mode browse", in: .help),
    // The latest deed of the journal.
    KeyPromise(
      .open, "topology/workflows", "P", "J", to: "mode browse", "at …", in: .help),
    KeyPromise(.open, "topology/workflows", "P", "J", to: "at topology/workflows/it", in: .help),
  ]

  private static func menu(
    _ command: Command, _ keys: String..., to outcome: [String], alike: [Command] = []
  ) -> KeyPromise {
    var promise = KeyPromise(command, "topology", alike: alike, in: .menu)
    promise.place.keys = ["c"] + keys
    promise.outcome = outcome
    return promise
  }

  static let menus: [KeyPromise] = [
    menu(.move(.down), to: ["choice 1"], alike: [.lower]),
    menu(.move(.up), "down", "down", to: ["choice 1"], alike: [.raise]),
    menu(.move(.last), to: ["choice …"], alike: [.move(.down), .move(.pageDown), .lower]),
    menu(.move(.first), "G", to: ["choice 0"], alike: [.move(.pageUp)]),
    menu(.move(.pageDown), to: ["choice …"], alike: [.move(.down), .move(.last), .lower]),
    menu(.move(.pageUp), "G", to: ["choice …"], alike: [.move(.up), .move(.first), .raise]),
    menu(.toggle, to: ["ticks …"]),
    menu(.raise, "down", to: ["order …", "choice 0"]),
    menu(.lower, "down", to: ["order …", "choice 2"]),
    menu(.reset, "space", "enter", "c", to: ["keeps no columns of runs"]),
    menu(.press, "space", to: ["keeps columns of runs"]),
    menu(.cancel, to: ["mode browse"], alike: [.press, .reset]),
  ]

  private static func edit(_ command: Command, _ keys: [String] = [], to outcome: String) -> KeyPromise {
    var promise = KeyPromise(command, "dlq/0195a000-0000-7000-8000-000000000302/edit", to: outcome, in: .editor)
    promise.place.keys = keys
    return promise
  }

  static let editor: [KeyPromise] = [
    edit(.keep, GoldenTests.payloadKeys, to: "asks edit"), edit(.back, to: "at dlq"),
    edit(.help, to: "mode sheet Help"), edit(.quit, to: "ended true"),
  ]
}
