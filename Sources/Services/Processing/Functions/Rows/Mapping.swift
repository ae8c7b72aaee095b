import Model

/// Which column of a file holds which field of a template (B3). Header names are compared without white space and
/// case. Pure.
struct Mapping: Hashable, Sendable {
  /// The column of each field in the template's order, 0-based; `nil` where the file has none.
  let columns: [Int?]
  /// The columns that no field takes.
  let unmapped: [Int]

  /// How names are compared, one way after the other.
  private static let passes: [(names: @Sendable (Template.Field) -> [String], form: @Sendable (String) -> String)] = [
    ({ [$0.name] }, { $0 }), ({ [$0.name] }, normalized), ({ $0.aliases }, { $0 }), ({ $0.aliases }, normalized),
  ]

  /// A field's own name takes precedence over aliases, and a name as it is written over one that is alike. Of several
  /// columns with one name, the first takes the first field that it fits.
  init(header: [String], fields: [Template.Field]) {
    let names = header.enumerated().map { $1.isEmpty ? "column_\($0 + 1)" : $1 }
    var columns = [Int?](repeating: nil, count: fields.count)
    var free = Array(header.indices)
    for pass in Mapping.passes {
      var wanted: [String: [Int]] = [:]
      for (field, definition) in fields.enumerated() where columns[field] == nil {
        for name in Set(pass.names(definition).map(pass.form)) { wanted[name, default: []].append(field) }
      }
      free.removeAll { column in
        guard let field = wanted[pass.form(names[column])]?.first(where: { columns[$0] == nil }) else { return false }
        columns[field] = column
        return true
      }
    }
    self.columns = columns
    unmapped = free
  }

  static func normalized(_ name: String) -> String {
    let kept = name.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\u{feff}" }
    return String(String.UnicodeScalarView(kept)).lowercased()
  }

  /// Why a file with this header cannot be read with the template; `nil` when it can.
  func failure(header: [String], template: Template) -> Failure? {
    let missing = zip(template.fields, columns).filter { $0.isRequired && $1 == nil }.map(\.0)
    let found = Excerpt.list(header)
    if columns.allSatisfy({ $0 == nil }) {
      return Failure(
        "header_missing", "the first line names no field of the template \(template.name); it reads: \(found)",
        nextStep: "put the column names in the first line, or ingest the file with the template that it follows")
    }
    guard let first = missing.first else { return nil }
    let names = missing.map { "'\($0.name)'" }.joined(separator: ", ")
    let accepted = Excerpt.list([first.name] + first.aliases)
    return Failure(
      "required_column_missing", "no column for the required \(missing.count == 1 ? "field" : "fields") \(names)",
      nextStep: "the columns are: \(found); name the column of '\(first.name)' as one of: \(accepted)")
  }
}
