import Redis
import Servers
import Testing

extension ServerTests {
  @Suite struct Blocking {
    private let stream = "blocking"

    private func reader(commandSeconds: Double = 5) async throws -> (reader: RedisConnection, other: RedisConnection) {
      let other = try connection()
      try await other.del([stream])
      try await other.xgroupCreate(stream, group: "g")
      return (try connection(commandSeconds: commandSeconds), other)
    }

    private func read(_ redis: RedisConnection, blockSeconds: Double) async throws(RedisError) -> [RedisStreamBatch] {
      try await redis.xreadgroup(group: "g", consumer: "c", streams: [stream], count: 10, blockSeconds: blockSeconds)
    }

    @Test func aBlockedReaderWakesForAnEntry() async throws {
      let (reader, other) = try await reader()
      async let batches = read(reader, blockSeconds: 60)
      try await untilBlocked(seenBy: other)
      let id = try await other.xadd(stream, [.init("a", "b")])
      #expect(try await batches.first?.entries.first?.id == id)
    }

    @Test func theTimeOfAReadMayExceedThatOfACommand() async throws {
      let (reader, _) = try await reader(commandSeconds: 0.2)
      #expect(try await read(reader, blockSeconds: 0.4) == [])
    }

    @Test func cancellationEndsABlockedReadAtOnceAndTheNextOneWorks() async throws {
      let (reader, other) = try await reader()
      let task = Task { try await read(reader, blockSeconds: 60) }
      try await untilBlocked(seenBy: other)
      let start = ContinuousClock.now
      task.cancel()
      await #expect(throws: RedisError.cancelled) { try await task.value }
      #expect(ContinuousClock.now - start < .seconds(5))
      let id = try await other.xadd(stream, [.init("a", "b")])
      #expect(try await read(reader, blockSeconds: 5).first?.entries.first?.id == id)
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
      let (reader, other) = try await reader()
      try await reader.ping()
      let id = try await reader.send(["CLIENT", "ID"])
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await read(reader, blockSeconds: 60)
      }
      await #expect(throws: RedisError.cancelled) { try await task.value }
      #expect(try await reader.send(["CLIENT", "ID"]) == id)
      _ = other
    }

    @Test func aLateCancellationHitsNoOtherCall() async throws {
      let (reader, other) = try await reader()
      let task = Task {
        _ = try await read(reader, blockSeconds: 0.001)
        return try await reader.send(["CLIENT", "ID"])
      }
      let id = try await task.value
      task.cancel()
      async let batches = read(reader, blockSeconds: 60)
      try await untilBlocked(seenBy: other)
      _ = try await other.xadd(stream, [.init("a", "b")])
      #expect(try await batches.count == 1)
      #expect(try await reader.send(["CLIENT", "ID"]) == id)
    }

    @Test("A time that is none is refused", arguments: [0, -1, Double.nan, .infinity, 1e300])
    func badTimes(seconds: Double) async throws {
      let (reader, _) = try await reader()
      let error = try await failure { () throws(RedisError) in try await read(reader, blockSeconds: seconds) }
      #expect(error == .invalid("a command may block for 0.001 to 3600 s"))
    }

    @Test func flushallUnderABlockedReader() async throws {
      let (reader, other) = try await reader()
      let task = Task { try await read(reader, blockSeconds: 60) }
      try await untilBlocked(seenBy: other)
      _ = try await other.send(["FLUSHALL"])
      let unblocked = try await failure { () throws(RedisError) in try await result(of: task).get() }
      let next = try await failure { () throws(RedisError) in try await read(reader, blockSeconds: 60) }
      #expect(code(unblocked) == .unblocked)
      #expect(code(next) == .noGroup)
      #expect(try await other.xadd(stream, [.init("a", "b")], createsStream: false) == nil)
      try await other.xgroupCreate(stream, group: "g")
      _ = try await other.xadd(stream, [.init("a", "b")])
      #expect(try await read(reader, blockSeconds: 5).count == 1)
    }

    private func code(_ error: RedisError) -> RedisServerError.Code? {
      if case .server(let refusal) = error { refusal.code } else { nil }
    }

    private func result(of task: Task<[RedisStreamBatch], any Error>) async -> Result<[RedisStreamBatch], RedisError> {
      switch await task.result {
      case .success(let batches): .success(batches)
      case .failure(let error): .failure(error as? RedisError ?? .protocol("\(error)"))
      }
    }
  }
}
