import Model
import Support

/// Writes a list in pieces, so that a long one needs no memory.
struct ListWriter<Item: Encodable & Sendable> {
  let table: Table<Item>
  let format: Format
  let streams: Streams
  let width: Int?

  func write(_ items: [Item], isFirst: Bool) throws {
    switch format {
    case .json:
      let rows = try items.map { try JSON(encoding: $0).text() }
      let head = isFirst ? "{\"items\":[" : rows.isEmpty ? "" : ","
      streams.output(head + rows.joined(separator: ","))
    case .csv: streams.output(table.csv(items, hasHeader: isFirst))
    case .table: streams.output(table.text(items, width: width))
    }
  }

  func end(next: String?) {
    if format == .json { streams.output("],\"next\":" + JSON(next).text() + "}\n") }
  }
}

extension ListValue {
  /// As a column shows it.
  var shown: String {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .time(let time): time.shortText
    }
  }
}

extension FieldKind {
  var isNumeric: Bool { self == .number || self == .duration }
}

extension Arguments {
  /// What `--filter` and `--sort` ask for.
  func query(_ fields: [FieldInfo]) throws -> ListQuery {
    do throws(FilterError) {
      var query = try ListQuery(parsing: values(.filter).joined(separator: " "), fields: fields)
      if let sort = value(.sort) { query.sort = try ListQuery(parsing: "sort:" + sort, fields: fields).sort }
      return query
    } catch {
      throw error.failure
    }
  }
}
