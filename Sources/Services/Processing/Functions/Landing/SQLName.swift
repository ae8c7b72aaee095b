import Model
import Support

/// The name of a table with its schema, free to hold any character.
struct SQLName: Hashable, Sendable, Codable, CustomStringConvertible {
  /// PostgreSQL cuts longer names, so that two could become one.
  static let bytesMax = 63

  var schema: String
  var name: String

  var description: String { "\(schema).\(name)" }

  /// As it stands in a statement.
  var quoted: String { "\(SQLName.quoted(schema)).\(SQLName.quoted(name))" }

  /// An identifier in a statement: any text is safe, since a name ends only at a quote that stands alone. A zero byte,
  /// which no name can hold, is replaced.
  static func quoted(_ identifier: String) -> String {
    "\"" + doubled(identifier, "\"") + "\""
  }

  /// A text in a statement where no parameter can stand, such as a partition's bound. The form `E'…'` reads the same
  /// under every setting of the server.
  static func literal(_ text: String) -> String {
    "E'" + doubled(doubled(text, "\\"), "'") + "'"
  }

  private static func doubled(_ text: String, _ mark: Unicode.Scalar) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      out.append(scalar == "\0" ? "\u{fffd}" : scalar)
      if scalar == mark { out.append(mark) }
    }
    return String(out)
  }

  /// The text cut to the length of a name, at the end of a character.
  static func cut(_ text: String, bytesMax: Int = SQLName.bytesMax) -> String {
    var out = ""
    var count = 0
    for character in text.unicodeScalars {
      count += String(character).utf8.count
      if count > bytesMax { break }
      out.unicodeScalars.append(character)
    }
    return out
  }
}
