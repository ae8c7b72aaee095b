import Model
import Support
import Testing

@testable import Workflow

@Suite struct RunPlanTests {
  private func plan(_ states: [(String, [String], JobState, Bool)]) -> RunPlan {
    RunPlan(states.map { RunPlan.Node(name: $0.0, dependsOn: $0.1, state: $0.2, isOrdered: $0.3) })
  }

  @Test func whatWaitsForNothingIsReady() {
    let plan = plan([("a", [], .pending, false), ("b", [], .pending, false), ("c", ["a"], .pending, false)])
    #expect(plan.ready == ["a", "b"] && plan.conclusion == nil)
  }

  @Test func nothingIsOrderedTwice() {
    #expect(plan([("a", [], .pending, true), ("b", ["a"], .pending, false)]).ready == [])
    #expect(plan([("a", [], .running, true), ("b", ["a"], .pending, false)]).ready == [])
  }

  @Test func aStepWaitsForAllItsDependencies() {
    let half = plan([("a", [], .succeeded, true), ("b", [], .running, true), ("c", ["a", "b"], .pending, false)])
    #expect(half.ready == [])
    let whole = plan([("a", [], .succeeded, true), ("b", [], .succeeded, true), ("c", ["a", "b"], .pending, false)])
    #expect(whole.ready == ["c"])
  }

  @Test func whatIsSkippedHoldsNothingUp() {
    let plan = plan([("a", [], .skipped, false), ("b", ["a"], .pending, false)])
    #expect(plan.ready == ["b"] && plan.conclusion == nil)
    #expect(self.plan([("a", [], .succeeded, true), ("b", ["a"], .skipped, false)]).conclusion == .succeeded)
  }

  @Test func aFailureEndsTheRunAndOrdersNothing() {
    let plan = plan([("a", [], .failed, true), ("b", [], .pending, false), ("c", [], .running, true)])
    #expect(plan.ready == [] && plan.conclusion == .failed)
  }

  @Test func successIsTheSuccessOfAll() {
    #expect(plan([("a", [], .succeeded, true), ("b", ["a"], .succeeded, false)]).conclusion == .succeeded)
    #expect(plan([("a", [], .succeeded, true), ("b", ["a"], .running, true)]).conclusion == nil)
  }

  // MARK: - Conditions

  private func node(
    _ name: String, _ dependsOn: [String] = [], _ state: JobState = .pending, when: String? = nil,
    over: String? = nil, count: Int? = nil, partOf: String? = nil, output: JSON? = nil
  ) throws -> RunPlan.Node {
    RunPlan.Node(
      name: name, dependsOn: dependsOn, state: state, isOrdered: state != .pending,
      when: try when.map { try Condition(parsing: $0) },
      fanOut: over == nil && count == nil ? nil : FanOut(over: over.flatMap { ValuePath($0) }, count: count, max: 4),
      partOf: partOf, output: output)
  }

  @Test func aStepWhoseConditionIsFalseIsSkippedAndWhatWaitsGoesOn() throws {
    let nodes = [
      try node("a", [], .succeeded, output: ["rows": 0]), try node("b", ["a"], when: "steps.a.rows > 0"),
      try node("c", ["b"], when: "parameters.mode == 'x'"), try node("d", ["c"]),
    ]
    let plan = RunPlan(nodes, parameters: ["mode": "x"])
    #expect(plan.decisions == [.skip("b", because: "when steps.a.rows > 0 is false; steps.a.rows is 0")])
    #expect(plan.ready == ["c"] && plan.conclusion == nil)
    let other = RunPlan(nodes, parameters: ["mode": "y"])
    #expect(other.decisions.count == 2 && other.ready == ["d"])
    #expect(RunPlan(Array(nodes.dropLast()), parameters: [:]).conclusion == .succeeded, "all are skipped")
  }

  @Test func aConditionIsLookedAtWhenItsTurnComes() throws {
    let plan = RunPlan([try node("a", [], .running), try node("b", ["a"], when: "steps.a.rows > 0")])
    #expect(plan.decisions.isEmpty && plan.ready.isEmpty)
  }

  // MARK: - Parts

  @Test func aStepBecomesAPartForEachElement() throws {
    let nodes = [
      try node("a", [], .succeeded, output: ["parts": [["x"], ["y"]]]), try node("b", ["a"], over: "steps.a.parts"),
      try node("c", ["b"]),
    ]
    let plan = RunPlan(nodes)
    #expect(plan.decisions == [.expand("b", items: [["x"], ["y"]])])
    #expect(plan.ready == ["b[1]", "b[2]"] && plan.conclusion == nil)
    let fixed = RunPlan([try node("b", count: 3)])
    #expect(fixed.ready == ["b[1]", "b[2]", "b[3]"])
  }

  private static let lists: [(JSON, Bool)] = [
    (["parts": []], true), (["parts": [1, 2, 3, 4, 5]], false), (["parts": "x"], false), ([:], false),
  ]

