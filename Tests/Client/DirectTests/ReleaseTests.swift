import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Direct

/// What is said before a lease is released.
@Suite struct ReleaseTests {
  private func lease(_ progress: Model.Progress?) -> JobLease {
    let now = Date(timeIntervalSince1970: 1_767_225_600)
    return JobLease(
      jobID: StepID(UUID()), runID: RunID(UUID()), step: "clean", datasetName: "chat", datasetVersion: "4",
      worker: "host:1", epoch: 7, since: now.addingTimeInterval(-61), expiresAt: now.addingTimeInterval(9),
      progress: progress, traceID: TraceID(UUID()))
  }

  @Test func whoSinceWhenHowFarAndWhatFollows() {
    let now = Date(timeIntervalSince1970: 1_767_225_600)
    let effects = ReleaseWords.effects(lease(Model.Progress(done: 45, total: 100)), isHeld: true, at: now)
    #expect(effects.count == 4)
    #expect(effects[0].contains("host:1 since 2025-12-31T23:58:59Z (61 s), lease 7") && effects[0].contains("in 9 s"))
    #expect(effects[1].hasPrefix("45% done") && effects[2].contains("refused") && effects[3].contains("held"))
    let unknown = ReleaseWords.effects(lease(nil), isHeld: false, at: now)
    #expect(unknown.count == 3 && unknown[1].contains("no progress"))
    let chinese = Language.$current.withValue(.chinese) { ReleaseWords.effects(lease(nil), isHeld: true, at: now) }
    #expect(chinese.count == 4 && chinese[0].contains("租约 7"))
  }

  /// A lease that somebody else has taken since it was shown is left alone.
  @Test func onlyTheLeaseThatWasShownIsReleased() async throws {
    try await TestPlatform.run { test in
      let job = StepID(UUID())
      let pool = test.pool(.processing)
      try await pool.query(
        """
        INSERT INTO processing.proc_job (id, run_id, step, function, status, job_order, trace_id, dataset_id,
          dataset_version, source_stream, source_entry_id, lease_epoch, lease_owner, lease_expires_at, started_at)
        VALUES ($1, $1, 'clean', 'f', 'LEASED', '{"queue": "processing", "file": {"dataset_name": "chat"}}', $1, $1, '4',
          's', '1-0', 7, 'host:1', now() + interval '10 s', now())
        """, job)
      let platform = try await DirectPlatform.connect(test.settings)
      let preview = try await platform.preview(.releaseLease(job, epoch: 7))
      #expect(preview.eligibleCount == 1 && preview.effects[0].contains("host:1"))
      try await pool.query("UPDATE processing.proc_job SET lease_epoch = 8, lease_owner = 'host:2' WHERE id = $1", job)
      let late = await #expect(throws: Failure.self) {
        try await platform.perform(.releaseLease(job, epoch: 7), reason: "it hangs")
      }
      #expect(late?.errorCode == "intervention_refused" && late?.message.contains("host:2") == true)
      let done = try await platform.perform(.releaseLease(job, epoch: 8), reason: "it hangs")
      #expect(done.done.first?.auditID != nil)
      let told = try await test.pool(.workflow).query(
        """
        SELECT event -> 'payload' ->> 'lease_epoch' AS epoch FROM workflow.outbox
        WHERE event ->> 'event_type' = 'workflow.job.released'
        """
      ).map { try $0.decode("epoch", as: String.self) }
      #expect(told == ["8"])
      await platform.close()
    }
  }
}
