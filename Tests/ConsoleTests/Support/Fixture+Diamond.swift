import Foundation
import Model
import Support

extension Fixture {
  /// A run whose steps part and meet again: one way is slower than the other, with a crash and a failed try in it.
  static let diamond: RunDetail = {
    func attempt(_ number: Int, _ from: Double, _ to: Double, _ failure: Failure? = nil, isCrash: Bool = false)
      -> Attempt
    {
      Attempt(
        number: number, worker: "worker-1", leaseEpoch: Int64(number), startedAt: ago(from), endedAt: ago(to),
        failure: failure, isCrash: isCrash)
    }
    func step(_ number: Int, _ name: String, after: [String], _ attempts: [Attempt]) -> Step {
      Step(
        id: id(450 + number), name: name, function: "processing.\(name)", dependsOn: after, state: .succeeded,
        attempts: attempts, progress: Model.Progress(done: 98_500_000, total: 98_500_000),
        startedAt: attempts[0].startedAt,
        finishedAt: attempts[attempts.count - 1].endedAt)
    }
    var made = Fixture.run(205, "chat-sessions", "5", .succeeded, done: 4, failure: nil)
    (made.createdAt, made.startedAt, made.finishedAt, made.stepsTotal) = (ago(130), ago(130), ago(10), 4)
    return RunDetail(
      run: made,
      steps: [
        step(0, "validate", after: [], [attempt(1, 125, 110)]),
        step(
          1, "load", after: ["validate"],
          [
            attempt(1, 108, 90, tableLocked), attempt(2, 75, 60, nil, isCrash: true), attempt(3, 55, 25),
          ]),
        step(2, "profile", after: ["validate"], [attempt(1, 100, 70)]),
        step(3, "publish", after: ["load", "profile"], [attempt(1, 15, 10)]),
      ], log: [], letters: [])
  }()
}
