import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Identity

/// The audit log on a real server: kept once, read newest first, never changed.
@Suite(.serialized) struct AuditTests {
  private static func entry(_ number: Int) -> AuditEntry {
    AuditEntry(
      id: AuditID(UUID.version7(at: Date(timeIntervalSince1970: Double(number)))),
      at: Date(timeIntervalSince1970: Double(number)), actor: Actor(name: "ann", credential: "ops", role: .operator),
      action: "workflow.letter.redrive", target: "letter \(number)", reason: "因为", before: ["state": "DEAD"],
      after: nil, traceID: TraceID(UUID.version7(at: Date())))
  }

  private static func delivery(_ type: EventType, _ payload: JSON) -> Delivery {
    Delivery(
      event: Event(
        eventID: EventID(UUID.version7(at: Date())), eventType: type, occurredAt: Date(),
        traceID: TraceID(UUID.version7(at: Date())), producer: "workflow-orchestrator-service", datasetID: nil,
        datasetVersion: nil, payload: payload),
      stream: Streams.auditEvents, entryID: "1-0")
  }

  @Test func entriesAreKeptOnceAndListedNewestFirst() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(.iam)
      let entries = (1...5).map(Self.entry)
      for entry in entries + entries {
        let delivery = Self.delivery(.auditRecorded, try JSON(encoding: entry))
        try await pool.withConnection { try await AuditKeeper().handle(delivery, on: $0) }
      }
      let service = IdentityService(pool: pool)
      let first = try await service.auditEntries(ListQuery(), PageRequest(limit: 3))
      let second = try await service.auditEntries(ListQuery(), PageRequest(limit: 3, after: first.next))
      #expect(first.items + second.items == entries.reversed())
      #expect(second.next == nil)
      await pool.close()
    }
  }

  @Test func anEntryIsFoundByItsID() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(.iam)
      let entry = Self.entry(7)
      let delivery = Self.delivery(.auditRecorded, try JSON(encoding: entry))
      try await pool.withConnection { try await AuditKeeper().handle(delivery, on: $0) }
      let service = IdentityService(pool: pool)
      #expect(try await service.auditEntry(entry.id) == entry)
      let missing = await #expect(throws: Failure.self) { try await service.auditEntry(Self.entry(8).id) }
      #expect(missing?.errorCode == "not_found")
      await pool.close()
    }
  }

  /// What is asked of a log that has grown for years: every equality has an index that gives the rows in their order.
  @Test func aLongLogIsReadByIndex() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(.iam)
      try await pool.query(
        """
        INSERT INTO iam.iam_audit_entry (id, at, actor_name, credential, role, action, target)
        SELECT gen_random_uuid(), now(), 'p' || n % 50, 'c' || n % 9, 'operator', 'a' || n % 12, 'letter ' || n
        FROM generate_series(1, 20000) n
        """)
      try await pool.query("ANALYZE iam.iam_audit_entry")
      for field in ["by=p7", "credential=c3", "action=a3", "target=\"letter 77\"", "sort:by", "sort:-at", ""] {
        let query = try ListQuery(parsing: field, fields: AuditEntry.fieldInfos)
        let plan = try await pool.withConnection {
          try await AuditRepository.list.explain(query, PageRequest(), $0)
        }
        #expect(!plan.contains("Seq Scan") && !plan.contains("Sort"), "\(field): \(plan)")
      }
      await pool.close()
    }
  }

  /// An entry is found by the end of its id, whichever of the many it is.
  @Test func theEndOfAnIDIsLookedUp() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(.iam)
      try await pool.query(
        """
        INSERT INTO iam.iam_audit_entry (id, at, actor_name, credential, role, action, target)
        SELECT gen_random_uuid(), now(), 'p', 'c', 'operator', 'a', 'letter ' || n FROM generate_series(1, 20000) n
        """)
      try await pool.query("ANALYZE iam.iam_audit_entry")
      let id: String = try await pool.query(
        "SELECT id::text FROM iam.iam_audit_entry ORDER BY id OFFSET 7000 LIMIT 1"
      ).value()
      let query = ListQuery(endingIn: try #require(ShortID(String(id.suffix(8)))))
      let plan = try await pool.withConnection { try await AuditRepository.list.explain(query, PageRequest(), $0) }
      #expect(plan.contains("idx_iam_audit_entry_id_end"), "\(plan)")
      let found = try await pool.withConnection { try await AuditRepository.list.page(query, PageRequest(), $0) }
      #expect(found.items.map(\.id.description) == [id])
      await pool.close()
    }
  }

  @Test func entriesAreNeverChanged() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(.iam)
      let delivery = Self.delivery(.auditRecorded, try JSON(encoding: Self.entry(1)))
      try await pool.withConnection { try await AuditKeeper().handle(delivery, on: $0) }
      for change in [
        "UPDATE iam.iam_audit_entry SET reason = 'x'", "DELETE FROM iam.iam_audit_entry",
        "TRUNCATE iam.iam_audit_entry",
      ] {
        let error = await #expect(throws: PostgresError.self) { try await pool.query(change) }
        #expect(error?.message.contains("only ever appended") == true)
      }
      let count: Int = try await pool.query("SELECT count(*) FROM iam.iam_audit_entry WHERE reason = '因为'").value()
      #expect(count == 1)
      await pool.close()
    }
  }

  @Test func otherEventsAreNoneOfItsBusinessAndBrokenOnesAreRefused() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(.iam)
      try await pool.withConnection { try await AuditKeeper().handle(Self.delivery(.runStarted, [:]), on: $0) }
      await #expect(throws: JSON.ShapeError.self) {
        try await pool.withConnection { try await AuditKeeper().handle(Self.delivery(.auditRecorded, [:]), on: $0) }
      }
      await pool.close()
    }
  }
}
