import Model
import Support
import Synchronization
import Testing

@testable import flowsight

/// Commands that act on several things at once, and what they are named by.
@Suite struct SeveralTests {
  @Test func severalAreShownTogetherAndDoneOneByOne() async throws {
    let runs: [RunID] = [Samples.id(4), Samples.id(5)]
    let words = ["runs", "cancel"] + runs.map(\.description)
    let shell = Shell()
    let dry = await shell.run(words + ["--dry-run"])
    #expect(dry.status == .success && dry.output.contains("2 of 2 runs"), "\(dry.output)")
    #expect(shell.platform.state.withLock { $0.interventions.isEmpty })
    let done = await shell.run(words + ["--yes", "--reason", "the wrong file"])
    #expect(done.status == .success)
    let asked = shell.platform.state.withLock { $0.interventions }
    #expect(asked.map(\.intervention) == runs.map { .cancelRun($0) })
    #expect(asked.allSatisfy { $0.reason == "the wrong file" })
    for run in runs { #expect(done.output.contains("\(run)"), "each has a line with its audit id") }
  }

  @Test func whatIsNamedTwiceCountsOnce() async {
    let run: RunID = Samples.id(4)
    let dry = await Shell().run(["runs", "cancel", "\(run)", "\(run)".uppercased(), "--dry-run"])
    #expect(dry.status == .success && !dry.output.contains(" 2 "), "\(dry.output)")
  }

  @Test func whatNeedsANameSaysSo() async {
    for words in [["runs", "cancel"], ["queues", "pause"], ["schedules", "delete"], ["uploads", "reingest"]] {
      let outcome = await Shell().run(words + ["--yes", "--reason", "x"])
      #expect(outcome.status == .usage, "\(words)")
    }
  }

  @Test func severalQueuesArePausedAtOnce() async {
    let shell = Shell()
    _ = await shell.run("queues", "pause", "processing", "metadata", "--yes", "--reason", "x")
    let asked = shell.platform.state.withLock { $0.interventions.map(\.intervention) }
    #expect(asked == [.pause(Gate.ID(.queue, "processing")), .pause(Gate.ID(.queue, "metadata"))])
  }

  /// What the console shows is enough, when it tells the letter from all others.
  @Test func theEndOfAnIDIsEnough() async {
    var state = FakePlatform.State()
    state.letters = [Samples.letter(11), Samples.letter(1_000_011), Samples.letter(12)]
    let platform = FakePlatform(state)
    let shown = await Shell(platform).run("dlq", "show", "…0000012")
    #expect(shown.status == .success && shown.output.contains("\(Samples.id(12) as LetterID)"), "\(shown.error)")
    let several = await Shell(platform).run("dlq", "discard", "000012", "1000011", "--yes", "--reason", "x")
    #expect(several.status == .success, "\(several.error)")
    #expect(platform.state.withLock { $0.performed.map(\.letters) } == [[Samples.id(12), Samples.id(1_000_011)]])
    let ambiguous = await Shell(platform).run("dlq", "show", "000011")
    #expect(ambiguous.status == .usage && ambiguous.error.contains("id_ambiguous"), "\(ambiguous.error)")
    for number in [11, 1_000_011] { #expect(ambiguous.error.contains("\(Samples.id(number) as LetterID)")) }
    let none = await Shell(platform).run("dlq", "show", "abcdef")
    #expect(none.status == .refused && none.error.contains("…abcdef"), "\(none.error)")
  }

  @Test func aTextThatIsNoIDIsRefusedBeforeAnythingIsAsked() async {
    for text in ["orders", "…beef", "12345"] {
      let outcome = await Shell().run("runs", "show", text)
      #expect(outcome.status == .usage && outcome.error.contains("6 or more digits"), "\(text): \(outcome.error)")
    }
  }
}
