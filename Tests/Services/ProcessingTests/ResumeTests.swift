import Foundation
import Model
import Postgres
import Support
import Tabular
import Testing

@testable import Processing

extension FunctionTests {
  @Suite struct ResumeTests {
    private static let rows = 40

    /// Blocks of a few rows, so that a small file has many cursors.
    private var limits: LoadLimits {
      var limits = LoadLimits()
      limits.blockRows = 5
      limits.pieceBytes = 64
      limits.reader.batchRowsMax = 3
      limits.reader.chunkBytes = 128
      return limits
    }

    /// Duplicates, refused rows and good ones in turn.
    private var text: String {
      var lines = [Chat.header]
      for number in 1...ResumeTests.rows {
        switch number % 7 {
        case 3: lines.append("S\(number),never,a,满意,1,")
        case 5: lines.append(Chat.row(number / 2))
        default: lines.append(Chat.row(number, user: "\"a,\nb \(number)\""))
        }
      }
      return lines.joined(separator: "\n") + "\n"
    }

    private func journey() async throws -> Journey {
      let journey = try await Journey(text, uniqueTemplate(key: ["session_id"], Chat.fields))
      for step in ["validate", "standardize", "clean"] { try await journey.perform(step) }
      return journey
    }

    @Test func everyRowIsThereOnceWhereverTheLoadStops() async throws {
      let whole = try await journey()
      let output: Loading = try await whole.perform("load_ods", LoadODS(limits: limits)).decode()
      let expected = try await whole.odsRows()
      #expect(output.rowsRead == Int64(ResumeTests.rows))
      #expect(output.rowsRead == output.rowsLoaded + output.rowsRejected + output.rowsDuplicate)
      #expect(output.rowsDuplicate > 0 && output.rowsRejected > 0)

      for stop in stride(from: 0, through: text.utf8.count, by: 150) {
        let journey = try await journey()
        let first = try await journey.job("load_ods")
        try await fail(first, behind: stop)
        await #expect(throws: (any Error).self) { try await LoadODS(limits: limits).run(first) }
        try await mend()
        let resumed: Loading = try await journey.perform(
          "load_ods", LoadODS(limits: limits), again: first.order.jobID
        ).decode()
        #expect(try await journey.odsRows() == expected, "stopped at byte \(stop)")
        #expect(resumed.rowsLoaded == output.rowsLoaded, "stopped at byte \(stop)")
        #expect(resumed.rowsDuplicate == output.rowsDuplicate)
        try await journey.perform("build_dwd")
      }
    }

    /// From here on the job's transactions fail once they would move the cursor past `offset`.
    private func fail(_ job: JobContext, behind offset: Int) async throws {
      try await World.here().pool.withConnection { connection in
        try await connection.execute(
          script: """
            CREATE OR REPLACE FUNCTION processing.crash() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NEW.id = '\(job.order.jobID)' AND NEW.progress_done >= \(offset) THEN RAISE EXCEPTION 'crash'; END IF;
              RETURN NEW;
            END $$;
            CREATE OR REPLACE TRIGGER crash BEFORE UPDATE ON processing.proc_job
              FOR EACH ROW EXECUTE FUNCTION processing.crash();
            """)
      }
    }

    private func mend() async throws {
      try await World.here().pool.query("DROP TRIGGER crash ON processing.proc_job")
    }

    @Test func aWorkerThatLostItsLeaseWritesNothing() async throws {
      let journey = try await journey()
      let stale = try await journey.job("load_ods")
      try await journey.perform("load_ods", LoadODS(limits: limits), again: stale.order.jobID)
      let expected = try await journey.odsRows()
      await #expect(throws: LeaseLost.self) { try await LoadODS(limits: limits).run(stale) }
      await #expect(throws: LeaseLost.self) { try await BuildDWD().run(stale.with(input: "load_ods", from: journey)) }
      #expect(try await journey.odsRows() == expected)
    }

    @Test func aCursorThatCannotBeReadIsAFailure() async throws {
      let journey = try await journey()
      let job = try await journey.job("load_ods")
      try await journey.world.pool.query(
        "UPDATE processing.proc_job SET work_cursor = '{\"byte_offset\": \"x\"}' WHERE id = $1",
        job.order.jobID.rawValue)
      let again = try await journey.job("load_ods", again: job.order.jobID)
      let failure = try #require(await #expect(throws: Failure.self) { _ = try await LoadODS().run(again) })
      #expect(failure.errorCode == "cursor_invalid")
    }
  }
}

extension JobContext {
  fileprivate func with(input step: String, from journey: Journey) -> JobContext {
    var order = order
    order.inputs[step] = journey.inputs[step]
    return JobContext(
      order: order, datasetID: datasetID, datasetVersion: datasetVersion, cursor: cursor, store: store, pool: pool,
      log: log, lease: lease)
  }
}
