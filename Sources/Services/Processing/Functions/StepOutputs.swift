import Model
import Support

/// What `processing.validate` found out.
struct Validation: Hashable, Sendable, Codable {
  var rowsRead: Int64
  var rowsRejected: Int64
  /// The job under which the report is stored; runs that carry this step over find it by this.
  var reportID: StepID
  var issuesStored: Int64
  /// Issues beyond the most that a report stores.
  var issuesOmitted: Int64
  var encoding: String
  /// A media type.
  var format: String
  /// `nil` when the format has none.
  var delimiter: String?
  var columns: [String]
  var nullCounts: [NullCount]
  /// Rows whose key an earlier row has.
  var rowsDuplicate: Int64
  /// Where they are listed (``DuplicateList``); `nil` when there are none.
  var duplicatesKey: String?
  /// A row's line less its number, where it is the same for all rows: no value spans lines, no line is blank.
  var lineOffset: Int64?

  struct NullCount: Hashable, Sendable, Codable {
    var field: String
    var nulls: Int64
  }
}

/// What `processing.standardize` decided.
struct Standardization: Hashable, Sendable, Codable {
  struct Column: Hashable, Sendable, Codable {
    var column: String
    var field: String
  }

  /// One step of a value's way (D1).
  struct Edge: Hashable, Sendable, Codable {
    var from: String
    var to: String
  }

  var mapping: [Column]
  var unmappedColumns: [String]
  var odsTable: String
  var dwdTable: String
  var odsPartition: String
  var dwdPartition: String
  var lineage: [Edge]
}

/// What `processing.clean` found.
struct Cleaning: Hashable, Sendable, Codable {
  var duplicates: Int64
  /// The rows to leave out (``DuplicateList``); `nil` when there are none.
  var skipKey: String?
  var issuesStored: Int64
  var issuesOmitted: Int64
  /// What is done to each value on its way into ODS.
  var conversions: [Conversion]

  struct Conversion: Hashable, Sendable, Codable {
    var field: String
    var rules: [String]
  }
}

/// What `processing.load_ods` did.
struct Loading: Hashable, Sendable, Codable {
  var rowsRead: Int64
  var rowsLoaded: Int64
  var rowsRejected: Int64
  var rowsDuplicate: Int64
  var odsTable: String
  var partition: String
}

extension JobContext {
  /// The output of a step before this one. A permanent failure when it is not there or not of that form.
  func input<Value: Decodable>(_ step: String, as type: Value.Type = Value.self) throws(Failure) -> Value {
    do throws(JSON.ShapeError) {
      return try (order.inputs[step] ?? .null).decode(as: type)
    } catch {
      throw Failure(
        "input_missing", "the output of the step '\(step)' cannot be read: \(error)",
        nextStep: "rerun the run from the step '\(step)'")
    }
  }
}
