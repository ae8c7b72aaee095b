import Foundation
import Model
import Support
import Testing

/// What waited, what worked, and which chain of steps made a run as long as it was.
@Suite struct RunTimelineTests {
  private static let start = Date(timeIntervalSince1970: 1_767_225_600)
  private static func at(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

  private static func attempt(_ from: Double, _ to: Double, fails: Bool = false, isCrash: Bool = false) -> Attempt {
    Attempt(
      number: 1, worker: "w", leaseEpoch: 1, startedAt: at(from), endedAt: at(to),
      failure: fails ? Failure("broken", "it is") : nil, isCrash: isCrash)
  }

  private static func step(
    _ name: String, after: [String] = [], _ attempts: [Attempt], _ state: JobState = .succeeded,
    isCarriedOver: Bool = false
  ) -> Step {
    Step(
      id: StepID(UUID()), name: name, function: "f", dependsOn: after, state: state, attempts: attempts,
      isCarriedOver: isCarriedOver, startedAt: attempts.first?.startedAt,
      finishedAt: state.isTerminal ? attempts.last?.endedAt : nil)
  }

  private static func detail(
    _ steps: [Step], _ state: JobState = .succeeded, until end: Double?, log: [StateChange] = []
  )
    -> RunDetail
  {
    RunDetail(
      run: Run(
        id: RunID(UUID()), workflow: "w", workflowVersion: 1, datasetID: DatasetID(UUID()), datasetName: "d",
        datasetVersion: "1", traceID: TraceID(UUID()), state: state, parentID: nil, rootID: RunID(UUID()),
        parameters: [:], stepsDone: 0, stepsTotal: steps.count, failure: nil, createdAt: start, startedAt: start,
        finishedAt: end.map(at)), steps: steps, log: log, letters: [])
  }

  private func text(_ row: RunTimeline.Row?) -> String {
    (row?.segments ?? []).map { segment in
      let (from, to) = (segment.from.timeIntervalSince(Self.start), segment.to.timeIntervalSince(Self.start))
      return "\(segment.kind) \(Int(from))–\(Int(to))"
    }.joined(separator: ", ")
  }

  @Test func theSlowestWayThroughADiamond() {
    let steps = [
      Self.step("a", [Self.attempt(1, 2)]), Self.step("b", after: ["a"], [Self.attempt(3, 10)]),
      Self.step("c", after: ["a"], [Self.attempt(2, 4)]), Self.step("d", after: ["b", "c"], [Self.attempt(12, 13)]),
    ]
    let timeline = RunTimeline(Self.detail(steps, until: 13), at: Self.at(99))
    #expect(timeline.path == ["a", "b", "d"] && timeline.end == Self.at(13))
    #expect(timeline.rows.filter(\.isOnPath).map(\.step) == ["a", "b", "d"])
    #expect(text(timeline["a"]) == "waiting 0–1, working 1–2")
    #expect(text(timeline["d"]) == "waiting 10–12, working 12–13", "it waits from the end of the slower one on")
    #expect(timeline["b"]?.waited == 1 && timeline["b"]?.worked == 7)
  }

  @Test func retriesCrashesAndPausesAreTold() {
    let attempts = [
      Self.attempt(1, 3, fails: true), Self.attempt(5, 6, fails: true, isCrash: true), Self.attempt(6, 9),
    ]
    let timeline = RunTimeline(Self.detail([Self.step("a", attempts)], until: 9), at: Self.at(9))
    #expect(text(timeline["a"]) == "waiting 0–1, failed 1–3, pausing 3–5, crashed 5–6, working 6–9")
    #expect(timeline["a"]?.worked == 6 && timeline["a"]?.seconds(.pausing) == 2)
  }

  @Test func whatIsUnderWayEndsNow() {
    var running = Self.step("a", [Self.attempt(1, 3, fails: true)], .running)
    running.startedAt = Self.at(1)
    let log = [
      StateChange(at: Self.at(1), subject: "a", event: "started", from: "PENDING", to: "RUNNING", actor: "w"),
      StateChange(at: Self.at(3), subject: "a", event: "retrying", from: "RUNNING", to: "PENDING", actor: "w"),
      StateChange(at: Self.at(5), subject: "a", event: "started", from: "PENDING", to: "RUNNING", actor: "w"),
    ]
    let steps = [running, Self.step("b", after: ["a"], [], .pending)]
    let timeline = RunTimeline(Self.detail(steps, .running, until: nil, log: log), at: Self.at(20))
    #expect(text(timeline["a"]) == "waiting 0–1, failed 1–3, pausing 3–5, working 5–20")
    #expect(text(timeline["b"]).isEmpty, "what it waits for is not done")
    #expect(timeline.path == ["a"])
    let waiting = RunTimeline(Self.detail([Self.step("a", [], .pending)], .pending, until: nil), at: Self.at(7))
    #expect(text(waiting["a"]) == "waiting 0–7")
    let retried = Self.step("a", [Self.attempt(1, 3, fails: true)], .pending)
    #expect(
      text(RunTimeline(Self.detail([retried], .running, until: nil), at: Self.at(8))["a"]).hasSuffix("pausing 3–8"))
  }

  @Test func whatWasCarriedOverAndWhatNeverBeganTakesNoTime() {
    let steps = [
      Self.step("a", [Self.attempt(-50, -40)], isCarriedOver: true),
      Self.step("b", after: ["a"], [Self.attempt(-30, -20, fails: true), Self.attempt(2, 6, fails: true)], .failed),
      Self.step("c", after: ["b"], [], .pending),
    ]
    let timeline = RunTimeline(Self.detail(steps, .failed, until: 6), at: Self.at(50))
    #expect(timeline["a"]?.segments.isEmpty == true && timeline["c"]?.segments.isEmpty == true)
    #expect(text(timeline["b"]) == "waiting 0–2, failed 2–6", "attempts of the run before are not of this one")
    #expect(timeline.path == ["b"])
  }

  @Test func clocksThatDisagreeMakeNothingRunBackwards() {
    let steps = [
      Self.step("a", [Self.attempt(3, 2)]), Self.step("b", after: ["a"], [Self.attempt(1, 99)]),
    ]
    let timeline = RunTimeline(Self.detail(steps, until: 10), at: Self.at(10))
    for segment in timeline.rows.flatMap(\.segments) {
      #expect(segment.from < segment.to && segment.from >= timeline.start && segment.to <= timeline.end)
    }
    #expect(RunTimeline(Self.detail([], until: -5), at: Self.start).end == Self.start)
  }
}
