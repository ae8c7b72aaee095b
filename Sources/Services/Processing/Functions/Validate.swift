import Foundation
import Model
import ObjectStore
import Postgres
import Support
import Tabular

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
    try await job.commit(cursor: ["rows_read": 0], progress: Model.Progress(done: 0, total: table.byteCount)) {
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
    try await job.commit(cursor: ["rows_read": JSON(pass.tally.rowsRead)], progress: progress) {
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
    return output
  }
}

extension JobContext {
  /// The mode of this run: that of the order's parameters before that of the file.
  var mode: LoadMode { order.parameters["mode"]?.string.flatMap(LoadMode.init) ?? order.file.mode }
}

/// One reading of a file: counts, issues, and the keys seen.
struct ValidationPass: ~Copyable {
  let table: SourceTable
  var tally = ValidationTally()
  var issues: IssueLog
  /// The place behind the rows that were read.
  private var next: RecordPosition
  private var nulls: NullCounts
  private var keys: KeyDeduplicator
  private var batch = RowBatch()
  private var scratch = ByteBuffer(capacity: 64)

  init(_ table: SourceTable, report: StepID, keysMax: Int) {
    self.table = table
    next = table.firstRecord
    issues = IssueLog(report)
    nulls = NullCounts(fields: table.plan.template.fields.count)
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp"
    keys = KeyDeduplicator(directory: folder, entriesMax: keysMax)
  }

  /// Checks the next rows; `false` at the end. Blocks while it reads.
  mutating func nextBatch() throws -> Bool {
    guard try table.next(&batch) else { return false }
    let plan = table.plan
    for index in 0..<batch.rowCount {
      let row = batch.row(index)
      if let problem = plan.problem(batch, row, nulls: &nulls) {
        reject(row, problem)
      } else if plan.findsDuplicates, let key = plan.keyHash(batch, row, scratch: &scratch) {
        try Failure.wording { () throws(TabularError) in try keys.add(key, row: row.recordNumber) }
      }
    }
    tally.rowsRead += Int64(batch.rowCount)
    next = batch.next
    return true
  }

  /// Bytes of the file behind the rows that were read.
  var position: Int64 { Int64(next.byteOffset) }

  /// Lines never fall behind rows, so that the offset is the same everywhere when it is at both ends.
  private var lineOffset: Int64? {
    let first = table.firstRecord
    let offset = next.line - next.recordNumber
    return offset == first.line - first.recordNumber ? Int64(offset) : nil
  }

  private mutating func reject(_ row: Row, _ problem: RowProblem) {
    tally.reject(problem)
    if issues.isFull { return issues.omit() }
    let issue = table.plan.issue(problem, batch, row, table.head.encoding)
    if tally.firstIssue == nil { tally.firstIssue = issue }
    issues.add(issue)
  }

  func failure(mode: LoadMode, run: RunID) -> Failure? {
    tally.failure(table.plan.template, mode: mode, run: run, nulls: nulls)
  }

  /// The duplicates are not in it yet.
  func output(report: StepID) -> Validation {
    var delimiter: String?
    if case .delimited(let format) = table.head.format { delimiter = String(Unicode.Scalar(format.delimiter)) }
    return Validation(
      rowsRead: tally.rowsRead, rowsRejected: tally.rowsRejected, reportID: report, issuesStored: issues.stored,
      issuesOmitted: issues.omitted, encoding: table.head.encoding.rawValue, format: table.head.mediaType,
      delimiter: delimiter, columns: table.columns,
      nullCounts: table.plan.template.fields.enumerated().map {
        Validation.NullCount(field: $1.name, nulls: nulls[$0])
      }, rowsDuplicate: 0, duplicatesKey: nil, lineOffset: lineOffset)
  }

  consuming func duplicates() throws(Failure) -> [KeyDeduplicator.Duplicate] {
    do throws(TabularError) { return try keys.finish() } catch { throw Failure(error) }
  }
}
