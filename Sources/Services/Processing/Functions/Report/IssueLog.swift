import Model
import Tabular

/// Gathers the issues of a report in the form in which they are stored, up to a number that a person can still use.
struct IssueLog: ~Copyable {
  /// Issues that one report stores; the rest are counted.
  static let issuesMax: Int64 = 100_000
  /// Bytes that are gathered before they should be stored.
  static let pendingBytesMax = 1 << 20

  private let report: String
  private let limit: Int64
  private var encoder = CopyEncoder(capacity: 1 << 16)
  private(set) var stored: Int64
  private(set) var omitted: Int64 = 0
  private(set) var first: RowIssue?

  /// `stored`: how many the report holds already.
  init(_ report: StepID, stored: Int64 = 0, limit: Int64 = IssueLog.issuesMax) {
    self.report = report.description
    self.stored = stored
    self.limit = limit
  }

  var isFull: Bool { stored >= limit }
  var shouldBeStored: Bool { encoder.byteCount >= IssueLog.pendingBytesMax }

  mutating func add(_ issue: RowIssue) {
    if first == nil { first = issue }
    guard !isFull else {
      omitted += 1
      return
    }
    stored += 1
    encoder.text(report)
    encoder.integer(issue.row)
    encoder.integer(issue.line)
    write(issue.field)
    encoder.text(issue.reason)
    write(issue.value)
    encoder.text(issue.suggestion)
    encoder.endRow()
  }

  /// Counts an issue that would not be stored, without making it.
  mutating func omit() { omitted += 1 }

  /// What was added since the last call, as rows of COPY.
  mutating func take() -> [UInt8] {
    defer { encoder.removeAll() }
    return Array(encoder.bytes)
  }

  private mutating func write(_ text: String?) {
    if let text { encoder.text(text) } else { encoder.null() }
  }
}
