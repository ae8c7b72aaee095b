import Foundation
import Ingestion
import Messaging
import Metadata
public import Model
import Processing
import Redis
import Support
import Workflow

extension DirectPlatform {
  public func overview() async throws -> Overview {
    try await translatingFailures {
      async let figures = readQueues()
      // One after another on one connection, which is there: opening others costs more than they would save, and this
      // is the first screen.
      let (ingestion, workflow) = (viewed.ingestion, viewed.workflow)
      let uploads = try await ingestion.counts()
      let versions = try await metadata.counts()
      let work = try await workflow.counts()
      let workers = try await processing.workers()
      let groups = try await workflow.letterGroups(
        ListQuery(.field("waiting", .greater, 0)), PageRequest(limit: OverviewCauses.groupsMax))
      let stopped = try await workflow.operations(
        ListQuery(.field("state", is: [BulkOperationState.stopped.rawValue])),
        PageRequest(limit: OverviewCauses.groupsMax))
      let now = environment.now()
      let overdue = try await workflow.overdueRuns(since: now.addingTimeInterval(-OverviewCauses.overdueSeconds))
      let gates = try await workflow.pausedGates()
      let expiry = try await workflow.letterExpiry()
      let queues = await figures
      var overview = Overview(
        at: now, uploads: uploads, runs: work.runs, versions: versions, letters: work.letters,
        queues: queues ?? [], workers: workers, causes: [])
      let causes =
        OverviewCauses.stopped(stopped.items) + OverviewCauses.overdue(overdue)
        + OverviewCauses.find(overview, groups: groups.items, isRedisUp: queues != nil)
        + OverviewCauses.held(gates) + OverviewCauses.expiring(expiry)
      overview.causes = Overview.Cause.Severity.allCases.flatMap { severity in
        causes.filter { $0.severity == severity }
      }
      return overview
    }
  }

  /// How long the queues' figures may keep the others waiting.
  private static let queuesLimit = Duration.seconds(2)

  /// `nil` when Redis does not answer.
  private func readQueues() async -> [Queue]? {
    try? await within(Self.queuesLimit) { [redis] in try await QueueReader(redis: redis).queues() }
  }
}

/// What is wrong, from the figures of an overview. Pure.
enum OverviewCauses {
  /// A group that is so far behind is worth a look.
  static let lagMax = 1000
  /// The groups of dead letters that are told of.
  static let groupsMax = 100

  /// Operations whose breaker opened: somebody has to decide about the rest.
  static func stopped(_ operations: [BulkOperation]) -> [Overview.Cause] {
    operations.map { operation in
      let (name, left) = (operation.action.name, operation.left)
      let isBackfill = operation.action.backfill != nil
      return Overview.Cause(
        severity: .critical,
        title: isBackfill
          ? localized(
            "a \(name) was stopped; \(counted(left, "version waits", "versions wait"))", "回填已熔断；\(left) 个版本在等待")
          : localized(
            "a \(name) was stopped; \(counted(left, "letter waits", "letters wait"))", "批量 \(name) 已熔断；\(left) 封死信在等待"),
        why: operation.failure?.message ?? "",
        address: (isBackfill ? "topology/backfills/" : "dlq/operations/") + operation.id.description)
    }
  }

  /// How long a run that nobody did again is told of.
  static let overdueSeconds = 7 * 86_400.0

  /// Runs that failed by their deadline: no letter stands for them.
  static func overdue(_ runs: [(workflow: String, count: Int)]) -> [Overview.Cause] {
    runs.map { workflow, count in
      Overview.Cause(
        severity: .critical,
        title: localized(
          "\(counted(count, "run")) of \(workflow) failed: run_deadline_exceeded",
          "\(workflow) 的 \(count) 次运行失败：run_deadline_exceeded"),
        why: localized(
          "the time of its document was over; have the work done again, or raise deadline_seconds",
          "超过了文档规定的期限；请重做，或调大 deadline_seconds"),
        address: "topology state=failed code=run_deadline_exceeded workflow=\(workflow)")
    }
  }

