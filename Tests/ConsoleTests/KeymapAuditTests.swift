import Model
import Support
import Terminal
import Testing

@testable import Console

/// The keymap as a whole: no key in it is dead, none is secret, none is without words.
@Suite struct KeymapAuditTests {
  struct Entry: Hashable, CustomStringConvertible {
    var context: Keymap.Context
    var key: Key
    var command: Command
    var description: String { "\(key) (\(command)) in \(context)" }
  }

  static let entries = Keymap.standard.bindings.flatMap { binding in
    binding.contexts.flatMap { context in
      binding.keys.map { Entry(context: context, key: $0, command: binding.command) }
    }
  }

  /// What may have to be done first for a key to have something to do.
  static let preparations: [[String]] = [
    [], ["down"], ["end"], ["G"], ["space"], ["1"], ["1", "u"], ["v", "l"], ["v", "l", "1"], ["w", "v", "w"],
    ["w", "w"], ["p", "1"], ["tab"], ["2"], ["2", "["], ["/", "e", "enter"], ["/", "e", "enter", "n"],
    ["w", "pgdn", "l"],
  ]

  /// A list that is being written to a file.
  private static func exporting(size: Size, language: Language) async -> Session {
    var session = await Shot("export", at: "topology", ["E"]).session(size: size, language: language)
    session.press("enter")
    return session
  }

  /// Something was done that one key takes back.
  private static func done(size: Size, language: Language) async -> Session {
    await Shot("done", at: "topology/workflows", ["P"]).session(size: size, language: language)
  }

  /// Each key is pressed on each screen until it does something: asks for something outside, or changes the picture.
  @Test func everyKeyDoesSomethingSomewhere() async {
    let exporting = await Self.exporting(size: .standard, language: .english)
    // Where there is no room, dialogs scroll.
    var scrolling = await Shot("small", at: "dlq/5f1c0aa1", ["space", "space", "D"])
      .session(size: Size(40, 9), language: .english)
    let done = await Self.done(size: .standard, language: .english)
    // A task with several versions of its answer.
    let task = await Shot("task", at: "labeling/pairs/tasks", ["enter"], role: .lead, of: .reviewed)
      .session(size: .standard, language: .english)
    var left = Set(Self.entries).filter { entry in
      ![exporting, scrolling, done, task].contains { Self.does(entry, in: $0) }
    }
    scrolling.press("pgdn")
    left = left.filter { !Self.does($0, in: scrolling) }
    for preparation in Self.preparations {
      for shot in GoldenTests.shots where !left.isEmpty {
        var session = await shot.session(size: .standard, language: .english)
        for key in preparation {
          session.press(key)
          await session.settle()
        }
        left = left.filter { !Self.does($0, in: session) }
      }
    }
    #expect(left.isEmpty, "\(left.map(\.description).sorted())")
  }

  private static func does(_ entry: Entry, in session: Session) -> Bool {
    guard session.state.keyContext == entry.context else { return false }
    let isBrowsing = entry.context == .browse || entry.context == .work
    guard !isBrowsing || session.state.isOffered(entry.command) else { return false }
    var session = session
    _ = session.takeEffects()
    let before = session.surface
    session.send(.event(.key(entry.key)))
    return !session.takeEffects().isEmpty || session.state.isFinished || session.surface != before
  }

  /// Help names every command of lists and of the workbench somewhere, in the words of the language.
  @Test(arguments: Language.allCases)
  func everyCommandIsInSomeHelp(language: Language) async {
    var left = Set(Self.entries.filter { $0.context == .browse || $0.context == .work }.map(\.command))
    var exporting = await Self.exporting(size: Size(72, 200), language: language)
    exporting.press("?")
    left = left.filter { !Self.isExplained($0, in: exporting, language) }
    var done = await Self.done(size: Size(72, 200), language: language)
    done.press("?")
    left = left.filter { !Self.isExplained($0, in: done, language) }
    for preparation in Self.preparations {
      for shot in GoldenTests.shots where !left.isEmpty {
        var session = await shot.session(size: Size(72, 200), language: language)
        for key in preparation {
          session.press(key)
          await session.settle()
        }
        guard case .browse = session.state.mode else { continue }
        session.press("?")
        left = left.filter { !Self.isExplained($0, in: session, language) }
      }
    }
    #expect(left.isEmpty, "\(left)")
  }

  /// Whether the picture has the command's summary; lines are wrapped within the frame.
  private static func isExplained(_ command: Command, in session: Session, _ language: Language) -> Bool {
    let summary = Language.$current.withValue(language) { CommandWords.summary(command) }
    return session.text.filter(\.isLetter).contains(summary.filter(\.isLetter))
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
