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

extension RowPlan {
  /// The issue of a row that is refused.
  func issue(_ problem: RowProblem, _ batch: borrowing RowBatch, _ row: Row, _ encoding: TextEncoding) -> RowIssue {
    let place = place(of: problem, batch, row)
    return RowIssue(
      row: Int64(row.recordNumber), line: Int64(row.line), field: place.field, reason: problem.reason,
      value: place.value, suggestion: problem.suggestion(template, encoding))
  }

  /// The field at fault and its value, where there is one.
  private func place(
    of problem: RowProblem, _ batch: borrowing RowBatch, _ row: Row
  ) -> (field: String?, value: String?) {
    switch problem {
    case .field(let index, _):
      let definition = template.fields[index]
      guard let column = mapping.columns[index], !batch.bytes(row, column).trimmed.isEmpty else {
        return (definition.name, nil)
      }
      return (definition.name, Excerpt.value(batch.bytes(row, column).trimmed, mask: definition.mask))
    case .invalidEncoding:
      for column in 0..<row.fieldCount {
        guard let value = batch.string(row, column), value.unicodeScalars.contains("\u{fffd}") else { continue }
        let index = mapping.columns.firstIndex(of: column)
        let name = index.map { template.fields[$0].name }
        return (
          name ?? (header.indices.contains(column) ? Excerpt.text(header[column]) : nil),
          Excerpt.value(batch.bytes(row, column), mask: index.flatMap { template.fields[$0].mask })
        )
      }
      return (nil, nil)
    case .columnCount, .nulByte, .unclosedQuote, .invalidJSON, .duplicate: return (nil, nil)
    }
  }
}
