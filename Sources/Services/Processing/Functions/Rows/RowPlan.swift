import Model
import Tabular

/// A template and the header of a file, compiled into what is done with each of its rows: the checks, the canonical
/// form, the masks, the key. Pure; works on the bytes of a batch.
struct RowPlan: Sendable {
  let template: Template
  let mapping: Mapping
  let header: [String]
  /// The fields that have a column, in the template's order: the columns that are written.
  let fields: [FieldPlan]
  /// Allowed values by index in the template, sorted for searching.
  private let allowed: [[[UInt8]]]
  /// The key's fields; empty when rows are never duplicates.
  private let key: [FieldPlan]

  /// Throws what ``Mapping/failure(header:template:)`` tells.
  init(_ template: Template, header: [String]) throws(Failure) {
    let mapping = Mapping(header: header, fields: template.fields)
    if let failure = mapping.failure(header: header, template: template) { throw failure }
    self.template = template
    self.mapping = mapping
    self.header = header
    let fields = zip(template.fields, mapping.columns).enumerated().compactMap { index, pair in
      pair.1.map { FieldPlan(pair.0, field: index, column: $0) }
    }
    self.fields = fields
    allowed = template.fields.map { $0.allowed.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) } }
    let keyFields = template.key.compactMap { name in fields.first { template.fields[$0.field].name == name } }
    key = keyFields.count == template.key.count ? keyFields : []
  }

  var findsDuplicates: Bool { !key.isEmpty }

  /// Why the row is refused; `nil` when it is good. Empty values are counted by field for rows that are well formed.
  @inline(__always)
  func problem(_ batch: borrowing RowBatch, _ row: Row, nulls: inout NullCounts) -> RowProblem? {
    if let problem = RowProblem(row.status, columns: header.count) { return problem }
    var first: RowProblem?
    for field in fields {
      let raw = batch.bytes(row, field.column)
      switch field.value(of: raw) {
      case .null: nulls.count(field.field)
      case .problem(let problem):
        if problem == .missing { nulls.count(field.field) }
        if first == nil { first = .field(field.field, problem) }
      default:
        if field.rules.contains(.allowed), first == nil, !isAllowed(raw.trimmed, field.field) {
          first = .field(field.field, .notAllowed)
        }
      }
    }
    nulls.endRow()
    return first
  }

  /// Writes the row's number and fields as one row of COPY; returns whether it was good. Nothing is written otherwise.
  @inline(__always)
  func encode(_ batch: borrowing RowBatch, _ row: Row, version: Bytes, to out: inout CopyEncoder) -> Bool {
    if row.status != .ok { return false }
    out.text(version)
    out.integer(Int64(row.recordNumber))
    for field in fields {
      let raw = batch.bytes(row, field.column)
      let value = field.value(of: raw)
      if case .problem = value {
        out.dropRow()
        return false
      }
      if field.rules.contains(.allowed), !isAllowed(raw.trimmed, field.field), !raw.trimmed.isEmpty {
        out.dropRow()
        return false
      }
      if let mask = field.mask {
        RowPlan.write(masked: raw.trimmed, mask, to: &out)
      } else {
        RowPlan.write(value, to: &out)
      }
    }
    out.endRow()
    return true
  }

  /// What identifies the row, from the canonical values of its key; `nil` when a part of it is empty or there is no
  /// key. For rows that are good.
  @inline(__always)
  func keyHash(_ batch: borrowing RowBatch, _ row: Row, scratch: inout ByteBuffer) -> Hash128? {
    if key.isEmpty { return nil }
    var hash = Hash128(low: 0, high: 0)
    for field in key {
      switch field.value(of: batch.bytes(row, field.column)) {
      case .null, .problem: return nil
      case .text(let text), .canonical(let text): hash = Hash128(of: text, seed: hash)
      case let value:
        scratch.removeAll()
        value.append(to: &scratch)
        hash = Hash128(of: scratch.elements, seed: hash)
      }
    }
    return hash
  }

  private func isAllowed(_ text: Bytes, _ field: Int) -> Bool {
    let values = allowed[field]
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle].lexicographicallyPrecedes(text) { low = middle + 1 } else { high = middle }
    }
    return low < values.count && values[low].elementsEqual(text)
  }
}

extension RowPlan {
  @inline(__always)
  private static func write(_ value: FieldValue, to out: inout CopyEncoder) {
    switch value {
    case .null, .problem: out.null()
    case .text(let text): out.text(text)
    case .canonical(let text): out.plain(text)
    case .integer(let number): out.integer(number)
    case .boolean, .date, .timestamp: out.text { value.append(to: &$0) }
    }
  }

  private static func write(masked text: Bytes, _ mask: Template.Mask, to out: inout CopyEncoder) {
    if text.isEmpty { return out.null() }
    out.text { buffer in
      switch mask {
      case .phone: Tabular.Mask.numbers(in: text, to: &buffer)
      case .identity: Tabular.Mask.number(text, to: &buffer)
      case .token: Tabular.Mask.token(text, to: &buffer)
      }
    }
  }
}
