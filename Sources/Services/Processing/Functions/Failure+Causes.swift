import Model
import ObjectStore
import Tabular

/// How the errors of the parts below become failures that a user meets.
extension Failure {
  init(_ error: ObjectStoreError) {
    self.init(
      ErrorCode(rawValue: error.errorCode), error.description, nextStep: error.nextStep,
      isTransient: error.isTransient)
  }

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

  /// Runs a step and words what goes wrong with its files; any other error passes as it is.
  static func wording<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as ObjectStoreError {
      throw Failure(error)
    } catch let error as TabularError {
      throw Failure(error)
    }
  }
}
