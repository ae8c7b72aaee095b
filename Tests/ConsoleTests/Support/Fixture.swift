import Foundation
import Model
import Support

/// The data of the tests: the same every time, hostile and Chinese names included.
enum Fixture {
  /// 13:07:42 UTC.
  static let now = Date(timeIntervalSince1970: 1_772_716_062)
  static let hostile = "evil\u{1b}[31m\u{7}\u{202e}name\n"

  static func id<Entity>(_ number: Int) -> Identifier<Entity> {
    let digits = String(number)
    let tail = String(repeating: "0", count: 12 - digits.count) + digits
    return Identifier(UUID(uuidString: "0195a000-0000-7000-8000-\(tail)") ?? UUID())
  }

  static func ago(_ seconds: Double) -> Date { now.addingTimeInterval(-seconds) }

  static let missingField = Failure(
    "rows_rejected", "12 of 5000 rows were rejected; the first: row 100 (line 101), field 'phone': type_mismatch",
    nextStep: "see the report with `flowsight runs report 201`, repair the file and ingest it as a new version, "
      + "or redrive with `--set mode=lenient`")
  static let tableLocked = Failure("table_locked", "表 ods.ods_chat 被锁定 30 秒", isTransient: true)

  static var environment: Environment {
    Environment(now: { now }, newID: { UUID() }, random: { 0.5 })
  }

  static func full() -> MemoryPlatform.Data {
    var data = MemoryPlatform.Data(overview: overview)
    data.uploads = uploads
    data.runs = runs
    data.workflows = workflows
    data.queues = queues
    data.trace = trace
    for upload in data.uploads { data.uploadDetails[upload.id] = detail(of: upload) }
    for run in data.runs { data.runDetails[run.id] = detail(of: run) }
    data.runDetails[id(205)] = diamond
    data.issues[id(201)] = issues
    data.logLines = logLines
    data.letters = letters
    data.labeling = labeling
    data.operations = operations + backfills
    data.schedules = schedules
    data.operationItems = operationItems
    data.datasets = datasets
    data.versions = versions
    data.versionDetail = versionDetail
    data.auditEntries = auditEntries
    return data
  }

  static func empty() -> MemoryPlatform.Data {
    MemoryPlatform.Data(
      overview: Overview(
        at: now, uploads: [:], runs: [:], versions: [:], letters: [:], queues: [], workers: [], causes: []))
  }

  static let overview = Overview(
    at: now, uploads: [.uploading: 1, .ingested: 12, .failed: 1], runs: [.running: 1, .succeeded: 10, .failed: 2],
    versions: [.running: 1, .published: 10, .failed: 2], letters: [.dead: 5, .redriven: 3, .discarded: 1],
    queues: [
      Queue(stream: "dataset.events", group: "workflow-group", length: 1204, lag: 0, pending: 0, consumers: 2),
      Queue(stream: "dataset.events", group: "metadata-group", length: 1204, lag: 3, pending: 1, consumers: 1),
      Queue(
        stream: "workflow.jobs.processing", group: "processing-group", length: 88, lag: 17, pending: 0, consumers: 0),
      Queue(stream: "iam.events", group: "iam-group", length: 9, lag: nil, pending: 0, consumers: 1),
    ],
    workers: [
      Overview.Worker(name: "worker-1", leases: 1, lastSeenAt: ago(3)),
      Overview.Worker(name: "工人-二", leases: 0, lastSeenAt: ago(400)),
    ],
    causes: causes(in: .english))

  /// The platform words them for who asks.
  static func causes(in language: Language) -> [Overview.Cause] {
    Language.$current.withValue(language) {
      [
        Overview.Cause(
          severity: .critical,
          title: localized("Nobody works on workflow.jobs.processing", "没有人处理 workflow.jobs.processing"),
          why: localized("17 jobs wait and the group has no consumer", "17 个任务在等待，而组没有消费者"), address: "topology"),
        Overview.Cause(
          severity: .warning, title: localized("4 letters wait: rows_rejected", "4 封死信在等待：rows_rejected"),
          why: missingField.message, address: "dlq/5f1c0aa1"),
        Overview.Cause(
          severity: .notice, title: localized("An upload stopped half way", "一次上传中途停止"),
          why: localized("客服会话.csv has been silent for 2 hours", "客服会话.csv 已有 2 小时没有动静"), address: "ingestion"),
      ]
    }
  }

  static let uploads: [UploadSession] = [
    upload(101, "chat-sessions", "4", .uploading, received: 41_000_000, of: 120_000_000, file: "客服会话.csv"),
    upload(102, "chat-sessions", "3", .ingested, received: 98_500_000, of: 98_500_000, file: "sessions-2026-03.csv"),
    upload(103, "订单", "1", .ingested, received: 5120, of: 5120, file: "订单.jsonl"),
    upload(104, hostile, "2", .failed, received: 0, of: 77, file: "a\u{9b}31m.csv"),
  ]

  static func upload(
    _ number: Int, _ dataset: String, _ version: String, _ state: UploadState, received: Int64, of total: Int64,
    file: String
  ) -> UploadSession {
    UploadSession(
      id: id(number), datasetID: id(1), datasetName: dataset, version: version, fileName: file, byteCount: total,
      receivedBytes: received, sha256: String(repeating: "ab12", count: 16), state: state, traceID: id(700 + number),
      failure: state == .failed
        ? Failure("media_type_mismatch", "'a.csv' ends in .csv, but its bytes are image/png") : nil,
      createdBy: "ann", createdAt: ago(Double(number - 100) * 700), updatedAt: ago(60))
  }

  static func detail(of upload: UploadSession) -> UploadDetail {
    let chunks = stride(from: Int64(0), to: upload.receivedBytes, by: 8_388_608).map { offset in
      UploadChunk(
        offset: offset, byteCount: min(8_388_608, upload.receivedBytes - offset),
        sha256: String(repeating: "c0de", count: 16), storedAt: ago(500))
    }
    let log = [
      StateChange(
        at: ago(600), subject: "upload", event: "chunk_stored", from: "CREATED", to: "UPLOADING", actor: "ann"),
      StateChange(
        at: ago(400), subject: "upload", event: "completed", from: "UPLOADING", to: "INGESTED", actor: "ann",
        detail: "sha256 verified"),
    ]
    return UploadDetail(
      session: upload, chunks: chunks, log: log, runID: upload.id == id(102) ? Fixture.id(201) : nil)
  }

  static let issues: [RowIssue] = (0..<12).map { index in
    let isPhone = index % 3 == 0
    let row = Int64(100 + index * 37)
    return RowIssue(
      row: row, line: row + 1, field: isPhone ? "phone" : "started_at",
      reason: isPhone ? "value_not_allowed" : "type_mismatch", value: index % 4 == 1 ? hostile : "2026-13-4\(index)",
      suggestion: isPhone ? "use one of: 1, 2" : "write a date and time that exist, such as 2024-01-31 08:30:00")
  }
}