  @Test(arguments: lists) func listsThatGiveNoParts(_ output: JSON, _ isSkipped: Bool) throws {
    let plan = RunPlan([try node("a", [], .succeeded, output: output), try node("b", ["a"], over: "steps.a.parts")])
    if isSkipped {
      #expect(plan.decisions == [.skip("b", because: "steps.a.parts is empty")] && plan.conclusion == .succeeded)
    } else {
      guard case .fail("b", let failure)? = plan.decisions.first else { return #expect(Bool(false), "\(plan)") }
      #expect(failure.errorCode == "fan_out_invalid" && failure.nextStep != nil && plan.conclusion == .failed)
    }
  }

  /// Every combination of the states of three parts.
  @Test func aStepIsOverWhenAllItsPartsAre() throws {
    for first in JobState.allCases {
      for second in JobState.allCases {
        for third in JobState.allCases {
          let states = [first, second, third]
          let parts = try states.enumerated().map { index, state in
            try node("b[\(index + 1)]", [], state, partOf: "b", output: state == .succeeded ? JSON(index) : nil)
          }
          let plan = RunPlan([try node("b", [], .running, count: 3)] + parts + [try node("c", ["b"])])
          if !states.allSatisfy(\.isTerminal) {
            #expect(plan.decisions.isEmpty && plan.conclusion == nil, "\(states)")
            #expect(plan.ready.count == states.count { $0 == .pending }, "\(states)")
          } else if states.allSatisfy(\.isSatisfied) {
            let outputs = states.enumerated().map { $1 == .succeeded ? JSON($0) : .null }
            #expect(plan.decisions == [.gather("b", outputs: outputs)] && plan.ready == ["c"], "\(states)")
          } else {
            #expect(plan.decisions.count == 1 && plan.conclusion == .failed && plan.ready.isEmpty, "\(states)")
          }
        }
      }
    }
  }

  @Test func whatTheRunBeforeLeftOfAStepIsNotExpandedAgain() throws {
    let plan = RunPlan([
      try node("b", [], .pending, count: 2), try node("b[1]", [], .succeeded, partOf: "b"),
      try node("b[2]", [], .pending, partOf: "b"),
    ])
    #expect(plan.decisions.isEmpty && plan.ready == ["b[2]"])
  }

  @Test func nothingBecomesPartsAfterAFailure() throws {
    let plan = RunPlan([try node("a", [], .failed), try node("b", [], .pending, count: 2)])
    #expect(plan.decisions.isEmpty && plan.conclusion == .failed)
  }

  // MARK: - Again

  @Test func whatIsDoneAgain() throws {
    func part(_ number: Int) -> FanOut.Part { FanOut.Part(of: "b", number: number, count: 2, item: .null) }
    func step(_ name: String, _ after: [String], when: String? = nil, part: FanOut.Part? = nil) throws -> Workflow.Step
    {
      Workflow.Step(
        name: name, function: "f", queue: "processing", dependsOn: after,
        when: try when.map { try Condition(parsing: $0) }, fanOut: name == "b" ? FanOut(count: 2) : nil, part: part)
    }
    let steps = [
      try step("x", [], when: "parameters.deep == 'yes'"), try step("a", []), try step("b", ["a"]),
      try step("b[1]", ["a"], part: part(1)), try step("b[2]", ["a"], part: part(2)), try step("c", ["b"]),
    ]
    let states: [String: JobState] = [
      "x": .skipped, "a": .succeeded, "b": .failed, "b[1]": .succeeded, "b[2]": .failed, "c": .pending,
    ]
    let failed = try RunRepeater.sorted(steps, states, .failed)
    #expect(failed == RunRepeater.Sorting(kept: ["a", "b[1]"]), "the condition of x is asked again")
    let anew = try RunRepeater.sorted(steps, states, .from("a"))
    #expect(anew == RunRepeater.Sorting(kept: [], dropped: ["b[1]", "b[2]"]))
    let all = try RunRepeater.sorted(steps, states, .from("b"))
    #expect(all == RunRepeater.Sorting(kept: ["a"], dropped: ["b[1]", "b[2]"]))
    let one = try RunRepeater.sorted(steps, states, .from("b[1]"))
    #expect(one == RunRepeater.Sorting(kept: ["a"]), "the other part had failed")
  }

  /// With other parameters a step may be done that was left out; what comes behind it is then done with it.
  @Test func whatComesBehindAConditionThatIsAskedAgain() throws {
    let steps = [
      Workflow.Step(name: "a", function: "f", queue: "processing"),
      Workflow.Step(
        name: "x", function: "f", queue: "processing", dependsOn: ["a"],
        when: try Condition(parsing: "parameters.deep == 'yes'")),
      Workflow.Step(name: "b", function: "f", queue: "processing", dependsOn: ["x"]),
      Workflow.Step(name: "c", function: "f", queue: "processing", dependsOn: ["b"]),
    ]
    let states: [String: JobState] = ["a": .succeeded, "x": .skipped, "b": .succeeded, "c": .failed]
    #expect(try RunRepeater.sorted(steps, states, .failed).kept == ["a", "b"])
    #expect(try RunRepeater.sorted(steps, states, .failed, changes: true).kept == ["a"])
  }
}
