import Model
import ObjectStore
import Support

/// `processing.validate`: reads the whole file once, checks every row against the template (B1, B2), stores the report
/// of the refused rows (B4) and the list of the rows whose key came before.
///
/// Memory stays the same however large the file is, but for 16 bytes a duplicate row. Each attempt starts from the
/// beginning and replaces what an earlier one stored.
struct Validate: JobFunction {
  /// Bytes of the file between two notes of the progress.
  private static let checkpointBytes: Int64 = 64 << 20
  /// Keys in memory before they go to disk; some 50 bytes each.
  private static let keysMax = 600_000

  func run(_ job: JobContext) async throws -> JSON {
    try JSON(encoding: try await validate(job))
  }

  private func validate(_ job: JobContext) async throws -> Validation {
    let table = try await SourceTable.open(job)
    let report = job.order.jobID
    try await job.commit(cursor: ValidationTally().counts, progress: Model.Progress(done: 0, total: table.byteCount)) {
      try await IssueRepository.delete(report, $0)
    }
    var pass = ValidationPass(table, report: report, keysMax: Validate.keysMax)
    var checkpoint = Validate.checkpointBytes
    var stop: Failure?
    do {
      while try pass.nextBatch() {
        try Task.checkCancellation()
        guard pass.position >= checkpoint || pass.issues.shouldBeStored else { continue }
        checkpoint = pass.position + Validate.checkpointBytes
        try await store(&pass, job)
      }
    } catch let failure as Failure where !failure.isTransient {
      stop = failure
    }
    try await store(&pass, job)
    let failure = stop ?? pass.failure(mode: job.mode, run: job.order.runID)
    if let failure { throw failure }
    return try await conclude(pass, job)
  }

  private func store(_ pass: inout ValidationPass, _ job: JobContext) async throws {
    let rows = pass.issues.take()
    let progress = Model.Progress(done: pass.position, total: pass.table.byteCount)
    try await job.commit(cursor: pass.tally.counts, progress: progress) {
      try await IssueRepository.add(rows, $0)
    }
  }

  private func conclude(_ pass: consuming ValidationPass, _ job: JobContext) async throws -> Validation {
    var output = pass.output(report: job.order.jobID)
    let duplicates = try pass.duplicates()
    output.rowsDuplicate = Int64(duplicates.count)
    let key = try DuplicateList.key(of: job.order.runID)
    if duplicates.isEmpty {
      try await job.store.delete(key)
    } else {
      try await job.store.put(DuplicateList.encoded(duplicates), at: key)
      output.duplicatesKey = key.text
    }
    job.log(
      output.rowsRejected > 0 ? .warning : .info, "validated",
      [
        "rows": JSON(output.rowsRead), "rejected": JSON(output.rowsRejected), "duplicates": JSON(output.rowsDuplicate),
      ])
    return output
  }
}

extension JobContext {
  /// The mode of this run: that of the order's parameters before that of the file.
  var mode: LoadMode { order.parameters["mode"]?.string.flatMap(LoadMode.init) ?? order.file.mode }
}
