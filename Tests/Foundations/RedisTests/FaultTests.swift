import Foundation
import Redis
import Servers
import Testing

extension ServerTests {
  @Suite struct Faults {
    @Test func aSilentServerTimesOutAndTheNextCallHasItsOwnAnswer() async throws {
      let redis = try connection(commandSeconds: 0.1)
      try await redis.set("fault", to: "0")
      let process = try #require(await privateServers().processIDs.redis)
      kill(process, SIGSTOP)
      defer { kill(process, SIGCONT) }
      let error = try await failure { () throws(RedisError) in try await redis.send(["INCR", "fault"]) }
      #expect(error == .timeout(seconds: 0.1))
      #expect(error.mayHaveExecuted)
      kill(process, SIGCONT)
      let patient = try connection()
      try await patient.ping()
      // The command was sent once: the server may have carried it out, but the client did not repeat it.
      #expect(try await redis.get("fault") == Array("1".utf8))
    }

    @Test func anIdleConnectionSurvivesARestartUnnoticed() async throws {
      let redis = try connection()
      try await redis.ping()
      try await privateServers().killRedis()
      try await privateServers().startRedis()
      try await redis.ping()
    }

    @Test func aKillUnderABlockedReaderIsALossAndThenTheServerIsGone() async throws {
      let redis = try connection()
      let other = try connection()
      try await other.xgroupCreate("killed", group: "g")
      let task = Task {
        try await failure { () throws(RedisError) in
          try await redis.xreadgroup(group: "g", consumer: "c", streams: ["killed"], count: 1, blockSeconds: 60)
        }
      }
      try await untilBlocked(seenBy: other)
      try await privateServers().killRedis()
      let loss = try await task.value
      guard case .lost = loss else {
        Issue.record("\(loss)")
        return
      }
      for _ in 0..<3 {
        let error = try await failure { () throws(RedisError) in try await redis.ping() }
        guard case .connection = error else {
          Issue.record("\(error)")
          return
        }
        #expect(error.errorCode == "redis_unreachable" && error.isTransient && !error.mayHaveExecuted)
        #expect(error.nextStep != nil)
      }
      try await privateServers().startRedis()
      try await redis.ping()
    }

    @Test func waitersOfAnOutageAllGetAnAnswer() async throws {
      try await privateServers().killRedis()
      let redis = try connection()
      let failures = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<20 {
          group.addTask { (try? await redis.ping()) == nil }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(failures == 20)
      try await privateServers().startRedis()
      try await redis.ping()
    }

    @Test func aWrongPasswordIsToldWithoutShowingIt() async throws {
      var configuration = try configuration()
      configuration.password = RedisPassword("sesame-open")
      let error = try await failure { () throws(RedisError) in try await RedisConnection(configuration).connect() }
      #expect(error.errorCode == "redis_authentication_failed")
      #expect(error.isTransient == false)
      #expect(!"\(error) \(error.nextStep ?? "")".contains("sesame"))
      configuration.password = nil
      let missing = try await failure { () throws(RedisError) in try await RedisConnection(configuration).ping() }
      #expect(missing.errorCode == "redis_authentication_failed")
    }

    @Test func aUserOfTheAccessListMayLackTheRightToNameItsConnection() async throws {
      let admin = try connection()
      _ = try await admin.send(["ACL", "SETUSER", "ann", "on", ">sesame-open", "~own:*", "+get", "+ping"])
      var configuration = try configuration()
      configuration.user = "ann"
      configuration.password = RedisPassword("sesame-open")
      let redis = RedisConnection(configuration)
      try await redis.ping()
      #expect(try await redis.get("own:key") == nil)
      let error = try await failure { () throws(RedisError) in try await redis.get("other") }
      #expect(error.errorCode == "redis_permission_denied")
    }

    @Test func aDatabaseThatIsNotThereIsRefused() async throws {
      var configuration = try configuration()
      configuration.database = 9999
      let error = try await failure { () throws(RedisError) in try await RedisConnection(configuration).connect() }
      #expect(error.errorCode == "redis_refused")
    }
  }
}
