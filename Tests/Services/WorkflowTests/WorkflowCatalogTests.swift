import Foundation
import Model
import Support
import Testing
import Workflow

@Suite struct WorkflowCatalogTests {
  private static let functions: Set<String> = [
    "processing.validate", "processing.standardize", "processing.clean", "processing.load_ods",
    "processing.build_dwd", "metadata.publish", "processing.empty_ods", "processing.empty_dwd", "metadata.withdraw",
    "metadata.roll_back", "processing.verify_file", "processing.plan_profile", "processing.profile_columns",
    "processing.summarize_profile",
  ]

  @Test func theDocumentsOfThisBuildAreSound() throws {
    let documents = try WorkflowCatalog.load(knownFunctions: Self.functions)
    #expect(documents.map(\.name) == ["dataset.load", "dataset.profile"])
    let load = try #require(documents.first)
    #expect(load.startsOn == "dataset.ingested" && load.makesVersion)
    #expect(load.steps.map(\.name) == ["validate", "standardize", "clean", "load_ods", "build_dwd", "publish"])
    let profile = try #require(documents.last)
    #expect(profile.startsOn == nil && !profile.makesVersion)
    #expect(profile.policy.concurrency == RunPolicy.Concurrency(max: 1, per: .dataset))
  }

  @Test func aDocumentThatWasReadIsWrittenAsItWas() throws {
    for document in try WorkflowCatalog.load(knownFunctions: Self.functions) {
      #expect(try JSON(encoding: document).decode(as: Workflow.self) == document)
    }
  }

