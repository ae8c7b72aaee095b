import Model
import Postgres
import Servers
import Support
import TestSupport
import Testing

@testable import Direct

/// The platform through real servers, without services: who may come in, and what an upload does.
@Suite(.serialized) struct DirectPlatformTests {
  private static let bytes = Array("id,name\n1,a\n2,b\n".utf8)

  private static func request(
    _ bytes: [UInt8] = bytes, dataset: String = "orders", version: String? = nil
  ) -> UploadRequest {
    UploadRequest(
      dataset: dataset, version: version, fileName: "orders.csv", byteCount: Int64(bytes.count),
      sha256: SHA256.hex(of: bytes), head: bytes)
  }

  private func code(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? Failure)?.errorCode.rawValue ?? "\(error)"
    }
  }

  @Test func connectingSaysWhatIsWrong() async throws {
    let servers = try await PrivateServers.start()
    func settings(_ dsn: String, redis: String? = nil) -> ConnectionSettings {
      ConnectionSettings(postgres: dsn, redis: redis ?? servers.redisURL, profile: "test")
    }
    let outdated = await code { _ = try await DirectPlatform.connect(settings(servers.postgresDSN)) }
    #expect(outdated == "schema_outdated")
    try await PlatformSchema.migrate(dsn: servers.postgresDSN)
    let nobody = await code { _ = try await DirectPlatform.connect(settings("host=127.0.0.1 port=1")) }
    #expect(nobody == "postgres_unreachable")
    let unknown = await code { _ = try await DirectPlatform.connect(settings("nonsense")) }
    #expect(unknown == "postgres_dsn_invalid")
    let redis = await code { _ = try await DirectPlatform.connect(settings(servers.postgresDSN, redis: "nonsense")) }
    #expect(redis == "redis_invalid")
    try await surveysSayWhatIsWrong(settings(servers.postgresDSN))
    await servers.stop()
  }

  /// It passes: whoever asked tries again later. All else is read as ever.
  @Test func withoutRedisOnlyTheQueuesFiguresMiss() async throws {
    try await TestPlatform.run { test in
      var settings = test.settings
      settings.redis = "redis://127.0.0.1:1"
      let platform = try await DirectPlatform.connect(settings)
      do {
        _ = try await platform.queues(ListQuery(), PageRequest())
        Issue.record("the queues were read")
      } catch let failure as Failure {
        #expect(failure.errorCode == "queues_unavailable" && failure.isTransient)
      }
      #expect(try await platform.ping().count == 1)
      #expect(try await platform.overview().queues.isEmpty)
      await platform.close()
    }
  }

  @Test func aReadOnlyConnectionChangesNothing() async throws {
    try await TestPlatform.run { test in
      var settings = test.settings
      settings.isReadOnly = true
      let platform = try await DirectPlatform.connect(settings)
      #expect(platform.actor.isReadOnly)
      let refused = await code { _ = try await platform.openUpload(Self.request()) }
      #expect(refused == "read_only")
      #expect(try await platform.uploads(ListQuery(), PageRequest(limit: 1)).items.isEmpty)
      // A mistake of the program is stopped by the server.
      let stopped = await code { _ = try await platform.heartbeat.query("CREATE TABLE public.slip (id int)") }
      #expect(stopped?.contains("25006") == true, "\(stopped ?? "done")")
      await platform.close()
    }
  }

  /// One thing that is wrong hides no other.
  private func surveysSayWhatIsWrong(_ settings: ConnectionSettings) async throws {
    let survey = await PlatformSurvey.of(settings)
    #expect(try survey.postgres.get().database == "flowsight" && survey.postgres.get().majorVersion ?? 0 >= 15)
    #expect(try survey.schema.get() == PlatformSchema.migrations.count && survey.actor.get().role == .admin)
    #expect(try survey.workers.get() == 0 && survey.redis.get().contains("."))
    var broken = settings
    broken.redis = "redis://127.0.0.1:1"
    let noRedis = await PlatformSurvey.of(broken)
    #expect(throws: Failure.self) { try noRedis.redis.get() }
    #expect(throws: Never.self) { try noRedis.postgres.get() }
    broken = settings
    broken.postgres = "host=127.0.0.1 port=1"
    let noPostgres = await PlatformSurvey.of(broken)
    #expect(#expect(throws: Failure.self) { try noPostgres.postgres.get() }?.errorCode == "postgres_unreachable")
    #expect(throws: Never.self) { try noPostgres.redis.get() }
  }

  @Test func theLoginDecidesTheRole() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(nil)
      for (login, group) in [("ann", "viewer"), ("bob", "operator"), ("cyd", nil)] as [(String, String?)] {
        try await pool.withConnection { connection in
          try await connection.execute(script: "CREATE ROLE \(login) LOGIN")
          if let group { try await connection.execute(script: "GRANT flowsight_\(group) TO \(login)") }
        }
      }
      func settings(_ login: String) -> ConnectionSettings {
        ConnectionSettings(
          postgres: test.settings.postgres.replacing("flowsight@", with: "\(login)@"), redis: test.settings.redis,
          profile: "test")
      }
      let viewer = try await DirectPlatform.connect(settings("ann"), userName: "Ann")
      #expect(viewer.actor == Actor(name: "ann", credential: "ann", role: .viewer))
      let versions = try await viewer.versions(ListQuery(), PageRequest()).items
      #expect(versions == [])
      let uploading = await code { _ = try await viewer.openUpload(Self.request()) }
      #expect(uploading == "forbidden")
      let auditing = await code { _ = try await viewer.auditEntries(ListQuery(), PageRequest()) }
      #expect(auditing == "forbidden")
      await viewer.close()
      let `operator` = try await DirectPlatform.connect(settings("bob"))
      #expect(`operator`.actor.role == .operator)
      await `operator`.close()
      let outside = await code { _ = try await DirectPlatform.connect(settings("cyd")) }
      #expect(outside == "forbidden")
    }
  }
}
