import Foundation
import Model

extension Fixture {
  static let trace: [TraceEvent] = {
    let (upload, run, letter): (UploadID, RunID, LetterID) = (id(102), id(201), id(301))
    let (event, audit): (EventID, AuditID) = (id(5001), id(9001))
    var events: [TraceEvent] = []
    events.append(
      TraceEvent(
        .upload, change(400, "upload", "completed", "UPLOADING", "INGESTED", by: "ann"), id: "1",
        subject: "客服会话.csv", address: "ingestion/\(upload)"))
    events.append(
      TraceEvent(
        id: "event \(event)", kind: .event, at: ago(399.8), subject: "dataset.ingested", what: "on dataset.events",
        actor: "ingestion-service"))
    events.append(
      TraceEvent(
        .run, change(399, "run", "started", "PENDING", "RUNNING", by: "worker-1"), id: "2",
        subject: "dataset.load chat-sessions 3", address: "topology/\(run)"))
    events.append(
      TraceEvent(
        id: "attempt 1", kind: .attempt, at: ago(398), endedAt: ago(395.6), subject: "validate",
        what: "#1 rows_rejected", actor: "工人-二", detail: missingField.message, isFailure: true,
        address: "topology/\(run)"))
    events.append(
      TraceEvent(
        .letter, change(395, "letter", "received", nil, "DEAD", by: "worker-1"), id: "3",
        subject: "validate rows_rejected", address: "dlq/\(letter)"))
    events.append(
      TraceEvent(
        id: "audit 1", kind: .audit, at: ago(60), subject: "letter \(letter)", what: "workflow.letter.redrive",
        actor: "ann", detail: hostile, address: "audit/\(audit)"))
    return TraceEvent.ordered(events)
  }()

  private static func change(
    _ seconds: Double, _ subject: String, _ event: String, _ from: String?, _ to: String, by actor: String
  ) -> StateChange {
    StateChange(at: ago(seconds), subject: subject, event: event, from: from, to: to, actor: actor)
  }
}
