import Foundation
import Model
import Support
import Testing

struct AuditTargetTests {
  @Test(arguments: [
    AuditTarget.letter(LetterID(UUID())), .letters(settledBefore: Date(timeIntervalSince1970: 1_790_000_000)),
    .run(RunID(UUID())), .operation(BulkOperationID(UUID())), .backfill(BulkOperationID(UUID())),
    .schedule("nightly"), .workflow("dataset_ingestion"), .gate(Gate.ID(.queue, "processing")), .job(StepID(UUID())),
    .event(EventID(UUID())), .upload(UploadID(UUID())), .version("2", dataset: "订单"), .labelProject("moods"),
    .labelTask(LabelTaskID(UUID())), .skillGroup("chinese"),
  ])
  func whatIsWrittenIsReadBack(target: AuditTarget) {
    #expect(AuditTarget(target.description) == target)
  }

  @Test(arguments: [
    "", "letter", "letter 1", "run  ", "labeling 0195a000-0000-7000-8000-000000000201 x", "dataset a b 1", "skill x y",
    "letters settled after 2026-01-01T00:00:00Z",
  ])
  func whatNamesNothingIsNothing(text: String) {
    #expect(AuditTarget(text) == nil)
  }

  @Test func whatAResultNamesIsKnownInTheLog() {
    let id = UUID()
    #expect(AuditTarget(Act.cancelRun.rawValue, of: "\(RunID(id))") == .run(RunID(id)))
    #expect(AuditTarget(Act.discard.rawValue, of: "\(LetterID(id))") == .letter(LetterID(id)))
    #expect(AuditTarget(Act.pauseQueue.rawValue, of: "processing") == .gate(Gate.ID(.queue, "processing")))
    #expect(AuditTarget(Act.pauseWorkflow.rawValue, of: "dataset.load") == .workflow("dataset.load"))
    #expect(AuditTarget(Act.pauseSchedule.rawValue, of: "\(ScheduleID(id))") == nil, "the log has its name")
    #expect(AuditTarget(Act.cancelRun.rawValue, of: "it") == nil)
  }
}
