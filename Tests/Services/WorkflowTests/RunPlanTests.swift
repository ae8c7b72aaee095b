import Model
import Testing
import Workflow

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
}
