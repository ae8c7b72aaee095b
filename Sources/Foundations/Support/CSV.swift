/// Comma-separated values as RFC 4180 has them.
public enum CSV {
  /// A field as it stands between commas. A text that a spreadsheet would run as a formula is made a text by a `'`.
  public static func field(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let harmless = isFormula && Double(text) == nil ? "'" + text : text
    guard harmless.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return harmless }
    return "\"\(harmless.replacing("\"", with: "\"\""))\""
  }

  public static func line(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }
}
