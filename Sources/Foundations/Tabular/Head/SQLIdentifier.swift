/// Names for SQL columns from the headers of files.
public enum SQLIdentifier {
  /// PostgreSQL cuts longer names (NAMEDATALEN - 1).
  public static let bytesMax = 63

  /// A distinct identifier for each header, to be quoted in SQL: letters and digits of any script with ASCII in lower
  /// case, everything else and the bounds of camel case as single underscores. A header without any becomes
  /// `column_N`, the second `name` becomes `name_2`; long ones are cut between characters.
  public static func names(from headers: [String]) -> [String] {
    var taken: Set<String> = []
    return headers.enumerated().map { index, header in
      let base = name(from: header) ?? "column_\(index + 1)"
      var candidate = base
      var number = 2
      while !taken.insert(candidate).inserted {
        let suffix = "_\(number)"
        candidate = cut(base, bytesMax - suffix.utf8.count) + suffix
        number += 1
      }
      return candidate
    }
  }

  /// The identifier for one header; `nil` when it holds no letter or digit.
  public static func name(from header: String) -> String? {
    var out = ""
    var needsUnderscore = false
    var previousIsLower = false
    for scalar in header.unicodeScalars {
      let isUpper = scalar.isASCII && scalar.properties.isUppercase
      guard isLetterOrDigit(scalar) else {
        needsUnderscore = true
        previousIsLower = false
        continue
      }
      if needsUnderscore || (isUpper && previousIsLower), !out.isEmpty { out += "_" }
      needsUnderscore = false
      previousIsLower = scalar.isASCII && !isUpper
      if isUpper { out += scalar.properties.lowercaseMapping } else { out.unicodeScalars.append(scalar) }
    }
    if out.isEmpty { return nil }
    if let first = out.unicodeScalars.first, ("0"..."9").contains(first) { out = "_" + out }
    return cut(out, bytesMax)
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .nonspacingMark, .spacingMark:
      true
    default: false
    }
  }

  private static func cut(_ name: String, _ bytesMax: Int) -> String {
    guard name.utf8.count > bytesMax else { return name }
    var out = ""
    var bytes = 0
    for character in name {
      bytes += character.utf8.count
      if bytes > bytesMax { break }
      out.append(character)
    }
    return out.isEmpty ? "column" : out
  }
}
