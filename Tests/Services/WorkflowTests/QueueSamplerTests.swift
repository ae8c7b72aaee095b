import Foundation
import Messaging
import Model
import Postgres
import Support
import Synchronization
import TestSupport
import Testing

@testable import Workflow

@Suite(.serialized) struct QueueSamplerTests {
  private func queue(added: Int, lag: Int?) -> Queue {
    Queue(
      stream: Streams.jobs(queue: "processing"), group: "g", length: added, lag: lag, pending: 0, consumers: 1,
      added: added)
  }

  @Test func ratesAreDifferencesOfLooks() {
    let start = Date(timeIntervalSince1970: 0)
    let samples = [(0, 0), (50, 20), (50, 50), (4, 4), (8, 4)].enumerated().map { index, counts in
      Queue.Sample(at: start.addingTimeInterval(Double(index) * 5), added: counts.0, done: counts.1)
    }
    let rates = Queue.rates(samples)
    #expect(rates.map(\.added) == [10, 0, nil, 0.8], "a count that falls tells of a stream begun anew")
    #expect(rates.map(\.done) == [4, 6, nil, 0])
    var queue = queue(added: 8, lag: 4)
    queue.rates = rates
    #expect(queue.mean(\.added, seconds: 6) == 0.8)
    #expect(self.queue(added: 8, lag: 4).mean(\.added) == nil, "nobody looked")
  }

  @Test func looksAreKeptForAnHourAndGivenWithTheGate() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let clock = Mutex(Date())
      let added = Mutex(0)
      let environment = Environment(now: { clock.withLock { $0 } }, newID: { UUID() }, random: { 0.5 })
      let sampler = QueueSampler(pool: desk.pool, environment: environment, log: .silent) {
        [queue(added: added.withLock { $0 }, lag: 0)]
      }
      for _ in 0..<3 {
        try await sampler.look()
        clock.withLock { $0 += 5 }
        added.withLock { $0 += 10 }
      }
      _ = try await desk.service.perform(.pause(Gate.ID(.queue, "processing")), reason: "why")
      let completed = try #require(try await desk.service.complete([queue(added: 30, lag: 0)]).first)
      #expect(completed.gate?.state == .paused)
      #expect(completed.rates.map(\.added) == [2, 2] && completed.mean(\.done) == 2)

      clock.withLock { $0 += 4000 }
      try await sampler.look()
      let kept: Int = try await desk.pool.query("SELECT count(*) FROM workflow.wf_queue_sample").value()
      #expect(kept == 1)
    }
  }
}
