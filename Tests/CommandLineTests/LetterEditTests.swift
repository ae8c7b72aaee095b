import Model
import Support
import Synchronization
import Testing

@testable import flowsight

/// Editing a payload from the command line, and what was edited.
@Suite struct LetterEditTests {
  private let id = "\(Samples.id(11) as LetterID)"

  private func shell(_ change: (inout FakePlatform.State) -> Void) -> Shell {
    var state = FakePlatform.State()
    state.letters = [Samples.letter(11), Samples.letter(12)]
    change(&state)
    return Shell(FakePlatform(state))
  }

  @Test func aPayloadIsEditedByPathOrAsAWhole() async throws {
    let shell = shell { $0.letters[0].payload = #"{"parameters":{"mode":"strict"},"note":"a"}"# }
    let edited: JSON = ["parameters": ["mode": "lenient", "limit": 5]]
    let words = ["--set", "parameters.mode=lenient", "--set", "parameters.limit=5", "--unset", "note"]
    let dry = await shell.run(["dlq", "edit", id] + words + ["--dry-run"])
    #expect(dry.status == .success && shell.platform.state.withLock { $0.interventions.isEmpty })
    #expect(await shell.run(["dlq", "edit", id, "--yes"] + words).status == .usage, "a reason is needed")
    let file = try TemporaryFile(Array(edited.text(pretty: true).utf8), name: "payload.json")
    for words in [words, ["--file", file.path]] {
      let done = await shell.run(["dlq", "edit", id, "--yes", "--reason", "the mode"] + words)
      #expect(done.status == .success, "\(done.error)")
      let asked = try #require(shell.platform.state.withLock { $0.interventions.popLast() })
      #expect(asked.intervention == .editPayload(Samples.id(11), base: 0, document: edited))
    }
    for bad in [
      ["--set", "parameters"], ["--set", "a..b=1"], [], ["--unset", "["], ["--file", file.path, "--unset", "a"],
    ] {
      #expect(await shell.run(["dlq", "edit", id, "--yes", "--reason", "x"] + bad).status == .usage, "\(bad)")
    }
    for bad in [["--unset", "none"], ["--set", "note[3]=1"]] {
      #expect(await shell.run(["dlq", "edit", id, "--yes", "--reason", "x"] + bad).status == .usage, "\(bad)")
    }
    #expect(shell.platform.state.withLock { $0.interventions.isEmpty })
    let shown = await shell.run("dlq", "show", id, "--payload")
    #expect(try JSON(parsing: shown.output)["parameters"]?["mode"] == "strict")
  }

  /// What was begun from a revision is refused by the platform once there is a newer one: it is told which that was.
  @Test func anEditSaysWhichRevisionItWasMadeFrom() async throws {
    let shell = shell { state in
      state.letters[0].payload = #"{"parameters":{"mode":"strict"}}"#
      state.letters[0].revisions = [
        PayloadRevision(
          number: 1, payload: #"{"parameters":{"mode":"lenient"}}"#, sha256: "e1", changes: [], author: "ann",
          reason: "why", at: Samples.time, auditID: Samples.id(9))
      ]
    }
    let words = ["dlq", "edit", id, "--set", "parameters.limit=5", "--yes", "--reason", "less"]
    for (revision, base, mode) in [
      ([], 1, "lenient"), (["--revision", "0"], 0, "strict"), (["--revision", "1"], 1, "lenient"),
    ] {
      #expect(await shell.run(words + revision).status == .success)
      let asked = try #require(shell.platform.state.withLock { $0.interventions.popLast() })
      let document: JSON = ["parameters": ["mode": .string(mode), "limit": 5]]
      #expect(asked.intervention == .editPayload(Samples.id(11), base: base, document: document))
    }
    #expect(await shell.run(words + ["--revision", "2"]).status == .refused)
  }

  @Test func theDifferenceOfARevisionIsShown() async throws {
    let path = try #require(JSON.Path(parsing: "parameters.mode"))
    let shell = shell { state in
      state.letters[0].revisions = (1...2).map { number in
        PayloadRevision(
          number: number, payload: "{}", sha256: "e\(number)",
          changes: [JSON.Difference(path, before: "strict", after: .string("m\(number)\u{1b}"))], author: "ann",
          reason: "why", at: Samples.time, auditID: Samples.id(9))
      }
    }
    let newest = await shell.run("dlq", "diff", id)
    #expect(
      newest.output.contains("parameters.mode") && newest.output.contains("strict") && newest.output.contains("m2␛"))
    #expect(newest.output.contains("00 → e2"))
    #expect(await shell.run("dlq", "diff", id, "--revision", "1").output.contains("m1"))
    let json = await shell.run("dlq", "diff", id, "-o", "json")
    #expect(try JSON(parsing: json.output)["changes"]?.array?.first?["path"] == "parameters.mode")
    #expect(await shell.run("dlq", "diff", id, "--revision", "3").status == .refused)
    #expect(await shell.run("dlq", "diff", "\(Samples.id(12) as LetterID)").status == .refused)
    #expect(await shell.run("dlq", "show", id).output.contains("revision 2 of the payload by ann: why"))
    _ = await shell.run("dlq", "redrive", id, "--revision", "1", "--yes", "--reason", "again")
    #expect(
      shell.platform.state.withLock { $0.performed.first?.action } == .redrive(parameters: [:], revision: 1))
  }
}
