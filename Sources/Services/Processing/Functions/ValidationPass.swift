import Foundation
import Model
import Tabular

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
