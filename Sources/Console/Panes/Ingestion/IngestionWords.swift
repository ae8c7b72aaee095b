import Model

enum IngestionWords {
  static let noUploads = ["No uploads yet", "flowsight ingest FILE --dataset NAME"]
  static func upload(_ session: UploadSession?) -> String {
    session.map { $0.datasetName + "@" + $0.version } ?? "upload"
  }

  static let state = "state"
  static let progress = "progress"
  static let size = "size"
  static let file = "file"
  static let age = "age"
  static let by = "by"

  static let received = "received"
  static let sha256 = "sha256"
  static let run = "run"
  static let trace = "trace"
  static let created = "created"

  static let report = "Report"
  static let chunks = "Chunks"
  static let events = "Events"
  static let noRun = ["No run has read the file yet", "The report comes with its validation"]
  static let cleanReport = ["No row was rejected"]
  static let noChunks = ["No bytes have come yet", "flowsight ingest FILE continues where it stopped"]
  static let noEvents = ["Nothing has happened yet"]

  static let row = "row"
  static let line = "line"
  static let field = "field"
  static let reason = "reason"
  static let value = "value"
  static let suggestion = "suggestion"
  static let offset = "offset"
  static let bytes = "bytes"
  static let stored = "stored"
}