  /// What somebody holds, and may have forgotten.
  static func held(_ gates: [Gate]) -> [Overview.Cause] {
    gates.map { gate in
      let (name, actor) = (gate.id.name, gate.actor ?? "")
      let title =
        switch gate.id.kind {
        case .workflow: localized("\(actor) holds the workflow \(name)", "\(actor) 暂停了工作流 \(name)")
        case .queue: localized("\(actor) holds the queue \(name)", "\(actor) 暂停了队列 \(name)")
        }
      return Overview.Cause(
        severity: .warning, title: title, why: gate.reason ?? "",
        address: gate.id.kind == .workflow ? "topology/workflows name=\(gate.id.name)" : "queues queue=\(gate.id.name)")
    }
  }

  /// Letters that are about to go.
  static func expiring(_ expiry: LetterExpiry?) -> [Overview.Cause] {
    guard let expiry else { return [] }
    let (due, day) = (expiry.dueAt.iso8601.prefix(16), expiry.settledBefore.iso8601.prefix(10))
    return [
      Overview.Cause(
        severity: .notice,
        title: localized(
          "removed after \(due)Z: \(counted(expiry.letters, "old letter")), \(counted(expiry.operations, "operation"))",
          "\(expiry.letters) 封旧死信和 \(expiry.operations) 个批量操作将在 \(due)Z 之后删除"),
        why: localized(
          "they were settled or had ended before \(day); `serve --keep-letters DAYS` keeps them longer",
          "它们在 \(day) 之前已了结或结束；`serve --keep-letters DAYS` 可以保留更久"),
        address: "dlq state=redriven,discarded,resolved sort:age")
    ]
  }

  static func find(_ overview: Overview, groups: [LetterGroup], isRedisUp: Bool) -> [Overview.Cause] {
    var causes: [Overview.Cause] = []
    if !isRedisUp {
      causes.append(
        Overview.Cause(
          severity: .critical, title: localized("Redis does not answer", "Redis 没有响应"),
          why: localized(
            "events wait in the outboxes; nothing is lost, and nothing new starts", "事件在发件箱中等待；没有丢失，也没有新工作开始"),
          address: "queues"))
    }
    // The most letters first; of as many, those that failed last.
    let ranked = groups.enumerated().sorted { ($1.element.waiting, $0.offset) < ($0.element.waiting, $1.offset) }
    for group in ranked.map(\.element) {
      let (count, code) = (group.waiting, group.errorCode.rawValue)
      let step = group.place.map { localized(" in \($0)", "（\($0)）") } ?? ""
      causes.append(
        Overview.Cause(
          severity: .critical,
          title:
            localized(
              "\(counted(count, "dead letter"))\(step): \(code)", "\(count) 封死信\(step)：\(code)"),
          why: group.message, address: "dlq/\(group.signature)"))
    }
    let waiting = overview.runs[.pending, default: 0] + overview.runs[.running, default: 0]
    if waiting > 0 && overview.workers.isEmpty && overview.queues.allSatisfy({ $0.consumers == 0 }) {
      causes.append(
        Overview.Cause(
          severity: .critical,
          title: localized(
            "\(counted(waiting, "run waits", "runs wait")) and no service is running", "\(waiting) 次运行在等待，而没有服务在工作"),
          why: localized("start one with `flowsight serve`", "用 `flowsight serve` 启动一个"),
          address: "topology state=pending,running"))
    }
    for queue in overview.queues {
      if let lag = queue.lag, lag > lagMax {
        causes.append(
          Overview.Cause(
            severity: .warning,
            title: localized(
              "\(queue.group) is \(counted(lag, "entry", "entries")) behind on \(queue.stream)",
              "\(queue.group) 在 \(queue.stream) 上积压 \(lag) 条"),
            why: localized("its consumers are too few or too slow", "消费者太少或太慢"),
            address: "queues/\(queue.id)"))
      }
    }
    let failedUploads = overview.uploads[.failed, default: 0]
    if failedUploads > 0 {
      causes.append(
        Overview.Cause(
          severity: .notice, title: localized("\(counted(failedUploads, "upload")) failed", "\(failedUploads) 次上传失败"),
          why: localized("their files did not arrive whole", "文件没有完整到达"),
          address: "ingestion state=failed"))
    }
    return causes
  }
}
