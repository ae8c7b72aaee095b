public import Model
import Support

/// Letters with the same cause share a signature: a hash of the error's code, its message without what differs from
/// case to case (numbers, ids, quoted names), and the function that failed.
public enum LetterSignature {
  /// 16 hexadecimal digits.
  public static func of(_ failure: Failure, function: String?) -> String {
    let parts = [failure.errorCode.rawValue, normalised(failure.message), function ?? ""]
    return String(SHA256.hex(of: Array(parts.joined(separator: "\u{1f}").utf8)).prefix(16))
  }

  /// The message with `#` for every word that holds a digit and `…` for every quoted text.
  static func normalised(_ message: String) -> String {
    var out = ""
    var word = ""
    var closing: Character?
    func flush() {
      out += word.contains(where: \.isNumber) ? "#" : word
      word = ""
    }
    for character in message {
      if let quote = closing {
        if character == quote {
          out += "…\(quote)"
          closing = nil
        }
      } else if let quote = closingQuote(for: character), word.isEmpty {
        out.append(character)
        closing = quote
      } else if character.isLetter || character.isNumber || character == "-" || character == "_" {
        word.append(character)
      } else {
        flush()
        out.append(character)
      }
    }
    flush()
    return out
  }

  private static func closingQuote(for character: Character) -> Character? {
    switch character {
    case "'": "'"
    case "\"": "\""
    case "“": "”"
    default: nil
    }
  }
}