  /// Each with its line; none hides another.
  @Test func everyProblemIsNamedInOneAnswer() throws {
    let text = """
      name: my flow
      version: 0
      starts_on: dataset.eaten
      prioritty: 3
      parameters: {mode: [strict, lenient], empty: []}
      concurrency: {max: 0, per: week}
      deadline_seconds: 0
      steps:
        - name: a
          function: processing.validate
          queue: metadata
          when: parameters.mod == 'strict'
        - name: b
          function: processing.nothing
          queue: processing
          depends_on: [a, z]
          when: steps.c.rows > 0
        - name: c
          function: processing.clean
          queue: processing
          depends_on: [b]
          when: parameters.mode == 'sloppy'
          fan_out: {over: steps.c.parts, count: 3}
          priority: 9
          when_not: x
        - name: d
          function: processing.clean
          queue: processing
          when: a ==
      """
    let failure = #expect(throws: Failure.self) { try WorkflowCatalog.parse(text, knownFunctions: Self.functions) }
    let message = try #require(failure?.message)
    // What has the wrong form keeps nobody from looking at the rest.
    for problem in [
      "line 4: 'prioritty' is not known", "line 6: per: one of", "line 25: 'when_not'", "line 29: when:",
      "line 3: no run starts on 'dataset.eaten'", "step 'a' is put into the queue 'metadata'",
      "step 'b' waits for 'z'", "step 'c' compares parameters.mode with 'sloppy'",
    ] { #expect(message.contains(problem), "\(problem) in \(message)") }
    #expect(message.components(separatedBy: "line 29:").count == 2, "what is malformed is told once")
    let formed = text.split(separator: "\n").filter { line in
      !["prioritty", "when_not", "when: a"].contains { line.contains($0) }
    }.joined(separator: "\n").replacing("per: week", with: "per: dataset")
    let second = #expect(throws: Failure.self) { try WorkflowCatalog.parse(formed, knownFunctions: Self.functions) }
    let all = try #require(second?.message)
    for problem in [
      "line 1: the name", "line 2: versions", "line 3: no run starts on 'dataset.eaten'", "line 4: parameter 'empty'",
      "line 5: at least 1 run", "line 6: a deadline", "line 10: step 'a' is put into the queue 'metadata'",
      "line 11: step 'a' reads parameters.mod", "line 13: step 'b' names the unknown function",
      "line 15: step 'b' waits for 'z'", "line 16: step 'b' reads steps.c.rows, but does not wait",
      "line 21: step 'c' compares parameters.mode with 'sloppy'", "line 22: step 'c' fans out by 'over' or by 'count'",
      "line 22: step 'c' reads steps.c.parts", "line 23: a priority is between",
    ] { #expect(all.contains(problem), "\(problem) in \(all)") }
  }

  /// Looked at in the time of its steps and of what they wait for, not of all pairs or triples of them.
  @Test func longChainsAreChecked() throws {
    func chain(_ count: Int) -> String {
      "name: chain\nversion: 1\nsteps:\n"
        + (1...count).map { number in
          "  - {name: s\(number), function: processing.nothing, queue: processing, "
            + "depends_on: [\(number == count ? "" : "s\(number + 1)")]}\n"
        }.joined()
    }
    let longest = try WorkflowCatalog.parse(chain(Workflow.stepsMax), knownFunctions: ["processing.nothing"])
    #expect(longest.steps.count == Workflow.stepsMax)
    let failure = #expect(throws: Failure.self) {
      try WorkflowCatalog.parse(chain(Workflow.stepsMax + 1), knownFunctions: ["processing.nothing"])
    }
    #expect(failure?.message.contains("it has 1001 steps, and 1000 are possible") == true)
  }

  @Test func whatIsMissingIsToldWithTheRest() {
    let text = """
      name: [x]
      version: 1
      steps:
        - function: processing.nowhere
        - just text
        - name: b
          function: processing.nothing
          queue: processing
          depends_on: [c]
          retry: {attempts_max: 0, base: 1}
      """
    let failure = #expect(throws: Failure.self) {
      try WorkflowCatalog.parse(text, knownFunctions: ["processing.nothing"])
    }
    let problems = failure?.message.components(separatedBy: "\n") ?? []
    #expect(problems.prefix(2) == ["the workflow document cannot be run:", "line 1: name: a text is expected"])
    #expect(
      problems.dropFirst(2) == [
        "line 4: 'name' is missing", "line 4: 'queue' is missing",
        "line 4: step '' names the unknown function 'processing.nowhere'",
        "line 5: number 2: names with values is expected",
        "line 9: step 'b' waits for 'c', which does not exist",
        "line 10: 'base' is not known here; there may be attempts_max, base_seconds, cap_seconds",
        "line 10: step 'b' is given no attempt",
      ])
  }

  /// Whichever members of `retry` a document has, the others are as they are without it.
  @Test(arguments: 0..<8) func aPartOfARetryPolicyIsEnough(members: Int) throws {
    let given = [("attempts_max", "2"), ("base_seconds", "600"), ("cap_seconds", "7.5")].enumerated()
      .filter { members & (1 << $0.offset) != 0 }.map { "\($0.element.0): \($0.element.1)" }
    let text = """
      name: own
      version: 1
      steps:
        - {name: a, function: f, queue: processing, retry: {\(given.joined(separator: ", "))}}
      """
    let workflow = try WorkflowCatalog.parse(text, knownFunctions: ["f"])
    let (standard, hasBase) = (RetryPolicy.standard, members & 2 != 0)
    let cap = members & 4 != 0 ? 7.5 : hasBase ? 600 : standard.capSeconds
    let expected = RetryPolicy(
      attemptsMax: members & 1 != 0 ? 2 : standard.attemptsMax, baseSeconds: hasBase ? 600 : standard.baseSeconds,
      capSeconds: cap)
    #expect(workflow.steps[0].retry == expected)
    #expect(try JSON(encoding: workflow).decode(as: Workflow.self) == workflow)
  }

  @Test func stepsThatWaitForEachOtherAreNamedTogether() throws {
    let text = """
      name: round
      version: 1
      steps:
        - {name: a, function: f, queue: nobody, depends_on: [c]}
        - {name: b, function: g, queue: processing, depends_on: [a, a]}
        - {name: c, function: g, queue: processing, depends_on: [b]}
        - {name: d, function: g, queue: processing, depends_on: [c]}
        - {name: e, function: g, queue: processing, depends_on: [e, d]}
      """
    let problems = try WorkflowCatalog.read(text, knownFunctions: ["g"]).problems
    #expect(
      problems.map { "\($0.line ?? 0): \($0.message)" } == [
        "4: step 'a' names the queue 'nobody', which nobody reads; queues are \(Streams.jobQueues.joined(separator: ", "))",
        "4: step 'a' names the unknown function 'f'", "4: steps 'a', 'b', 'c' wait for each other, so none can begin",
        "5: step 'b' waits for 'a' twice", "8: step 'e' waits for itself",
      ])
    let broken = try WorkflowCatalog.read("name: [x\nversion: 1", knownFunctions: []).problems
    #expect(broken.count == 1 && broken[0].line != nil && broken[0].message.hasPrefix("it cannot be read: "))
  }

  /// What no run could ever do is known before one begins.
  @Test func functionsComeBehindWhatTheyRead() throws {
    func problems(_ steps: String) throws -> [String] {
      let text = "name: own\nversion: 1\nsteps:\n" + steps
      return try WorkflowCatalog.read(text, knownFunctions: Self.functions).problems.map(\.message)
    }
    let clean = "- {name: clean, function: processing.clean, queue: processing, depends_on: [validate]}\n"
    let validate = "- {name: validate, function: processing.validate, queue: processing}\n"
    let load = "- {name: l, function: processing.load_ods, queue: processing, depends_on: [clean]}\n"
    #expect(try problems(validate + clean + load) == [])
    let missing =
      "step 'l' reads what the step 'clean' leaves, and does not wait for a step of that name that does 'processing.clean'"
    for other in [
      validate + clean + load.replacing("[clean]", with: "[validate]"),
      validate + clean.replacing("processing.clean", with: "processing.validate") + load,
    ] { #expect(try problems(other) == [missing]) }
  }

  @Test func aRunDoesNotStartItself() {
    let text = """
      name: loop
      version: 1
      starts_on: dataset.version.published
      steps: [{name: again, function: metadata.publish, queue: metadata}]
      """
    let failure = #expect(throws: Failure.self) { try WorkflowCatalog.parse(text, knownFunctions: Self.functions) }
    #expect(failure?.message.contains("it would start itself") == true)
  }

  @Test func aFunctionThatNoServiceHasIsRefused() {
    let failure = #expect(throws: Failure.self) {
      try WorkflowCatalog.load(knownFunctions: Self.functions.subtracting(["metadata.publish"]))
    }
    #expect(failure?.errorCode == "workflow_invalid")
    #expect(failure?.message.contains("metadata.publish") == true)
  }

  @Test func whatUndoesAStepIsKnownToo() {
    let failure = #expect(throws: Failure.self) {
      try WorkflowCatalog.load(knownFunctions: Self.functions.subtracting(["processing.empty_ods"]))
    }
    #expect(failure?.message.contains("load_ods") == true && failure?.message.contains("processing.empty_ods") == true)
  }

  @Test(arguments: ["", "steps: [", "name: a", "name: a\nversion: x\nstarts_on: b\nsteps: []", "[]"])
  func whatIsNoDocumentIsRefused(_ text: String) {
    let failure = #expect(throws: Failure.self) { try WorkflowCatalog.parse(text, knownFunctions: []) }
    #expect(failure?.errorCode == "workflow_invalid")
  }
}
