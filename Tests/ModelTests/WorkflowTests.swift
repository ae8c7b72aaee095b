import Model
import Support
import Testing

@Suite struct WorkflowTests {
  private static func workflow(_ steps: (String, [String])...) -> Workflow {
    Workflow(
      name: "w", version: 1, startsOn: "dataset.ingested",
      steps: steps.map { .init(name: $0.0, function: "known", queue: "processing", dependsOn: $0.1) })
  }

  @Test func soundDocumentsHaveNoProblems() {
    let diamond = Self.workflow(("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"]))
    #expect(diamond.problems(knownFunctions: ["known"]) == [])
    #expect(Self.workflow(("b", ["a"]), ("a", [])).problems(knownFunctions: ["known"]) == [])
  }

  @Test(arguments: [
    (workflow(), "it has no steps"), (workflow(("a", []), ("a", [])), "two steps are named 'a'"),
    (workflow(("a", ["z"])), "step 'a' waits for 'z', which does not exist"),
    (workflow(("a", ["a"])), "step 'a' waits for itself"),
    (workflow(("a", []), ("b", ["a", "a"])), "step 'b' waits for 'a' twice"),
    (
      workflow(("x", []), ("a", ["c"]), ("b", ["a"]), ("c", ["b", "x"]), ("d", ["a"])),
      "steps 'a', 'b', 'c' wait for each other, so none can begin"
    ),
  ]) func problemsAreNamed(_ workflow: Workflow, _ problem: String) {
    #expect(workflow.problems(knownFunctions: ["known"]).map(\.message) == [problem])
  }

  @Test func unknownFunctionsAreNamed() {
    let problems = Self.workflow(("a", [])).problems(knownFunctions: ["other"])
    #expect(problems.map(\.message) == ["step 'a' names the unknown function 'known'"])
  }

  @Test func documentsHaveDefaults() throws {
    let json: JSON = [
      "name": "w", "version": 2, "starts_on": "dataset.ingested",
      "steps": [["name": "a", "function": "f", "queue": "q"]],
    ]
    let step = try #require(try json.decode(as: Workflow.self).steps.first)
    #expect(step.dependsOn == [] && step.retry == .standard && step.timeoutSeconds == 3600)
    #expect(step.when == nil && step.fanOut == nil && step.priority == nil && step.part == nil)
    let missing: JSON = ["name": "w", "version": 2, "starts_on": "x", "steps": [["name": "a"]]]
    #expect(throws: JSON.ShapeError.self) { try missing.decode(as: Workflow.self) }
  }
}

@Suite struct RetryPolicyTests {
  static let policy = RetryPolicy(attemptsMax: 5, baseSeconds: 1, capSeconds: 60)

  @Test(arguments: [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (64, 60), (Int.max, 60)] as [(Int, Double)])
  func delaysDoubleUpToTheCap(_ attempt: Int, _ whole: Double) {
    #expect(Self.policy.delay(after: attempt, random: 0) == whole / 2)
    #expect(Self.policy.delay(after: attempt, random: 0.5) == whole * 0.75)
    #expect(Self.policy.delay(after: attempt, random: 0.999_999) < whole)
  }

  @Test(arguments: [0, -1, Int.min]) func oddNumbersCountAsTheFirst(_ attempt: Int) {
    #expect(Self.policy.delay(after: attempt, random: 0) == 0.5)
  }

  @Test func aCapBelowTheBaseWins() {
    #expect(RetryPolicy(attemptsMax: 1, baseSeconds: 10, capSeconds: 4).delay(after: 3, random: 0) == 2)
    #expect(RetryPolicy(attemptsMax: 1, baseSeconds: 0, capSeconds: 4).delay(after: 3, random: 0.5) == 0)
  }

  @Test func parametersAreThoseOfTheDocument() {
    let workflow = Workflow(
      name: "w", version: 1, startsOn: "e", parameters: ["mode": ["strict", "lenient"]], steps: [])
    #expect(
      workflow.completed([:]) == ["mode": "strict"] && workflow.completed(["mode": "lenient"]) == ["mode": "lenient"])
    #expect(throws: Never.self) { try workflow.check(["mode": "lenient"]) }
    #expect(throws: Never.self) { try workflow.check([:]) }
    for bad: JSON in [["mode": "loose"], ["mode": 1], ["limit": 5]] {
      let refusal = #expect(throws: Failure.self) { try workflow.check(bad) }
      #expect(refusal?.errorCode == "invalid_argument" && refusal?.nextStep != nil)
    }
  }

  @Test func whatWaitsForAStepIsDownstreamOfIt() {
    let steps = [("d", ["b", "c"]), ("a", []), ("b", ["a"]), ("c", ["a"]), ("e", [])]
      .map { (name: $0.0, dependsOn: $0.1) }
    #expect(Workflow.downstream(of: "b", in: steps) == ["b", "d"])
    #expect(Workflow.downstream(of: "a", in: steps) == ["a", "b", "c", "d"])
    #expect(Workflow.downstream(of: "e", in: steps) == ["e"])
  }
}
