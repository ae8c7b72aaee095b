import Foundation
import Messaging
import Model
import Postgres
import TestSupport
import Testing

@testable import Workflow

/// What is asked again and again reads few rows, however many runs there were.
@Suite(.serialized) struct QueryPlanTests {
  /// How the server would find it when it has the choice.
  private func plan(_ statement: Statement, _ pool: PostgresPool) async throws -> String {
    try await pool.withTransaction { connection in
      try await connection.query("SET LOCAL enable_seqscan = off")
      return try await connection.query(
        Statement("EXPLAIN (COSTS OFF) \(statement.sql)", parameters: statement.parameters)
      ).map { try $0.decode("QUERY PLAN", as: String.self) }.joined(separator: "\n")
    }
  }

  @Test func theAttemptsOfARunAreFoundByItsRoot() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      let text = try await plan(StepRepository.listingAttempts(ofRunsUnder: RunID(UUID())), pool)
      #expect(text.contains("idx_wf_run_root_id"), "\(text)")
    }
  }

  @Test func otherPartsAtWorkAreFoundByAnIndex() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      let text = try await plan(StepRepository.listing(atEndOf: StepID(UUID()), of: RunID(UUID())), pool)
      #expect(text.contains("idx_wf_step_open") && text.contains("One-Time Filter"), "\(text)")
    }
  }

  /// The breaker looks at it at every pass.
  @Test func whatSettledLastIsReadFromTheNewestBack() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      let text = try await plan(BulkOperationRepository.listingRecent(BulkOperationID(UUID()), limit: 100), pool)
      #expect(text.contains("Backward using idx_wf_operation_item_at") && !text.contains("at DESC"), "\(text)")
    }
  }

  @Test func aVersionIsFoundByItsFirstRun() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      // Which index it takes depends on how many rows there are; that it goes through no versions does not.
      let text = try await plan(BackfillRepository.selecting(RunID(UUID()), workflow: "w"), pool)
      #expect(!text.contains("Unique") && !text.contains("Seq Scan"), "\(text)")
    }
  }
}
