import Messaging
import Postgres
import Support
import Synchronization
import TestSupport
import Testing

/// One host leads at a time, and none for longer than it is there.
@Suite(.serialized) struct LeadershipTests {
  @Test func oneLeadsAndTheOthersPass() async throws {
    try await TestPlatform.run { platform in
      let hosts = [platform.pool(.workflow), platform.pool(.workflow)]
      let led = try await Leadership.take("things", in: hosts[0]) { leadership in
        try await leadership.connection.query("SELECT 1")
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
          try await leadership.connection.query("SELECT 1")
          Issue.record("it may not go on")
        }
      }
      let leadsAgain = try await Leadership.take("things", in: hosts[0]) { _ in true }
      #expect(leadsAgain == true)
    }
  }

  @Test func aLeaderAtWorkElsewhereIsNotSilent() async throws {
    try await TestPlatform.run { platform in
      let hosts = [platform.pool(.workflow), platform.pool(.workflow)]
      let led = try await Leadership.take("things", in: hosts[0], silence: .seconds(1)) { leadership in
        try await leadership.meanwhile(every: .milliseconds(50)) {
          try await eventually(within: .milliseconds(2500)) {
            try await Leadership.take("things", in: hosts[1]) { _ in true } == true
          }
        }
      }
      #expect(led == false, "nobody took over")
    }
  }

  @Test func whatALeaderDoesEndsWithItsLead() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      let isCancelled = Mutex(false)
      await #expect(throws: PostgresError.self) {
        try await Leadership.take("things", in: pool) { leadership in
          let session: Int = try await leadership.connection.query("SELECT pg_backend_pid()").value()
          try await leadership.meanwhile(every: .milliseconds(20)) {
            _ = try await platform.pool(nil).query("SELECT pg_terminate_backend($1::int)", session)
            let isOver = await eventually { Task.isCancelled }
            isCancelled.withLock { $0 = isOver }
          }
        }
      }
      let ended = isCancelled.withLock { $0 }
      #expect(ended)
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
