import Direct
import Foundation
import Messaging
import Model
import Postgres
import Servers
import Support
import TestSupport
import Testing

/// PostgreSQL itself keeps services and people apart.
@Suite(.serialized) struct GrantTests {
  /// Every table of every schema, asked of the catalog, so that a table added tomorrow is asked too.
  @Test func noServiceWritesAnothersTables() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(nil)
      for service in ServiceSchema.allCases {
        let others = ServiceSchema.allCases.filter { $0 != service }
        let foreign = others.map(\.rawValue) + (service == .processing ? [] : ["ods", "dwd"])
        let writable: [String] = try await pool.query(
          """
          SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ANY ($2) AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
            AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege($1, c.oid, 'USAGE, UPDATE')
              ELSE has_any_column_privilege($1, c.oid, 'INSERT, UPDATE')
                OR has_table_privilege($1, c.oid, 'DELETE, TRUNCATE, TRIGGER') END
          UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = ANY ($2) AND has_schema_privilege($1, oid, 'CREATE')
          """, service.role, foreign
        ).map { try $0.decode(0) }
        #expect(writable == [], "\(service)")
        for other in others {
          let isMember: Bool = try await pool.query(
            "SELECT pg_has_role($1, $2, 'MEMBER') OR pg_has_role($1, $3, 'MEMBER')", service.role, other.role,
            other == .processing || other == .metadata ? other.role : other.writerRole
          ).value()
          #expect(!isMember, "\(service) as \(other)")
        }
      }
      await pool.close()
    }
  }

  /// What workers log stands in one place for all: those that do jobs add to it, nobody rewrites it, people read it.
  @Test func theLogOfJobsIsAddedToByThoseWhoDoThem() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(nil)
      for service in ServiceSchema.allCases {
        let adds: Bool = try await pool.query(
          "SELECT has_table_privilege($1, 'flowsight.job_line', 'INSERT')", service.role
        ).value()
        #expect(adds == [.processing, .metadata].contains(service), "\(service)")
        let rewrites: Bool = try await pool.query(
          """
          SELECT has_any_column_privilege($1, 'flowsight.job_line', 'UPDATE')
            OR has_table_privilege($1, 'flowsight.job_line', 'TRUNCATE') OR has_schema_privilege($1, 'flowsight', 'CREATE')
          """, service.role
        ).value()
        #expect(!rewrites, "\(service)")
      }
      await pool.close()
      let person = try await login(.viewer, platform)
      #expect(await refusal { try await person.query("SELECT count(*) FROM flowsight.job_line") } == nil)
      #expect(await refusal { try await person.query("DELETE FROM flowsight.job_line") } == "42501")
      await person.close()
    }
  }

  @Test func aViewerReadsTheWorkAndWritesNothing() async throws {
    try await TestPlatform.run { platform in
      let pool = try await login(.viewer, platform)
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

  @Test func noLoginOfAPersonChangesAnAuditEntry() async throws {
    try await TestPlatform.run { platform in
      let owner = platform.pool(.iam)
      try await owner.query(
        """
        INSERT INTO iam.iam_audit_entry (id, at, actor_name, credential, role, action, target)
        VALUES (gen_random_uuid(), now(), 'ann', 'ann', 'lead', 'act', 'thing')
        """)
      for role in Role.allCases {
        let pool = try await login(role, platform)
        // As the login itself, and as everything that it may become.
        let names: [String] = try await pool.query(
          "SELECT rolname::text FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER') ORDER BY rolname"
        ).map { try $0.decode(0) }
        #expect(names.contains("person_\(role.rawValue)") && names.contains("flowsight_viewer"))
        for (name, statement) in names.flatMap({ name in Self.attacks.map { (name, $0) } }) {
          let state = await refusal {
            try await pool.withTransaction { connection in
              try await connection.query("SELECT set_config('role', $1, true)", name)
              return try await connection.query(statement)
            }
          }
          #expect(state == "42501", "\(role) as \(name): \(statement)")
        }
        await pool.close()
      }
      let kept: Bool = try await owner.query("SELECT count(*) = 1 FROM iam.iam_audit_entry").value()
      #expect(kept)
      await owner.close()
    }
  }

  @Test func theAuditLogIsReadByThoseWhoMay() async throws {
    try await TestPlatform.run { platform in
      for role in Role.allCases {
        let pool = try await login(role, platform)
        let log = await refusal { try await pool.query("SELECT count(*) FROM iam.iam_audit_entry") }
        #expect(log == (role.rights.contains(.readAudit) ? nil : "42501"), "\(role)")
        for schema in ServiceSchema.allCases {
          let events = await refusal { try await pool.query("SELECT event FROM \(schema.rawValue).outbox") }
          #expect(events == "42501", "\(role) in \(schema)")
        }
        await pool.close()
      }
    }
  }

  /// The grants keep people from what they may not, and not from their work.
  @Test func peopleWorkWithLoginsOfTheirOwn() async throws {
    try await TestPlatform.run { platform in
      for role in [Role.lead, .annotator] { await (try await login(role, platform)).close() }
      let lead = try await DirectPlatform.connect(settings(.lead, platform))
      let name = "person_annotator"
      for (add, remove, members) in [([name, "bea"], [], ["bea", name]), ([], ["bea"], [name])] {
        _ = try await lead.perform(.changeSkillGroup("medics", add: add, remove: remove), reason: "they can")
        #expect(try await lead.skillGroups().first?.members == members)
      }
      let schema = LabelSchema(fields: [
        LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) })
      ])
      let project = try await lead.createLabelProject(LabelProjectDraft(name: "moods", schema: schema))
      let imported = try await lead.importLabelTasks(
        project.id, [LabelTaskDraft(key: "a", payload: ["text": "what a day"])])
      #expect(imported.created == 1)
      let annotator = try await DirectPlatform.connect(settings(.annotator, platform))
      let item = try #require(try await annotator.nextLabelTask(project.id))
      _ = try await annotator.submitLabel(
        Submission(lease: item.lease, annotation: ["mood": "good"], idempotencyKey: "once"))
      let labels = try await lead.exportLabels(project.id, LabelTaskFilter(), PageRequest())
      #expect(labels.items.map(\.result?.annotator) == [name])
      await annotator.close()
      await lead.close()
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

  /// Who redrives letters has the event of one that waits said anew, under its own id, and can do nothing else with that.
  @Test func onlyTheEventOfAWaitingLetterIsSaidAnew() async throws {
    try await TestPlatform.run { platform in
      let owner = platform.pool(.workflow)
      let (mine, other, lost) = (EventID(UUID()), EventID(UUID()), EventID(UUID()))
      func event(_ id: EventID, _ name: String, _ type: String = "dataset.ingested") -> JSON {
        ["event_id": .string(id.description), "event_type": .string(type), "payload": ["name": .string(name)]]
      }
      for id in [mine, other] {
        try await owner.query(
          "INSERT INTO workflow.outbox (event_id, stream, event, published_at) VALUES ($1, 's', $2, now())", id,
          event(id, "old"))
      }
      for id in [mine, lost] {
        try await owner.query(
          """
          INSERT INTO workflow.wf_dead_letter (id, status, signature, error_code, failure, event_type, event_id,
            source_stream, trace_id, payload, payload_sha256, attempts, crash_count, first_failed_at, last_failed_at,
            redrive_count, root_id)
          VALUES (gen_random_uuid(), 'DEAD', 'x', 'x', '{}', 'x', $1, 's', gen_random_uuid(), '', '', '[]', 0, now(),
            now(), 0, gen_random_uuid())
          """, id)
      }
      let person = try await login(.operator, platform)
      func revise(_ id: EventID, _ event: JSON) async -> String? {
        await refusal {
          try await person.withTransaction { connection in
            try await connection.query("SET LOCAL ROLE flowsight_workflow_writer")
            return try await connection.query("SELECT workflow.revise_event($1, $2)", id, event)
          }
        }
      }
      #expect(await revise(mine, event(other, "new")) == "22023", "another id")
      #expect(await revise(other, event(other, "new")) == "55000", "no letter of it")
      #expect(await revise(lost, event(lost, "new")) == "P0002", "never said")
      #expect(await revise(mine, event(mine, "new", "dataset.published")) == "P0002", "another type")
      #expect(await revise(mine, event(mine, "new")) == nil)
      let said: [String] = try await owner.query(
        "SELECT event -> 'payload' ->> 'name' AS name FROM workflow.outbox ORDER BY id"
      ).map { try $0.decode("name") }
      #expect(said == ["new", "old"])
      try await owner.query("UPDATE workflow.wf_dead_letter SET status = 'REDRIVEN' WHERE event_id = $1", mine)
      #expect(await revise(mine, event(mine, "newer")) == "55000", "it waits no more")
      await person.close()
      let viewer = try await login(.viewer, platform)
      let reading = await refusal {
        try await viewer.query("SELECT workflow.revise_event($1, $2)", mine, event(mine, "new"))
      }
      #expect(reading == "42501")
      await viewer.close()
      await owner.close()
    }
  }

  /// Ways to change, remove or forestall an entry, where it is kept and where it waits to be told of.
  private static let attacks =
    [
      "UPDATE iam.iam_audit_entry SET reason = ''", "DELETE FROM iam.iam_audit_entry", "TRUNCATE iam.iam_audit_entry",
      "INSERT INTO iam.iam_audit_entry (id, at, actor_name, credential, role, action, target) "
        + "VALUES (gen_random_uuid(), now(), 'x', 'x', 'x', 'x', 'x')",
      "ALTER TABLE iam.iam_audit_entry DISABLE TRIGGER ALL", "DROP TRIGGER audit_is_append_only ON iam.iam_audit_entry",
      "CREATE OR REPLACE FUNCTION iam.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
      "DROP TABLE iam.iam_audit_entry", "ALTER TABLE iam.iam_audit_entry RENAME TO gone",
      "DROP SCHEMA iam CASCADE", "SET LOCAL session_replication_role = replica",
      "INSERT INTO iam.inbox (consumer, event_id) VALUES ('audit', gen_random_uuid())",
    ]
    + ServiceSchema.allCases.flatMap { schema in
      [
        "UPDATE \(schema.rawValue).outbox SET event = '{}'", "DELETE FROM \(schema.rawValue).outbox",
        "UPDATE \(schema.rawValue).outbox SET published_at = now()", "TRUNCATE \(schema.rawValue).outbox",
        "SET LOCAL ROLE \(schema.role)",
      ]
    }

  private func settings(_ role: Role, _ platform: TestPlatform) -> ConnectionSettings {
    var settings = platform.settings
    settings.postgres = settings.postgres.replacing("flowsight@", with: "person_\(role.rawValue)@")
    return settings
  }

  /// Makes a login that is a member of the role's group, as an administrator does.
  private func login(_ role: Role, _ platform: TestPlatform) async throws -> PostgresPool {
    let superuser = platform.pool(nil)
    try await superuser.withConnection { connection in
      try await connection.execute(
        script: "CREATE ROLE person_\(role.rawValue) LOGIN; GRANT flowsight_\(role.rawValue) TO person_\(role.rawValue)"
      )
    }
    await superuser.close()
    return PostgresPool(PostgresConfiguration(dsn: settings(role, platform).postgres))
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
