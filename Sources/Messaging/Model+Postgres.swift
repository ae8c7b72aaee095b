import Foundation
public import Model
public import Postgres
import Support

// The vocabulary as parameters and columns.

extension Identifier: PostgresEncodable, PostgresDecodable {
  public var postgresValue: PostgresValue { rawValue.postgresValue }

  public init?(postgresText text: String) {
    guard let id = Self(text) else { return nil }
    self = id
  }
}

extension UploadState: PostgresEncodable, PostgresDecodable {}
extension VersionState: PostgresEncodable, PostgresDecodable {}
extension JobState: PostgresEncodable, PostgresDecodable {}
extension LeaseState: PostgresEncodable, PostgresDecodable {}
extension GateState: PostgresEncodable, PostgresDecodable {}
extension LetterState: PostgresEncodable, PostgresDecodable {}
extension BulkOperationState: PostgresEncodable, PostgresDecodable {}
extension BulkOutcome: PostgresEncodable, PostgresDecodable {}
extension ScheduleFire.Outcome: PostgresEncodable, PostgresDecodable {}
extension LoadMode: PostgresEncodable, PostgresDecodable {}
extension SourceChannel: PostgresEncodable, PostgresDecodable {}
extension Role: PostgresEncodable, PostgresDecodable {}
extension LabelProject.Status: PostgresEncodable, PostgresDecodable {}
extension LabelTaskState: PostgresEncodable, PostgresDecodable {}
extension AssignmentState: PostgresEncodable, PostgresDecodable {}
extension LabelResult.Kind: PostgresEncodable, PostgresDecodable {}
extension LabelLane: PostgresEncodable, PostgresDecodable {}

extension Failure: PostgresEncodable, PostgresDecodable {
  public var postgresValue: PostgresValue { ((try? JSON(encoding: self)) ?? .null).postgresValue }

  public init?(postgresText text: String) {
    guard let failure = try? JSON(parsing: text).decode(as: Failure.self) else { return nil }
    self = failure
  }
}

extension StateMachine where Self: PostgresDecodable {
  /// Rows of `SELECT status, count(*) AS n … GROUP BY status`.
  public static func counts(_ rows: PostgresRows) throws -> [Self: Int] {
    var counts: [Self: Int] = [:]
    for row in rows { counts[try row.decode("status")] = try row.decode("n") }
    return counts
  }
}

extension StateChange {
  /// A row of a log table; `subject` is for tables that have no such column.
  public init(_ row: PostgresRow, subject: String? = nil) throws {
    self.init(
      at: try row.decode("at"), subject: try subject ?? row.decode("subject"), event: try row.decode("event"),
      from: try row.decode("from_status"), to: try row.decode("to_status"), actor: try row.decode("actor"),
      detail: try row.decode("detail"))
  }
}
