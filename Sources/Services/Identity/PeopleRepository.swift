import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of people and their skill groups.
enum PeopleRepository {
  /// Who acts under the session's login, when that is known.
  static func name(_ connection: PostgresConnection) async throws -> String? {
    try await connection.query(
      "SELECT name FROM iam.iam_user WHERE login = session_user::text AND status = 'ACTIVE'"
    ).decodeFirst("name")
  }

  static func groups(of name: String, _ connection: PostgresConnection) async throws -> [String] {
    try await connection.query(
      """
      SELECT g.name FROM iam.iam_skill_member m JOIN iam.iam_skill_group g ON g.id = m.group_id
      JOIN iam.iam_user u ON u.id = m.user_id WHERE u.name = $1 ORDER BY g.name
      """, name
    ).map { try $0.decode("name") }
  }

  static func groups(_ connection: PostgresConnection) async throws -> [SkillGroup] {
    try await connection.query(
      """
      SELECT g.name, coalesce(array_agg(u.name ORDER BY u.name) FILTER (WHERE u.name IS NOT NULL), '{}') AS members
      FROM iam.iam_skill_group g LEFT JOIN iam.iam_skill_member m ON m.group_id = g.id
      LEFT JOIN iam.iam_user u ON u.id = m.user_id GROUP BY g.id ORDER BY g.name
      """
    ).map { SkillGroup(name: try $0.decode("name"), members: try $0.decode("members")) }
  }

  /// The group's id; it is made when it is new.
  static func group(_ name: String, newID: UUID, _ connection: PostgresConnection) async throws -> UUID {
    try await connection.query(
      """
      INSERT INTO iam.iam_skill_group (id, name) VALUES ($1, $2)
      ON CONFLICT (name) DO UPDATE SET updated_at = now() RETURNING id
      """, newID, name
    ).value()
  }

  /// Makes people known who are not.
  static func add(
    _ people: [(id: UUID, name: String)], to group: UUID, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO iam.iam_user (id, name) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT (name) DO NOTHING
      """, people.map(\.id), people.map(\.name))
    try await connection.query(
      """
      INSERT INTO iam.iam_skill_member (group_id, user_id) SELECT $1, id FROM iam.iam_user WHERE name = ANY ($2)
      ON CONFLICT DO NOTHING
      """, group, people.map(\.name))
  }

  static func remove(_ names: [String], from group: UUID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      DELETE FROM iam.iam_skill_member m USING iam.iam_user u
      WHERE m.group_id = $1 AND u.id = m.user_id AND u.name = ANY ($2)
      """, group, names)
  }
}
