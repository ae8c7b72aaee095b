import Model
import Postgres
import Support

// A filter as conditions. Each means exactly what ``Filter/accepts(_:at:)`` does: the collation "C" compares code points
// and folds A to Z alone.

extension ListTable {
  func condition(_ term: Filter.Term, _ writer: inout ListWriter) throws(Failure) -> String {
    let test = try condition(term.test, &writer)
    return term.isNegated ? "NOT coalesce(\(test), false)" : "(\(test))"
  }

  private func condition(_ test: Filter.Test, _ writer: inout ListWriter) throws(Failure) -> String {
    switch test {
    case .word(let word):
      let fuzzy = writer.bind(LikePattern.inOrder(word), "text")
      let whole = writer.bind(LikePattern.part(word), "text")
      return searched.map { column, search in
        "(\(column) COLLATE \"C\") ILIKE \(search == .fuzzy ? fuzzy : whole)"
      }.joined(separator: " OR ")
    case .pattern(let pattern):
      let text = writer.bind(pattern.postgresText, "text")
      return searched.map { column, _ in "(\(column) COLLATE \"C\") ~* \(text)" }.joined(separator: " OR ")
    case .contains(let field, let parts):
      let (column, info) = try column(field)
      let patterns = writer.bind(parts.map(LikePattern.part), "text[]")
      return "(\(column.text(info.kind)) COLLATE \"C\") ILIKE ANY (\(patterns))"
    case .ends(let field, let ids):
      return try ends(field, ids, &writer)
    case .equals(let field, let values):
      return try equals(field, values, &writer)
    case .compares(let field, let comparison, let bound):
      return try compares(field, comparison, bound, &writer)
    }
  }

  /// The texts that words and patterns look at.
  private var searched: [(sql: String, search: FieldKind.Search)] {
    Item.fieldInfos.compactMap { info in
      guard let search = info.kind.searched, let column = columns[info.name] else { return nil }
      return (column.text(info.kind), search)
    }
  }

  private func equals(
    _ field: String, _ values: [ListValue], _ writer: inout ListWriter
  ) throws(Failure) -> String {
    let (column, info) = try column(field)
    var texts: [String] = []
    var numbers: [Int64] = []
    for value in values {
      switch value {
      case .text(let text): texts.append(text)
      case .number(let number): numbers.append(number)
      case .time: throw .invalid("the field \(field) can only be compared")
      }
    }
    let given = texts.filter { !$0.isEmpty }
    var tests: [String] = []
    if given.count < texts.count {
      let isText = [.name, .text].contains(info.kind)
      tests.append(isText ? "coalesce(\(column.sql), '') = ''" : "\(column.sql) IS NULL")
    }
    if !numbers.isEmpty { tests.append(one(of: numbers, column.sql, "bigint", &writer)) }
    if !given.isEmpty {
      tests.append(
        info.kind == .id
          ? one(of: given, column.sql, "uuid", &writer) : one(of: given, column.indexed(info.kind), "text", &writer))
    }
    return tests.joined(separator: " OR ")
  }

  /// The last digits are looked up in the index that lists of things named by their ids have, the others compared.
  private func ends(_ field: String, _ ids: [ShortID], _ writer: inout ListWriter) throws(Failure) -> String {
    let text = try column(field).column.text(.id)
    return ids.map { id in
      let last = writer.bind(String(id.digits.suffix(ShortID.digitsMin)), "text")
      let all = writer.bind("%" + id.digits, "text")
      return "(right(\(text), \(ShortID.digitsMin)) = \(last) AND replace(\(text), '-', '') LIKE \(all))"
    }.joined(separator: " OR ")
  }

  /// A single value is compared as it is: an index of the column and the key then gives the rows in their order.
  private func one<Value: PostgresEncodable>(
    of values: [Value], _ sql: String, _ type: String, _ writer: inout ListWriter
  ) -> String where [Value]: PostgresEncodable {
    if values.count == 1 { return "\(sql) = \(writer.bind(values[0], type))" }
    return "\(sql) = ANY (\(writer.bind(values, "\(type)[]")))"
  }

  private func compares(
    _ field: String, _ comparison: Filter.Comparison, _ bound: Filter.Bound, _ writer: inout ListWriter
  ) throws(Failure) -> String {
    let sql = try column(field).column.sql
    switch bound {
    case .number(let number): return "\(sql) \(comparison.rawValue) \(writer.bind(number, "bigint"))"
    case .time(let time): return "\(sql) \(comparison.rawValue) \(writer.bind(time, "timestamptz"))"
    case .age(let seconds):
      // Older than an hour is before an hour ago.
      let ago = "now() - make_interval(secs => \(writer.bind(seconds, "double precision")))"
      return "\(sql) \(comparison.mirrored.rawValue) \(ago)"
    }
  }
}

extension ListTable.Column {
  func text(_ kind: FieldKind) -> String { kind == .id ? "(\(sql))::text" : sql }

  /// As indexes have it.
  func indexed(_ kind: FieldKind) -> String {
    switch kind {
    case .name, .text, .choice: isNullable ? "(coalesce(\(sql), '') COLLATE \"C\")" : "(\(sql) COLLATE \"C\")"
    case .number, .duration: isNullable ? "coalesce(\(sql), -1)" : sql
    case .time, .age: isNullable ? "coalesce(\(sql), 'infinity'::timestamptz)" : sql
    case .id: sql
    }
  }

  func sorted(_ kind: FieldKind) -> (sql: String, type: String) {
    let type =
      switch kind {
      case .name, .text, .choice: "text"
      case .number, .duration: "bigint"
      case .time, .age: "timestamptz"
      case .id: "uuid"
      }
    return (indexed(kind), type)
  }
}

extension Filter.Comparison {
  fileprivate var mirrored: Filter.Comparison {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}

/// Patterns of LIKE.
enum LikePattern {
  static func part(_ text: String) -> String { "%" + text.unicodeScalars.map(escaped).joined() + "%" }
  static func inOrder(_ text: String) -> String {
    "%" + text.unicodeScalars.map { escaped($0) + "%" }.joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    "%_\\".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
  }
}
