import Redis
import Servers
import Testing

extension ServerTests {
  @Suite struct Streams {
    private func filled(_ stream: String, count: Int) async throws -> (RedisConnection, [RedisStreamID]) {
      let redis = try connection()
      try await redis.del([stream])
      try await redis.xgroupCreate(stream, group: "g")
      let additions = (0..<count).map { RedisStreamAddition(stream: stream, fields: [.init("n", "\($0)")]) }
      let ids = try await redis.xadd(additions).map { try #require(try $0.get()) }
      return (redis, ids)
    }

    @Test func entriesKeepTheirFieldsWithOrderDoublesAndBytes() async throws {
      let redis = try connection()
      try await redis.del(["fields"])
      let fields: [RedisStreamEntry.Field] = [
        .init("z", [0, 255, 13, 10]), .init("a", "中文"), .init("z", ""),
      ]
      let id = try #require(try await redis.xadd("fields", fields))
      let entries = try await redis.xrange("fields", count: 10)
      #expect(entries == [RedisStreamEntry(id: id, fields: fields)])
      #expect(entries.first?["a"] == "中文")
      #expect(entries.first?.bytes("z") == [0, 255, 13, 10])
      #expect(entries.first?["b"] == nil)
    }

    @Test func aMissingStreamIsMadeOnlyIfWanted() async throws {
      let redis = try connection()
      try await redis.del(["missing"])
      #expect(try await redis.xadd("missing", [.init("a", "b")], createsStream: false) == nil)
      let results = try await redis.xadd(
        [RedisStreamAddition(stream: "missing", fields: [.init("a", "b")])], createsStream: false)
      #expect(results == [.success(nil)])
      #expect(try await redis.xinfoStream("missing") == nil)
      #expect(try await redis.xinfoGroups("missing") == nil)
      #expect(try await redis.xinfo(["missing"]).allSatisfy { $0 == nil })
      #expect(try await redis.xinfoConsumers("missing", group: "g") == nil)
      #expect(try await redis.xadd("missing", [.init("a", "b")]) != nil)
      #expect(try await redis.xlen("missing") == 1)
    }

    @Test func aRefusedAdditionDoesNotHideTheOthers() async throws {
      let redis = try connection()
      try await redis.del(["good"])
      try await redis.set("bad", to: "no stream")
      let results = try await redis.xadd(
        ["good", "bad", "good"].map { RedisStreamAddition(stream: $0, fields: [.init("a", "b")]) })
      #expect(try results[0].get() != nil)
      #expect(throws: RedisServerError.self) { try results[1].get() }
      #expect(try results[2].get() != nil)
      #expect(try await redis.xlen("good") == 2)
    }

    @Test func aGroupIsMadeOnce() async throws {
      let redis = try connection()
      try await redis.del(["groups"])
      #expect(try await redis.xgroupCreate("groups", group: "g"))
      #expect(try await redis.xgroupCreate("groups", group: "g") == false)
      #expect(try await redis.xinfoGroups("groups")?.map(\.name) == ["g"])
    }

    @Test func aGroupGetsWhatCameBeforeItAndEachEntryOnce() async throws {
      let redis = try connection()
      try await redis.del(["work"])
      let id = try #require(try await redis.xadd("work", [.init("a", "b")]))
      try await redis.xgroupCreate("work", group: "g")
      let first = try await redis.xreadgroup(group: "g", consumer: "c", streams: ["work"], count: 10)
      #expect(first.map(\.stream) == ["work"])
      #expect(first.first?.entries.map(\.id) == [id])
      #expect(try await redis.xreadgroup(group: "g", consumer: "d", streams: ["work"], count: 10) == [])
      #expect(try await redis.xack("work", group: "g", [id]) == 1)
      #expect(try await redis.xack("work", group: "g", [id]) == 0)
      #expect(try await redis.xack("work", group: "g", []) == 0)
    }

    @Test func severalStreamsAreReadInOneCall() async throws {
      let (redis, first) = try await filled("many-1", count: 2)
      let (_, third) = try await filled("many-3", count: 1)
      _ = try await filled("many-2", count: 0)
      let batches = try await redis.xreadgroup(
        group: "g", consumer: "c", streams: ["many-1", "many-2", "many-3"], count: 10)
      #expect(batches.map(\.stream) == ["many-1", "many-3"])
      #expect(batches.map { $0.entries.map(\.id) } == [first, third])
    }

    @Test func theSummaryOfWhatIsPendingCountsByConsumer() async throws {
      let (redis, ids) = try await filled("pending", count: 5)
      _ = try await redis.xreadgroup(group: "g", consumer: "a", streams: ["pending"], count: 2)
      _ = try await redis.xreadgroup(group: "g", consumer: "b", streams: ["pending"], count: 3)
      let summary = try await redis.xpending("pending", group: "g")
      #expect(summary.count == 5)
      #expect(summary.firstID == ids.first)
      #expect(summary.lastID == ids.last)
      #expect(summary.countByConsumer == ["a": 2, "b": 3])
      _ = try await redis.xack("pending", group: "g", ids)
      let empty = try await redis.xpending("pending", group: "g")
      #expect(empty.count == 0 && empty.firstID == nil && empty.countByConsumer.isEmpty)
    }

    @Test func aClaimTakesOverAndCountsButAHeartbeatDoesNotCount() async throws {
      let (redis, ids) = try await filled("claims", count: 3)
      _ = try await redis.xreadgroup(group: "g", consumer: "dead", streams: ["claims"], count: 3)
      let claimed = try await redis.xclaimJustID("claims", group: "g", consumer: "dead", [ids[0]])
      #expect(claimed == [ids[0]])
      let first = try await redis.xautoclaim("claims", group: "g", consumer: "heir", minIdleSeconds: 0, count: 2)
      #expect(first.entries.map(\.id) == Array(ids[..<2]))
      #expect(first.cursor == ids[2])
      let second = try await redis.xautoclaim(
        "claims", group: "g", consumer: "heir", minIdleSeconds: 0, start: first.cursor, count: 2)
      #expect(second.entries.map(\.id) == [ids[2]])
      #expect(second.cursor == .zero)
      let pending = try await redis.xpending("claims", group: "g", from: .zero, count: 10)
      #expect(pending.map(\.consumer) == ["heir", "heir", "heir"])
      #expect(pending.map(\.deliveryCount) == [2, 2, 2])
      #expect(try await redis.xpending("claims", group: "g", from: ids[2], count: 10).map(\.id) == [ids[2]])
      let none = try await redis.xautoclaim("claims", group: "g", consumer: "heir", minIdleSeconds: 3600, count: 9)
      #expect(none.entries.isEmpty)
    }

    @Test func whatWasTrimmedWhilePendingIsTold() async throws {
      let (redis, ids) = try await filled("trimmed", count: 3)
      _ = try await redis.xreadgroup(group: "g", consumer: "c", streams: ["trimmed"], count: 3)
      #expect(try await redis.xtrim("trimmed", before: ids[1]) == 1)
      #expect(try await redis.xdel("trimmed", [ids[1]]) == 1)
      let again = try await redis.xreadgroup(
        group: "g", consumer: "c", streams: ["trimmed"], count: 10, delivery: .pending(after: .zero))
      #expect(again.first?.entries.map(\.id) == ids)
      #expect(again.first?.entries.map { $0.fields == nil } == [true, true, false])
      let claim = try await redis.xautoclaim("trimmed", group: "g", consumer: "d", minIdleSeconds: 0, count: 10)
      #expect(claim.entries.map(\.id) == [ids[2]])
      #expect(claim.deletedIDs == Array(ids[..<2]))
    }

    @Test func informationAboutAStreamAndItsGroups() async throws {
      let (redis, ids) = try await filled("info", count: 4)
      _ = try await redis.xreadgroup(group: "g", consumer: "c", streams: ["info"], count: 1)
      let stream = try #require(try await redis.xinfoStream("info"))
      #expect(stream.length == 4 && stream.groupCount == 1 && stream.addedCount == 4)
      #expect(stream.firstID == ids.first)
      #expect(stream.lastID == ids.last)
      let group = try #require(try await redis.xinfoGroups("info")?.first)
      #expect(group.name == "g" && group.consumerCount == 1 && group.pendingCount == 1 && group.lag == 3)
      #expect(group.lastDeliveredID == ids.first)
      try await redis.xtrim("info", before: .max)
      #expect(try await redis.xinfoStream("info")?.firstID == nil)
      let both = try await redis.xinfo(["info", "nowhere"])
      #expect(
        both.count == 2 && both[1] == nil && both[0]?.stream.length == 0 && both[0]?.groups.first?.name == group.name)
    }

    @Test func rangesIncludeBothEnds() async throws {
      let (redis, ids) = try await filled("range", count: 5)
      #expect(try await redis.xrange("range", from: ids[1], to: ids[3], count: 9).map(\.id) == Array(ids[1...3]))
      #expect(try await redis.xrange("range", count: 2).map(\.id) == Array(ids[..<2]))
      #expect(try await redis.xrevrange("range", count: 2).map(\.id) == [ids[4], ids[3]])
      #expect(try await redis.xrange("range", count: 0) == [])
    }

    @Test func aMissingGroupHasItsOwnCode() async throws {
      let redis = try connection()
      try await redis.del(["no-group"])
      let error = try await failure { () throws(RedisError) in
        try await redis.xreadgroup(group: "g", consumer: "c", streams: ["no-group"], count: 1, blockSeconds: 5)
      }
      guard case .server(let refusal) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(refusal.code == .noGroup)
      #expect(try await redis.xack("no-group", group: "g", [.zero]) == 0)
    }
  }
}
