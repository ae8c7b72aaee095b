import Foundation
import Model
import Support
import Terminal

extension Option {
  static let queueRate = value("rate", "R", "at most so many jobs begin in a second")
  static let queueMax = value("max", "N", "at most so many jobs are at work at once")
}

extension Command {
  static let queues: [Command] = [
    queueList, queueShow, limit,
    gate("queues pause", .queue, "hold a queue: nothing in it begins, what is at work keeps its leases") {
      .pause($0)
    },
    gate("queues resume", .queue, "let a queue go on") { .resume($0) },
    release, republish,
  ]

  private static let limit = Command(
    "queues limit", "limit how much of a queue is done at once, by all workers together",
    details: "What is not given is not limited; without any option, all limits are lifted.",
    operands: [Operand("NAME", "the queue's name")], options: [.queueRate, .queueMax] + Option.acting
  ) { invocation in
    let text = invocation.arguments.value(.queueRate)
    let rate = text.flatMap { Double($0) }
    guard text == nil || rate.map(QueueLimits.rateRange.contains) == true else {
      throw UsageError.badValue(.queueRate, text ?? "", expected: "a number from 0.001 to 1000000")
    }
    let limits = QueueLimits(
      ratePerSecond: rate, leasesMax: try invocation.arguments.integer(.queueMax, in: QueueLimits.leasesRange))
    return try await invocation.intervene(
      .limitQueue(invocation.arguments.operands.first ?? "", limits), noun: "queue", command: "queues limit")
  }

  private static let release = Command(
    "queues release", "end the lease of a job, so that another worker takes it",
    operands: [Operand("JOB", "jobs, by id or the end of it, as `queues show` lists them", .several)],
    options: Option.acting
  ) { invocation in
    try await invocation.intervene(onEach: Step.self, noun: "lease", command: "queues release") { .releaseLease($0) }
  }

  private static let republish = Command(
    "queues republish", "say an event once more; who has taken it into account does not do so again",
    operands: [Operand("EVENT", "the event's id, as `trace` tells it with `--columns at,subject,id`")],
    options: Option.acting
  ) { invocation in
    let id: EventID = try invocation.identifier("event", list: "trace ID --columns at,subject,id")
    return try await invocation.intervene(.republish(id), noun: "event", command: "queues republish")
  }

  private static let queueList = Command(
    "queues list", "list the queues: what waits, how old it is, how fast it moves", options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(queueColumns, empty: "no queues") { try await platform.queues($0, $1) }
    }
  }

  private static let queueShow = Command(
    "queues show", "show a queue: its consumers, leases, and oldest entries",
    operands: [Operand("QUEUE", "STREAM/GROUP, or the name of a queue of jobs, such as processing")],
    options: [.format]
  ) { invocation in
    let name = invocation.arguments.operands.first ?? ""
    return try await invocation.withPlatform { platform in
      let all = try await platform.queues(ListQuery(), PageRequest(limit: PageRequest.limitMax)).items
      let found = all.filter { $0.id.description == name || $0.gate?.id.name == name || $0.stream == name }
      guard found.count == 1, let queue = found.first else {
        let names = found.map(\.id.description).joined(separator: ", ")
        throw found.isEmpty
          ? Failure.notFound("queue", name, list: "flowsight queues list")
          : Failure.invalid("'\(name)' has several groups", nextStep: "name one of \(names)")
      }
      let detail = try await platform.queue(queue.id)
      return try invocation.show(detail) { detail.details }
    }
  }

  private static let queueColumns: [Column<Queue>] = [
    Column("stream") { $0.stream }, Column("group") { $0.group }, Column("state") { $0.gate?.state.rawValue ?? "" },
    Column("waiting", .trailing) { String($0.waiting) }, Column("lag", .trailing) { $0.lag.map { String($0) } ?? "?" },
    Column("pending", .trailing) { String($0.pending) },
    Column("leased", .trailing) { $0.jobs.map { String($0.leased) } ?? "" },
    Column("oldest since") { $0.waitingSince?.shortText ?? "" },
    Column("in/s", .trailing) { rateText($0.mean(\.added)) }, Column("out/s", .trailing) { rateText($0.mean(\.done)) },
    Column("consumers", .trailing) { String($0.consumers) },
    Column("limits") { $0.gate?.limits?.text ?? "" },
    Column("held by", isFlexible: true) { $0.gate?.standing ?? "" },
  ]
}

private func rateText(_ rate: Double?) -> String {
  guard let rate else { return "" }
  let tenths = Int((rate * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}

extension QueueDetail {
  fileprivate var details: Details {
    var details = Details()
    details.add("queue", queue.id.description)
    details.add("state", queue.gate?.state.rawValue)
    details.add("held by", queue.gate?.state == .paused ? queue.gate?.standing : nil)
    details.add("limits", queue.gate?.limits?.text)
    details.add("waiting", String(queue.waiting))
    details.add("held back", queue.held.map { counted($0.runs, "run") })
    details.add("lag", queue.lag.map { String($0) } ?? "unknown")
    details.add("pending", String(queue.pending))
    details.add("oldest since", queue.waitingSince)
    details.add("length", String(queue.length))
    details.add("jobs", queue.jobs.map { "\($0.due) may begin, \($0.later) try again later, \($0.leased) leased" })
    details.add("in/s", rateText(queue.mean(\.added)))
    details.add("out/s", rateText(queue.mean(\.done)))
    if !consumers.isEmpty { details.section("consumers", Table(columns: QueueDetail.consumerColumns).text(consumers)) }
    if !leases.isEmpty { details.section("leases", Table(columns: QueueDetail.leaseColumns).text(leases)) }
    if !entries.isEmpty { details.section("oldest entries", Table(columns: QueueDetail.entryColumns).text(entries)) }
    return details
  }

  private static let consumerColumns: [Column<Consumer>] = [
    Column("consumer") { $0.name }, Column("pending", .trailing) { String($0.pending) },
    Column("idle", .trailing) { "\(Int($0.idleSeconds)) s" },
  ]

  private static let leaseColumns: [Column<JobLease>] = [
    Column("job") { $0.jobID.description }, Column("step") { $0.step },
    Column("dataset") { "\($0.datasetName) \($0.datasetVersion)" }, Column("worker") { $0.worker },
    Column("epoch", .trailing) { String($0.epoch) }, Column("since") { $0.since.shortText },
    Column("expires at") { $0.expiresAt.shortText },
    Column("done", .trailing) { $0.progress.map { "\(Int($0.fraction * 100))%" } ?? "" },
    Column("run") { $0.runID.description },
  ]

  private static let entryColumns: [Column<Entry>] = [
    Column("entry") { $0.id }, Column("at") { $0.at.shortText }, Column("event") { $0.eventType ?? "unreadable" },
    Column("consumer") { $0.consumer ?? "" }, Column("deliveries", .trailing) { String($0.deliveries) },
    Column("trace") { $0.traceID?.description ?? "" },
  ]
}
