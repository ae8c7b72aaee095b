import Foundation
import Messaging
import Model
import Postgres
import Support

// Whose turn it is among the items of an operation.

extension BulkOperationRepository {
  /// Which items are next: such as nobody has looked at, or those that were held up before a time.
  enum Turn {
    case first
    case again(Date)

    /// What chooses among the items of the operation `$1`; `$2` is the time.
    var condition: String {
      switch self {
      case .first: "operation_id = $1 AND outcome = 'PENDING' AND $2::timestamptz IS NOT NULL"
      case .again: "operation_id = $1 AND outcome = 'WAITING' AND at < $2"
      }
    }

    var isFirst: Bool { if case .first = self { true } else { false } }

    var time: Date { if case .again(let time) = self { time } else { .distantFuture } }

    /// Those that have waited longest come first.
    func order(_ first: String) -> String { if case .again = self { "at" } else { first } }
  }

  /// The letters that are next, and whether a run failed with each of them.
  static func next(
    _ turn: Turn, of id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [(id: LetterID, isOfRun: Bool)] {
    try await connection.query(
      """
      SELECT i.subject_id, coalesce(l.run_id IS NOT NULL, true) AS is_of_run
      FROM (
        SELECT subject_id FROM workflow.wf_operation_item WHERE \(turn.condition)
        ORDER BY \(turn.order("subject_id")) LIMIT $3) i
      LEFT JOIN workflow.wf_dead_letter l ON l.id = i.subject_id ORDER BY i.subject_id
      """, id, turn.time, limit
    ).map { (try $0.decode("subject_id"), try $0.decode("is_of_run")) }
  }
}
