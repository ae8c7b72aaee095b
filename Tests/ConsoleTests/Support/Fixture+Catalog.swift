import Foundation
import Model
import Support

extension Fixture {
  static let datasets: [Dataset] = [
    dataset(1, "chat-sessions", versions: 4, latest: "4", .running, rows: 1_204_511, bytes: 218_500_000),
    dataset(2, "订单", versions: 1, latest: "1", .published, rows: 5120, bytes: 98_000),
    dataset(3, hostile, versions: 2, latest: "2", .failed, rows: 0, bytes: 77),
  ]

  static func dataset(
    _ number: Int, _ name: String, versions: Int, latest: String, _ state: VersionState, rows: Int64, bytes: Int64
  ) -> Dataset {
    Dataset(
      id: id(number), name: name, versions: versions, published: max(0, versions - 1), latest: latest, state: state,
      rows: rows, byteCount: bytes, template: number == 3 ? nil : "chat_session", createdAt: ago(864_000),
      updatedAt: ago(Double(number) * 4000))
  }

  static let versions: [DatasetVersion] = [
    version(1, "chat-sessions", "4", .running, RowCounts(read: 41_000)),
    version(1, "chat-sessions", "3", .failed, RowCounts(read: 5000, loaded: 0, rejected: 12), missingField),
    version(1, "chat-sessions", "2", .published, RowCounts(read: 98_500, loaded: 98_488, rejected: 12)),
    version(2, "订单", "1", .published, RowCounts(read: 5120, loaded: 5120)),
    version(3, hostile, "2", .pending, RowCounts()),
  ]

  static func version(
    _ dataset: Int, _ name: String, _ version: String, _ state: VersionState, _ rows: RowCounts,
    _ failure: Failure? = nil
  ) -> DatasetVersion {
    let source = VersionSource(
      upload: id(102), fileName: "客服会话.csv", byteCount: 98_500_000, sha256: String(repeating: "ab12", count: 16),
      template: "chat_session", templateVersion: 2, mode: .strict, createdBy: "ann")
    return DatasetVersion(
      datasetID: id(dataset), datasetName: name, version: version, state: state, rows: rows,
      runID: state == .pending ? nil : id(201), traceID: id(900 + dataset),
      odsTable: rows.loaded > 0 ? "ods.chat" : nil,
      dwdTable: rows.loaded > 0 ? "dwd.chat" : nil, source: state == .pending ? nil : source, failure: failure,
      createdAt: ago(7200), updatedAt: ago(60), publishedAt: state == .published ? ago(60) : nil)
  }

  static let versionDetail = VersionDetail(
    version: versions[2],
    columns: [
      VersionColumn(name: "session_id", type: .text, isRequired: true, origin: "会话ID"),
      VersionColumn(name: "phone", type: .text, isRequired: false, mask: .phone, origin: "手机"),
      VersionColumn(name: "started_at", type: .timestamp, isRequired: true, origin: hostile),
      VersionColumn(name: "stars", type: .integer, isRequired: false),
    ],
    log: [
      StateChange(
        at: ago(130), subject: "version", event: "run_started", from: "PENDING", to: "RUNNING", actor: "worker-1"),
      StateChange(
        at: ago(60), subject: "version", event: "published", from: "SUCCEEDED", to: "PUBLISHED", actor: "worker-1"),
    ],
    lineage: [
      LineageEdge(.up, source: "raw/ab/12", target: "ods.chat"),
      LineageEdge(.up, source: "ods.chat", target: "dwd.chat"),
      LineageEdge(.down, source: "dwd.chat@2", target: "labeling.moods", dataset: "订单", version: "1"),
    ], labelProjects: ["moods"], letters: 3)

  static let auditEntries: [AuditEntry] = [
    entry(9001, "workflow.letter.redrive", "letter \(id(301) as LetterID)", reason: "客户要求 \(hostile)"),
    entry(9002, "ingestion.upload.create", "dataset chat-sessions version 2", reason: nil),
    entry(9003, "workflow.run.rerun", "run \(id(201) as RunID)", reason: "the lock is gone"),
  ]

  static func entry(_ number: Int, _ action: String, _ target: String, reason: String?) -> AuditEntry {
    AuditEntry(
      id: id(number), at: ago(Double(number - 9000) * 400),
      actor: Actor(name: "ann", credential: "flowsight_operator", role: .operator), action: action, target: target,
      reason: reason, before: ["state": "DEAD", "redrives": 0, "note": .string(hostile)],
      after: ["state": "REDRIVING", "redrives": 1, "note": .string(hostile)], traceID: id(801))
  }
}
