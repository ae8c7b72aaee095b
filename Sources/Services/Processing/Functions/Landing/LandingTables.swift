import Model
import Support

/// The two tables in which the rows of a template land (C4): their names, columns, and the partitions of a version.
/// Pure.
///
/// ODS holds the rows as received, standardized, all fields as text. DWD holds them typed. Both are partitioned by
/// version, so that a version is replaced or dropped as a whole.
struct LandingTables: Hashable, Sendable {
  struct Column: Hashable, Sendable {
    /// The field of the template, and the column that holds it.
    var field: String
    var name: String
    var dwdType: String
  }

  static let versionColumn = "dataset_version"
  static let rowColumn = "row_number"
  /// Names that a field's column cannot have: ours, and those that PostgreSQL gives every table.
  private static let reserved: Set<String> = [
    versionColumn, rowColumn, "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid",
  ]

  let ods: SQLName
  let dwd: SQLName
  let columns: [Column]

  /// Throws `template_invalid` for table names that are not of the form `ods.…` and `dwd.…`, or too long.
  init(_ template: Template) throws(Failure) {
    ods = try LandingTables.name(template.odsTable, schema: "ods", template)
    dwd = try LandingTables.name(template.dwdTable, schema: "dwd", template)
    var taken = LandingTables.reserved
    columns = template.fields.map { field in
      let name = LandingTables.free(field.name, &taken)
      return Column(field: field.name, name: name, dwdType: LandingTables.dwdType(of: field))
    }
  }

  /// The partition that holds a version's rows: the table's name and the version's. What does not fit a name or could
  /// be mistaken is made distinct by a digest.
  static func partition(of table: SQLName, version: String) -> SQLName {
    let isPlain = { (scalar: Unicode.Scalar) in ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) }
    let plain = String(String.UnicodeScalarView(version.unicodeScalars.map { isPlain($0) ? $0 : "_" }))
    let name = "\(table.name)__\(plain)"
    if plain == version, name.utf8.count <= SQLName.bytesMax { return SQLName(schema: table.schema, name: name) }
    let digest = SHA256.hex(of: Array("\(table.name)\0\(version)".utf8)).prefix(12)
    let stem = SQLName.cut(name, bytesMax: SQLName.bytesMax - digest.utf8.count - 1)
    return SQLName(schema: table.schema, name: "\(stem)_\(digest)")
  }

  private static func name(_ text: String, schema: String, _ template: Template) throws(Failure) -> SQLName {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts[0] == schema, !parts[1].isEmpty, parts[1].utf8.count <= SQLName.bytesMax,
      !parts[1].utf8.contains(0)
    else {
      throw Failure(
        "template_invalid",
        "the template \(template.name) names the table '\(Excerpt.text(text))', which is not of the form \(schema).NAME",
        nextStep: "name a table of the schema \(schema) with at most \(SQLName.bytesMax) bytes, and ingest again")
    }
    return SQLName(schema: schema, name: parts[1])
  }

  private static func free(_ name: String, _ taken: inout Set<String>) -> String {
    var candidate = SQLName.cut(name.isEmpty ? "column" : name)
    var number = 2
    while !taken.insert(candidate).inserted {
      let ending = "_\(number)"
      candidate = SQLName.cut(name, bytesMax: SQLName.bytesMax - ending.utf8.count) + ending
      number += 1
    }
    return candidate
  }

  /// As `format_type` of PostgreSQL writes it. A masked value is no longer of its type.
  private static func dwdType(of field: Template.Field) -> String {
    if field.mask != nil { return "text" }
    return switch field.type {
    case .text: "text"
    case .integer, .duration: "bigint"
    case .decimal: "numeric"
    case .boolean: "boolean"
    case .date: "date"
    case .timestamp: "timestamp without time zone"
    }
  }
}
