import Messaging
import Postgres
import Support
import TestSupport
import Testing

/// One host leads at a time, and none for longer than it is there.
@Suite(.serialized) struct LeadershipTests {
  @Test func oneLeadsAndTheOthersPass() async throws {
    try await TestPlatform.run { platform in
      let hosts = [platform.pool(.workflow), platform.pool(.workflow)]
      let led = try await Leadership.take("things", in: hosts[0]) { leadership in
        try await leadership.confirm()
        #expect(try await Leadership.take("things", in: hosts[1]) { _ in true } == nil)
        #expect(try await Leadership.take("other things", in: hosts[1]) { _ in true } == true)
        return true
      }
      #expect(led == true)
      #expect(try await Leadership.take("things", in: hosts[1]) { _ in true } == true)
    }
  }

  @Test func aLeaderThatFallsSilentIsLeaderNoMore() async throws {
    try await TestPlatform.run { platform in
      let hosts = [platform.pool(.workflow), platform.pool(.workflow)]
      await #expect(throws: PostgresError.self) {
        try await Leadership.take("things", in: hosts[0], silence: .milliseconds(100)) { leadership in
          let isTakenOver = try await eventually {
            try await Leadership.take("things", in: hosts[1]) { _ in true } == true
          }
          #expect(isTakenOver)
          try await leadership.confirm()
          Issue.record("it may not go on")
        }
      }
      let leadsAgain = try await Leadership.take("things", in: hosts[0]) { _ in true }
      #expect(leadsAgain == true)
    }
  }

  @Test func aLookThatFailsIsNotTheLast() async {
    let lookout = Lookout(every: .zero, problem: "cannot look", log: .silent)
    let looks = await Task {
      var looks = 0
      await lookout.run {
        looks += 1
        if looks == 1 { throw CancellationError() }
        withUnsafeCurrentTask { $0?.cancel() }
        return false
      }
      return looks
    }.value
    #expect(looks == 2)
  }

  @Test func whatIsBusyLooksAgainAtOnce() async {
    let lookout = Lookout(every: .seconds(3600), problem: "cannot look", log: .silent)
    let looks = await Task {
      var looks = 0
      await lookout.run {
        looks += 1
        if looks == 3 { withUnsafeCurrentTask { $0?.cancel() } }
        return true
      }
      return looks
    }.value
    #expect(looks == 3)
  }
}
