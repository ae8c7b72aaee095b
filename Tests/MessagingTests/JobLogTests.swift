import Foundation
import Model
import Postgres
import Servers
import Support
import TestSupport
import Testing

@testable import Messaging

/// What is logged about jobs, on a server: in order, masked, bounded, and late rather than lost.
@Suite(.serialized) struct JobLogTests {
  private func attempt(_ step: String = "clean", job: StepID = StepID(UUID()), run: RunID = RunID(UUID())) -> JobAttempt
  {
    let order = JobOrder(
      jobID: job, runID: run, workflow: "w", step: step, function: "f", queue: "processing", retry: .standard,
      timeoutSeconds: 60, priorAttempts: 0, file: .sample, parameters: [:], inputs: [:])
    return JobAttempt(
      order, traceID: TraceID(UUID()), datasetID: DatasetID(UUID()), worker: "host:1", number: 2, leaseEpoch: 7)
  }

  private func jobLog(_ pool: PostgresPool, days: Int = 14) -> JobLog {
    JobLog(pool: pool, days: days, log: Log { _ in })
  }

  private func untilCancelled() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    for await _ in stream {}
    continuation.finish()
  }

  private func kept(_ pool: PostgresPool) async throws -> [LogLine] {
    try await pool.query("SELECT \(JobLineRepository.columns) FROM flowsight.job_line ORDER BY id")
      .map(JobLineRepository.line)
  }

  @Test func linesAreKeptInTheirOrderMaskedAndHarmless() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.processing)
      let jobLog = jobLog(pool)
      let (first, second) = (attempt("validate"), attempt())
      let (one, two) = (jobLog.log(of: first), jobLog.log(of: second))
      one(.info, "started", ["rows": 5, "api_token": "hush"])
      two(.error, "nul \0 escape \u{1b}[31m postgres://ann:hush@host/a", ["what": "redis://u:hush@host \0"])
      one(.debug, "of no interest")
      one(
        .warning, String(repeating: "界", count: JobLog.bytesMax), ["big": .string(String(repeating: "x", count: 9999))])
      await jobLog.flush()
      let lines = try await kept(pool)
      #expect(lines.map(\.step) == ["validate", "clean", "validate"] && lines.map(\.number) == [1, 1, 2])
      #expect(lines[0].fields == ["rows": 5, "api_token": "•••"] && lines[0].level == .info)
      #expect(lines[0].traceID == first.traceID && lines[0].datasetID == first.datasetID)
      #expect(lines[0].jobID == first.jobID && lines[0].attempt == 2 && lines[0].leaseEpoch == 7)
      #expect(lines[1].message == "nul ␀ escape \u{1b}[31m postgres://ann:•••@host/a")
      #expect(lines[1].fields["what"]?.string?.hasPrefix("redis://u:•••@host") == true)
      #expect(lines[2].message.utf8.count <= JobLog.bytesMax + 6 && lines[2].message.hasSuffix("…"))
      #expect(lines[2].fields["cut_bytes"]?.integer ?? 0 > 9999)
      let events = try await pool.withConnection {
        try await JobLineRepository.events(of: second.traceID, limit: 9, $0)
      }
      #expect(events.map(\.kind) == [.log] && events[0].isFailure && events[0].address == "topology/\(second.runID)")
      await pool.close()
    }
  }

  @Test func ofAnAttemptTheNewestAreKept() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.metadata)
      let jobLog = jobLog(pool)
      let (long, short) = (jobLog.log(of: attempt()), jobLog.log(of: attempt("publish")))
      short(.info, "first")
      for number in 1...1500 {
        long(.info, "\(number)")
        if number == 700 { await jobLog.flush() }
      }
      await jobLog.flush()
      let lines = try await kept(pool)
      #expect(lines.first?.message == "first")
      #expect(lines.dropFirst().map(\.message) == (501...1500).map(String.init))
      #expect(lines.last?.number == 1500)
      await pool.close()
    }
  }

  /// What is logged while the table cannot be written is written later, in its order.
  @Test func whatCannotBeWrittenWaits() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.processing)
      let jobLog = jobLog(pool)
      let log = jobLog.log(of: attempt())
      log(.info, "before")
      await jobLog.flush()
      let holder = try await PostgresConnection.connect(PostgresConfiguration(dsn: platform.servers.postgresDSN))
      try await holder.query("BEGIN")
      try await holder.query("LOCK TABLE flowsight.job_line")
      log(.info, "while it is held")
      async let written: Void = jobLog.flush()
      // Whoever logs waits for none of it.
      log(.info, "meanwhile")
      try await holder.query("COMMIT")
      await written
      await jobLog.flush()
      #expect(try await kept(pool).map(\.message) == ["before", "while it is held", "meanwhile"])
      await holder.close()
      await pool.close()
    }
  }

  @Test func theLastLinesAreWrittenWhenTheWorkIsCancelled() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.processing)
      let jobLog = jobLog(pool)
      let log = jobLog.log(of: attempt())
      let work = Task {
        await jobLog.keep {
          log(.info, "working")
          await untilCancelled()
          log(.warning, "stopped")
        }
      }
      let isThere = try await eventually { try await kept(pool).count == 1 }
      #expect(isThere)
      work.cancel()
      await work.value
      #expect(try await kept(pool).map(\.message) == ["working", "stopped"])
      await pool.close()
    }
  }

  @Test func oldLinesAreForgotten() async throws {
    try await TestPlatform.run { platform in
      let (pool, owner) = (platform.pool(.processing), platform.pool(nil))
      let jobLog = jobLog(pool, days: 3)
      let log = jobLog.log(of: attempt())
      for number in 1...5 { log(.info, "\(number)") }
      await jobLog.flush()
      try await owner.query("UPDATE flowsight.job_line SET at = at - interval '4 days' WHERE number < 4")
      let work = Task { await jobLog.keep { await untilCancelled() } }
      let isForgotten = try await eventually { try await kept(pool).map(\.message) == ["4", "5"] }
      #expect(isForgotten)
      work.cancel()
      await work.value
      await owner.close()
      await pool.close()
    }
  }
}
