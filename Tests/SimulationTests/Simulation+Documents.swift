import Foundation
import Messaging
import Model
import Support

// What is to be done for a file, and the clock of runs: see `Workflow.RunClock`.

extension Simulation {
  struct Document {
    var workflow: String
    var policy: RunPolicy
    var parameters: JSON
    var steps: [Model.Workflow.Step]
  }

  private static let waitingSeconds = 30.0
  /// Held each by itself; the orders for both come by one stream.
  static let queues = [Streams.processingQueue, Streams.metadataQueue]
  static let policies: [(String, RunPolicy)] = [
    ("plain", RunPolicy()), ("plain", RunPolicy()), ("hasty", RunPolicy(deadlineSeconds: 40)),
    ("limited", RunPolicy(concurrency: RunPolicy.Concurrency(max: 2))),
    ("both", RunPolicy(deadlineSeconds: 90, concurrency: RunPolicy.Concurrency(max: 3))),
  ]

  /// Steps that depend on some of those before them. Some are done under a condition only, some become parts.
  func document() -> Document {
    let (workflow, policy) = random.choose(Simulation.policies)
    var steps: [Model.Workflow.Step] = []
    for place in 0..<random.number(1...6) {
      let before = steps.filter { _ in random.chance(0.5) }
      var step = Model.Workflow.Step(
        name: "s\(place)", function: "f", queue: random.choose(Simulation.queues), dependsOn: before.map(\.name),
        retry: RetryPolicy(attemptsMax: random.number(2...6), baseSeconds: 1, capSeconds: 30), timeoutSeconds: 120,
        isOptional: random.chance(0.3))
      if random.chance(0.4) { step.compensation = .init(function: "undo", queue: random.choose(Simulation.queues)) }
      // Of what was skipped or has parts, nothing can be read.
      let source = before.first { $0.when == nil && $0.fanOut == nil }?.name
      if random.chance(0.2) {
        step.when = try? Condition(
          parsing: source.map { "steps.\($0).rows > 2" } ?? "parameters.mode == 'lenient'")
      }
      if random.chance(0.25) {
        step.fanOut =
          source.map { FanOut(over: .output(step: $0, members: ["items"]), max: 4) }
          ?? FanOut(count: random.number(1...3))
      }
      steps.append(step)
    }
    return Document(
      workflow: workflow, policy: policy, parameters: ["mode": random.chance(0.5) ? "lenient" : "strict"],
      steps: steps)
  }

  /// What a job leaves: the same whenever it is done. Now and then the list is too long, or empty.
  static func output(of job: StepID) -> JSON {
    let rows = Int64(job.rawValue.uuid.15 % 6)
    return ["rows": .integer(rows), "items": .array((0..<rows).map { .integer($0) })]
  }

  func look(_ process: SimulatedProcess) {
    transaction(process) { [self] in
      order(runs.look(at: databaseNow, waitingSeconds: Simulation.waitingSeconds))
    } _: { [self] _ in
      later(process, 2) { self.look(process) }
    }
  }
}
