import Redis
import Servers
import Testing

extension ServerTests {
  @Suite struct Commands {
    @Test("Any bytes come back as they were sent", arguments: [0, 1, 255, 256, 70_000, 3_000_000])
    func binaryRoundTrip(count: Int) async throws {
      let redis = try connection()
      let value = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
      try await redis.set("binary", to: RedisArgument(value))
      #expect(try await redis.get("binary") == value)
    }

    @Test func bytesThatLookLikeTheProtocolAreHarmless() async throws {
      let redis = try connection()
      let key = "a\0b\r\n$3\r\n"
      try await redis.set(key, to: "*1\r\n$8\r\nFLUSHALL\r\n")
      #expect(try await redis.get(key) == Array("*1\r\n$8\r\nFLUSHALL\r\n".utf8))
    }

    @Test func emptyArgumentsAreArguments() async throws {
      let redis = try connection()
      #expect(try await redis.send(["ECHO", ""]) == .string([]))
    }

    @Test func everyKindOfAnswerIsRead() async throws {
      let redis = try connection()
      let script: RedisArgument = "return {1, 'two', false, {redis.status_reply('OK'), redis.error_reply('BAD x')}}"
      let expected = RedisReply.array([
        .integer(1), .string(Array("two".utf8)), .null,
        .array([.status("OK"), .error(RedisServerError(code: "BAD", message: "x"))]),
      ])
      #expect(try await redis.send(["EVAL", script, "0"]) == expected)
    }

    @Test func aPipelineAnswersInOrderAndKeepsErrorsApart() async throws {
      let redis = try connection()
      let replies = try await redis.pipeline([
        ["SET", "text", "abc"], ["INCR", "text"], ["LPUSH", "text", "x"], ["GET", "text"],
      ])
      #expect(replies.count == 4)
      #expect(replies[0] == .status("OK"))
      guard case .error(let first) = replies[1], case .error(let second) = replies[2] else {
        Issue.record("both commands should be refused: \(replies)")
        return
      }
      #expect(first.code == "ERR")
      #expect(second.code == .wrongType)
      #expect(replies[3].string == "abc")
    }

    @Test func aLongPipelineIsOneRoundTrip() async throws {
      let redis = try connection()
      let replies = try await redis.pipeline((0..<20_000).map { ["ECHO", RedisArgument($0)] })
      #expect(replies.map(\.string) == (0..<20_000).map { String($0) })
      #expect(try await redis.pipeline([]) == [])
    }

    @Test func aRefusedCommandLeavesTheConnectionUsable() async throws {
      let redis = try connection()
      let before = try await redis.send(["CLIENT", "ID"])
      let error = try await failure { () throws(RedisError) in try await redis.send(["NOSUCHCOMMAND"]) }
      guard case .server(let refusal) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(refusal.code == "ERR")
      #expect(error.mayHaveExecuted == false)
      #expect(try await redis.send(["CLIENT", "ID"]) == before)
    }

    @Test func aCommandWithoutArgumentsIsRefusedHere() async throws {
      let redis = try connection()
      let error = try await failure { () throws(RedisError) in try await redis.send([]) }
      #expect(error == .invalid("a command has 1 to 1048576 arguments, not 0"))
    }

    @Test func setCanSpareAnExistingKeyAndExpire() async throws {
      let redis = try connection()
      try await redis.del(["once"])
      #expect(try await redis.set("once", to: "1", expirySeconds: 60, onlyIfAbsent: true))
      #expect(try await redis.set("once", to: "2", onlyIfAbsent: true) == false)
      #expect(try await redis.get("once") == Array("1".utf8))
      #expect(try await redis.send(["PTTL", "once"]).integer ?? 0 > 50_000)
      #expect(try await redis.del(["once", "never"]) == 1)
      #expect(try await redis.get("once") == nil)
    }

    @Test func infoHasTheFieldsThatAServiceChecks() async throws {
      let redis = try connection()
      #expect(try await redis.info("server", field: "run_id")?.count == 40)
      #expect(try await redis.info("memory", field: "maxmemory_policy") == "noeviction")
      #expect(try await redis.info("memory", field: "nothing") == nil)
    }

    @Test func manyTasksShareAConnection() async throws {
      let redis = try connection()
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<50 {
          group.addTask { try await redis.send(["ECHO", RedisArgument(number)]).string == String(number) }
        }
        for try await isOwnAnswer in group { #expect(isOwnAnswer) }
      }
    }

    @Test func aClosedConnectionStaysClosed() async throws {
      let redis = try connection()
      try await redis.ping()
      await redis.close()
      #expect(try await failure { () throws(RedisError) in try await redis.ping() } == .closed)
    }

    @Test func theDatabaseOfTheURLIsSelected() async throws {
      var configuration = try configuration()
      configuration.database = 3
      let third = RedisConnection(configuration)
      let first = try connection()
      try await third.set("where", to: "third")
      #expect(try await first.get("where") == nil)
    }
  }
}
