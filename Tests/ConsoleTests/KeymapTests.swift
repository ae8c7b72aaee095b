import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// The one table of keys, held against every view.
@Suite struct KeymapTests {
  static let addresses = [
    "overview", "ingestion", "ingestion/0195a000-0000-7000-8000-000000000102", "topology",
    "topology/0195a000-0000-7000-8000-000000000201", "topology/workflows", "topology/workflows/dataset.load", "dlq",
    "dlq/5f1c0aa1",
    "dlq/0195a000-0000-7000-8000-000000000301", "dlq/0195a000-0000-7000-8000-000000000307",
    "topology/trace/0195a000-0000-7000-8000-000000001001", "queues", "queues/workflow.jobs.processing/processing-group",
    "queues/workflow.jobs.processing/processing-group/leases",
    "datasets", "datasets/all", "datasets/chat-sessions", "datasets/chat-sessions/2", "audit",
    "audit/0195a000-0000-7000-8000-000000009001",
    "labeling", "labeling/moods", "labeling/moods/tasks", "labeling/moods/work", "labeling/names/work",
    "labeling/chats/work", "labeling/moods/review",
  ]

  /// Who may open the address.
  static func role(_ address: String) -> Model.Role { address.hasPrefix("labeling") ? .lead : .operator }

  @Test(arguments: addresses)
  func noKeyMeansTwoThings(address: String) async {
    let session = await Session(at: address, role: Self.role(address)).settled()
    let keymap = session.state.keymap
    let context = session.state.trail.top.scene.keyContext
    for key in Set(keymap.bindings.filter { $0.contexts.contains(context) }.flatMap(\.keys)) {
      let offered = keymap.commands(for: key, in: context).filter { session.state.isOffered($0) }
      #expect(offered.count <= 1, "\(key) means \(offered) in \(address)")
    }
  }

  @Test(arguments: addresses)
  func everythingOfferedHasAKey(address: String) async {
    let session = await Session(at: address, role: Self.role(address)).settled()
    let context = session.state.trail.top.scene.keyContext
    let everywhere = context == .work ? [.back, .palette, .help, .quit] : ConsoleState.shellCommands
    for command in session.state.trail.top.scene.commands + everywhere {
      #expect(session.state.keymap.key(for: command, in: context) != nil, "\(command) has no key in \(address)")
    }
  }

  @Test(arguments: [Keymap.Context.dialog, .prompt, .help, .menu, .editor])
  func noKeyMeansTwoThingsElsewhere(context: Keymap.Context) {
    for key in Set(Keymap.standard.bindings.flatMap(\.keys)) {
      #expect(Keymap.standard.commands(for: key, in: context).count <= 1, "\(key)")
    }
  }

  @Test func actionsAreOnCapitalsAndTerminalKeysAreFree() {
    let taken: [Key] = ["a", "b", "s", "q"].map { Key.control($0) } + [Key(.character(" "), .control)]
    for binding in Keymap.standard.bindings {
      for key in binding.keys {
        #expect(!taken.contains(key), "\(key) belongs to screen, tmux or the terminal")
        if binding.command.isAction {
          #expect(key.modifiers.isEmpty && key.typed?.isUppercase == true, "\(key) is too easy to hit")
        }
      }
    }
  }

  @Test(arguments: addresses)
  func helpNamesEveryKeyThatWorks(address: String) async {
    var session = await Session(at: address, role: Self.role(address), size: Size(80, 120)).settled()
    let commands = session.state.trail.top.scene.commands
    session.press("?")
    for command in commands where !command.isMotion {
      #expect(session.text.contains(CommandWords.summary(command)), "\(command)")
    }
  }

  @Test func thePaletteFindsShowsKeysAndGoes() async {
    var session = await Session().settled()
    session.press(":")
    session.type("dlq")
    #expect(session.lines.contains { $0.contains("│ 4 ") && $0.contains(" dlq ") })
    session.press("enter")
    #expect(session.address == "dlq")
    session.press(":")
    session.type("topology/0195a000-0000-7000-8000-000000000201")
    session.press("enter")
    #expect(session.address == "topology/0195a000-0000-7000-8000-000000000201")
    session.press(":")
    session.type("dlq/a/b/c")
    session.press("enter")
    #expect(session.state.notice?.tone == .warning)
  }

  @Test func controlCAlwaysQuits() async {
    for keys in [[], ["/"], [":"], ["?"], ["R"]] {
      var session = await Session(at: "dlq").settled()
      for key in keys { session.press(key) }
      session.press("ctrl-c")
      #expect(session.state.isFinished, "after \(keys)")
    }
  }
}
