import Foundation
import Model

extension Fixture {
  static let trace: [TraceEvent] = TraceEvent.ordered([
    TraceEvent(
      .upload,
      StateChange(at: ago(400), subject: "upload", event: "completed", from: "UPLOADING", to: "INGESTED", actor: "ann"),
      id: "1", subject: "客服会话.csv", address: "ingestion/\(id(102) as UploadID)"),
    TraceEvent(
      id: "event \(id(5001) as EventID)", kind: .event, at: ago(399.8), subject: "dataset.ingested",
      what: "on dataset.events",
      actor: "ingestion-service"),
    TraceEvent(
      .run,
      StateChange(at: ago(399), subject: "run", event: "started", from: "PENDING", to: "RUNNING", actor: "worker-1"),
      id: "2", subject: "dataset.load chat-sessions 3", address: "topology/\(id(201) as RunID)"),
    TraceEvent(
      id: "attempt 1", kind: .attempt, at: ago(398), endedAt: ago(395.6), subject: "validate", what: "#1 rows_rejected",
      actor: "工人-二", detail: missingField.message, isFailure: true, address: "topology/\(id(201) as RunID)"),
    TraceEvent(
      .letter,
      StateChange(at: ago(395), subject: "letter", event: "received", from: nil, to: "DEAD", actor: "worker-1"),
      id: "3", subject: "validate rows_rejected", address: "dlq/\(id(301) as LetterID)"),
    TraceEvent(
      id: "audit 1", kind: .audit, at: ago(60), subject: "letter \(id(301) as LetterID)",
      what: "workflow.letter.redrive",
      actor: "ann", detail: hostile, address: "audit/\(id(9001) as AuditID)"),
  ])
}
