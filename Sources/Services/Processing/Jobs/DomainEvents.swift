import Messaging
import Model
import Support

/// What the ends of jobs mean for the dataset (B5, C5). Pure.
enum DomainEvents {
  static func ofSuccess(_ claim: JobRepository.Claim, output: JSON) throws -> [EventDraft] {
    switch claim.order.function {
    case "processing.validate": [draft(.datasetValidated, claim, output)]
    case "processing.build_dwd": [draft(.datasetProcessed, claim, output)]
    default: []
    }
  }

  /// The steps without which there is no version.
  private static let makers: Set<String> = [
    "processing.validate", "processing.standardize", "processing.clean", "processing.load_ods", "processing.build_dwd",
  ]

  /// `cursor` is where the job stood; a validation's tells how many rows it had read and refused.
  static func ofFailure(_ claim: JobRepository.Claim, _ failure: Failure, cursor: JSON) throws -> [EventDraft] {
    // Whether it is read or undone, the dataset stands as it did.
    guard makers.contains(claim.order.function) else { return [] }
    var payload = try JSON(
      encoding: RunReport(runID: claim.order.runID, workflow: claim.order.workflow, failure: failure))
    for name in ["rows_read", "rows_rejected"] { payload[name] = cursor[name] }
    let failed = draft(.datasetProcessFailed, claim, payload)
    return claim.order.function == "processing.validate"
      ? [draft(.datasetValidationFailed, claim, payload), failed] : [failed]
  }

  private static func draft(_ type: EventType, _ claim: JobRepository.Claim, _ payload: JSON) -> EventDraft {
    EventDraft(
      type, traceID: claim.traceID, datasetID: claim.datasetID, datasetVersion: claim.datasetVersion, payload: payload)
  }
}
