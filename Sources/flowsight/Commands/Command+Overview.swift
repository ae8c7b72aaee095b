import Model
import Terminal

extension Command {
  static let overview = Command(
    "overview", "show how everything is, and what is wrong", options: [.format]
  ) { invocation in
    try await invocation.withPlatform { platform in
      let overview = try await platform.overview()
      return try invocation.show(overview) { overview.details(width: invocation.tableWidth) }
    }
  }
}

extension Overview {
  fileprivate func details(width: Int?) -> Details {
    var details = Details()
    details.add("at", at)
    details.add("uploads", Overview.counts(uploads))
    details.add("runs", Overview.counts(runs))
    details.add("versions", Overview.counts(versions))
    details.add("letters", Overview.counts(letters))
    if !queues.isEmpty { details.section("queues", Table(columns: Overview.queueColumns).text(queues, width: width)) }
    if !workers.isEmpty {
      details.section("workers", Table(columns: Overview.workerColumns).text(workers, width: width))
    }
    if !causes.isEmpty {
      details.section("what is wrong", Table(columns: Overview.causeColumns).text(causes, width: width))
    }
    return details
  }

  private static func counts<State: StateMachine>(_ counts: [State: Int]) -> String {
    let words = State.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }

  private static let queueColumns: [Column<Queue>] = [
    Column("stream") { $0.stream }, Column("group") { $0.group }, Column("length", .trailing) { String($0.length) },
    Column("lag", .trailing) { $0.lag.map { String($0) } ?? "?" }, Column("pending", .trailing) { String($0.pending) },
    Column("consumers", .trailing) { String($0.consumers) },
  ]

  private static let workerColumns: [Column<Worker>] = [
    Column("worker") { $0.name }, Column("leases", .trailing) { String($0.leases) },
    Column("last seen at") { $0.lastSeenAt.shortText },
  ]

  private static let causeColumns: [Column<Cause>] = [
    Column("severity") { $0.severity.rawValue }, Column("what") { $0.title },
    Column("why", isFlexible: true) { $0.why },
    Column("look at") { $0.address },
  ]
}
