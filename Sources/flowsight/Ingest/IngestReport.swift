import Model
import Support

/// What `flowsight ingest` ends with.
struct IngestReport: Sendable {
  var session: UploadSession
  /// `nil` while the catalog has not heard of it.
  var version: DatasetVersion?

  var state: VersionState { version?.state ?? .initial }

  /// The cause, when the version failed.
  var failure: Failure? {
    guard state == .failed else { return nil }
    let name = "\(session.datasetName) \(session.version)"
    guard let cause = version?.failure else {
      return Failure("run_failed", "\(name) failed", nextStep: "see why with `flowsight dlq list`")
    }
    return Failure(
      cause.errorCode, "\(name) failed: \(cause.message)",
      nextStep: cause.nextStep ?? "see the letter with `flowsight dlq list`", isTransient: false)
  }

  var json: JSON {
    [
      "dataset_id": .string(session.datasetID.description), "dataset_version": .string(session.version),
      "run_id": JSON(version?.runID?.description), "trace_id": .string(session.traceID.description),
      "state": .string(state.rawValue), "rows_read": .integer(version?.rows.read ?? 0),
      "rows_loaded": .integer(version?.rows.loaded ?? 0), "rows_rejected": .integer(version?.rows.rejected ?? 0),
      "ods_table": JSON(version?.odsTable), "dwd_table": JSON(version?.dwdTable),
    ]
  }

  var details: Details {
    var details = Details()
    details.add("dataset", "\(session.datasetName) \(session.version)")
    details.add("state", state.rawValue)
    if let rows = version?.rows {
      details.add("rows", "\(rows.read) read, \(rows.loaded) loaded, \(rows.rejected) rejected")
    }
    details.add("ods table", version?.odsTable)
    details.add("dwd table", version?.dwdTable)
    details.add("run", version?.runID?.description)
    details.add("trace", session.traceID.description)
    return details
  }
}
