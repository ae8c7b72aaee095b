import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of looks at queues.
enum QueueSampleRepository {
  static func insert(_ queues: [Queue], at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_queue_sample (stream, consumer_group, at, added, done)
      SELECT stream, consumer_group, $3::timestamptz, added, done
      FROM unnest($1::text[], $2::text[], $4::bigint[], $5::bigint[]) AS s (stream, consumer_group, added, done)
      ON CONFLICT DO NOTHING
      """, queues.map(\.stream), queues.map(\.group), at, queues.map { Int64($0.sample.added) },
      queues.map { queue in queue.sample.done.map { Int64($0) } })
  }

  static func deleteBefore(_ at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query("DELETE FROM workflow.wf_queue_sample WHERE at < $1", at)
  }

  /// The looks since then, oldest first.
  static func since(_ at: Date, _ connection: PostgresConnection) async throws -> [Queue.ID: [Queue.Sample]] {
    let rows = try await connection.query(
      """
      SELECT stream, consumer_group, at, added, done FROM workflow.wf_queue_sample WHERE at >= $1
      ORDER BY at
      """, at)
    var samples: [Queue.ID: [Queue.Sample]] = [:]
    for row in rows {
      let id = Queue.ID(stream: try row.decode("stream"), group: try row.decode("consumer_group"))
      samples[id, default: []].append(
        Queue.Sample(at: try row.decode("at"), added: try row.decode("added"), done: try row.decode("done")))
    }
    return samples
  }

  /// Tells consoles that there is a new look.
  static func announce(_ connection: PostgresConnection) async throws {
    try await connection.query("SELECT pg_notify('flowsight_change', 'queues')")
  }
}
