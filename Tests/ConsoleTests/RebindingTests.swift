import Support
import Terminal
import Testing

@testable import Console

/// Keys that the configuration gives: what the linter lets through works, hints and help say it.
@Suite struct RebindingTests {
  private func problems(_ document: JSON) -> [KeymapProblem] { Keymap.standard.rebound(by: document).problems }

  @Test func theStandardKeymapIsSound() { #expect(Keymap.standard.problems == []) }

  @Test func everyNameIsOfOneCommand() {
    let commands = Set(Keymap.standard.bindings.map(\.command))
    #expect(Set(commands.map(\.name)).count == commands.count)
    #expect(Command.move(.pageDown).name == "move-page-down" && Command.pane(.dlq).name == "pane-dlq")
    #expect(Command.copyID.name == "copy-id")
  }

  @Test func aReboundKeyWorksAndTheOldOneDoesNot() async {
    let keymap = Keymap.standard.rebound(by: ["browse": ["redrive": ["f5"], "pause": "f7"]]).keymap
    var session = await Session(at: "dlq", keymap: keymap).settled()
    session.press("p")
    #expect(!session.state.isPaused)
    session.press("f7")
    #expect(session.state.isPaused)
    session.press("R")
    #expect(session.dialog == nil)
    session.press("f5")
    #expect(session.dialog?.verb == .redrive)
    session.press("esc", "?")
    #expect(session.lines.contains { $0.contains("f5") && $0.contains(CommandWords.summary(.redrive)) })
  }

  @Test func anEmptyListTakesTheKeyAway() async {
    let keymap = Keymap.standard.rebound(by: ["browse": ["discard": []]]).keymap
    #expect(keymap.key(for: .discard) == nil && keymap.problems.isEmpty)
  }

  @Test(arguments: [
    (#"{"browse": {"pause": "q"}}"#, "q also means"), (#"{"browse": {"pause": "ctrl-b"}}"#, "belongs to"),
    (#"{"browse": {"pause": "ctrl-space"}}"#, "belongs to"), (#"{"browse": {"discard": "d"}}"#, "too easy"),
    (#"{"browse": {"discard": "ctrl-x"}}"#, "too easy"), (#"{"prompt": {"press": "x"}}"#, "x is typed there"),
    (#"{"editor": {"back": "ctrl-w"}}"#, "ctrl-w edits the text"), (#"{"editor": {"keep": "enter"}}"#, "enter edits"),
    (#"{"browse": {"quit": []}}"#, "nothing goes on without"),
    (#"{"help": {"cancel": []}}"#, "nothing goes on without"),
    (#"{"browse": {"pause": "hyper-x"}}"#, "'hyper-x' is no key"), (#"{"browse": {"dance": "x"}}"#, "no such command"),
    (#"{"kitchen": {"pause": "x"}}"#, "no such scope"), (#"{"browse": "x"}"#, "a mapping"), ("3", "a mapping"),
  ])
  func theLinterSaysWhatIsWrong(text: String, problem: String) throws {
    let problems = problems(try JSON(parsing: text))
    #expect(problems.contains { $0.message.contains(problem) && !$0.nextStep.isEmpty }, "\(problems)")
  }

  @Test func whatNoViewOffersTogetherMayShareAKey() {
    #expect(problems(["browse": ["redrive": "f9", "rerun": "f9"]]).isEmpty)
    #expect(!problems(["browse": ["redrive": "f9", "discard": "f9"]]).isEmpty)
  }

  @Test func aClashIsTold() { #expect(problems(["browse": ["pause": "q"]]).count == 1) }
}
