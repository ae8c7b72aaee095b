import Testing

@testable import Redis

@Suite struct ValueTests {
  @Test func idsAreOrderedAsNumbers() {
    let ids = ["9-9", "10-0", "10-2", "10-10"].compactMap(RedisStreamID.init)
    #expect(ids.count == 4)
    #expect(ids.sorted() == ids)
    #expect(ids.map(\.description) == ["9-9", "10-0", "10-2", "10-10"])
    #expect(RedisStreamID("5") == RedisStreamID(milliseconds: 5))
    #expect(RedisStreamID.zero < .max)
  }

  @Test("What is no id is none", arguments: ["", "-", "1-", "-1", "x", "1-2-3", "18446744073709551616-0", "1.5"])
  func badIDs(text: String) {
    #expect(RedisStreamID(text) == nil)
  }

  @Test func theIdAfterAnId() {
    #expect(RedisStreamID(milliseconds: 1, sequence: 2).next == RedisStreamID(milliseconds: 1, sequence: 3))
    #expect(RedisStreamID(milliseconds: 1, sequence: .max).next == RedisStreamID(milliseconds: 2))
    #expect(RedisStreamID.max.next == nil)
  }

  @Test func errorRepliesAreSplitAtTheirCode() {
    #expect(RedisServerError(reply: "NOGROUP No such key 'a'").code == .noGroup)
    #expect(RedisServerError(reply: "NOGROUP No such key 'a'").message == "No such key 'a'")
    #expect(RedisServerError(reply: "OOM").code == .outOfMemory)
    #expect(RedisServerError(reply: "something is wrong").code == "ERR")
    #expect(RedisServerError(reply: "something is wrong").message == "something is wrong")
    #expect(RedisServerError(reply: "").code == "ERR")
  }

  @Test func theDelaysGrowAndStayWithinTheirLimits() {
    let now = ContinuousClock.now
    func delay(_ attempts: Int, random: Double) -> Duration {
      Outage(error: .closed, attempts: attempts, limits: 0.125...2, random: random, now: now).until - now
    }
    #expect(delay(1, random: 0) == .seconds(0.0625))
    #expect(delay(2, random: 0) == .seconds(0.125))
    #expect(delay(3, random: 0.5) == .seconds(0.375))
    for attempts in [6, 30, 64, .max] {
      #expect(delay(attempts, random: 0) == .seconds(1))
      #expect(delay(attempts, random: 0.999) < .seconds(2))
    }
  }
}
