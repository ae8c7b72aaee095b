import Model
import Tabular

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
