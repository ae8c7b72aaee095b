import Direct
import Messaging
import Postgres
import Servers
import Support
import TestSupport
import Testing

/// PostgreSQL itself keeps services and people apart.
@Suite(.serialized) struct GrantTests {
  @Test func noServiceWritesAnothersTables() async throws {
    try await TestPlatform.run { platform in
      for service in ServiceSchema.allCases {
        let pool = platform.pool(service)
        for other in ServiceSchema.allCases {
          let state = await refusal { try await pool.query("DELETE FROM \(other.rawValue).inbox") }
          #expect(state == (service == other ? nil : "42501"), "\(service) on \(other)")
        }
        await pool.close()
      }
    }
  }

  @Test func aViewerReadsEverythingAndWritesNothing() async throws {
    try await TestPlatform.run { platform in
      try await platform.pool(nil).withConnection { connection in
        try await connection.execute(script: "CREATE ROLE vera LOGIN; GRANT flowsight_viewer TO vera")
      }
      let pool = PostgresPool(
        PostgresConfiguration(dsn: platform.settings.postgres.replacing("flowsight@", with: "vera@")))
      for schema in ServiceSchema.allCases {
        let reading = await refusal { try await pool.query("SELECT count(*) FROM \(schema.rawValue).outbox") }
        #expect(reading == nil, "\(schema)")
        let writing = await refusal { try await pool.query("DELETE FROM \(schema.rawValue).outbox") }
        #expect(writing == "42501", "\(schema)")
        let acting = await refusal { try await pool.query("SET ROLE \(schema.role)") }
        #expect(acting == "42501", "\(schema)")
      }
      await pool.close()
    }
  }

  @Test func theAuditLogIsOnlyAppended() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.iam)
      for statement in [
        "UPDATE iam.iam_audit_entry SET reason = ''", "DELETE FROM iam.iam_audit_entry",
        "TRUNCATE iam.iam_audit_entry",
      ] {
        let state = await refusal { try await pool.query(statement) }
        #expect(state == "P0001", "\(statement)")
      }
    }
  }

  /// The SQLSTATE with which the body fails; `nil` when it does not.
  private func refusal(_ body: () async throws -> PostgresRows) async -> String? {
    do {
      _ = try await body()
      return nil
    } catch {
      return (error as? PostgresError)?.sqlState ?? "\(error)"
    }
  }
}
