import Messaging
import Model
import ObjectStore
import Tabular

/// How what is wrong with a file becomes a failure that a user meets.
extension Failure {
  init(_ error: ObjectStoreError, reading file: IngestedFile) {
    self.init(error)
    guard case .notFound = error else { return }
    message = "the stored file \(file.objectKey) of '\(Excerpt.text(file.fileName))' is not there"
    nextStep = "restore it into the object store and redrive, or ingest the file again as a new version"
  }

  init(_ error: TabularError) {
    switch error {
    case .unreadable:
      self.init("object_unreadable", "\(error)", nextStep: "check the disk of the object store", isTransient: true)
    case .empty: self.init("file_empty", "\(error)", nextStep: "export the file again and ingest it as a new version")
    case .notTabular, .jsonDocument:
      self.init(
        "not_tabular", "\(error)", nextStep: "export the data as CSV, TSV or one JSON object a line, and ingest that")
    case .unsupportedEncoding:
      self.init("unsupported_encoding", "\(error)", nextStep: "save the file as UTF-8 and ingest it as a new version")
    case .noColumns: self.init("header_missing", "\(error)", nextStep: "put the column names in the first line")
    case .tooManyColumns:
      self.init("too_many_columns", "\(error)", nextStep: "see whether the delimiter is right, or split the table")
    case .recordTooLong:
      self.init(
        "record_too_long", "\(error)", nextStep: "repair the file at that line and ingest it as a new version")
    case .spill:
      self.init(
        "work_folder_full", "\(error)", nextStep: "make room there, or set TMPDIR to a folder with more",
        isTransient: true)
    }
  }

  /// Runs what reads or notes rows.
  static func wording<Value: ~Copyable>(_ body: () throws(TabularError) -> Value) throws(Failure) -> Value {
    do throws(TabularError) { return try body() } catch { throw Failure(error) }
  }
}
