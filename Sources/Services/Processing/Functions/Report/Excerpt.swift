import Model
import Tabular

/// Foreign text as messages and reports show it: short, on one line, and without what identifies a person.
enum Excerpt {
  /// Characters of a value in a report.
  static let valueCharactersMax = 80
  /// Names in a list before it is cut.
  static let listCountMax = 20

  /// The value, masked as its field is; identity and phone numbers are masked in any field.
  static func value(_ bytes: Bytes, mask: Template.Mask?) -> String {
    var out = ByteBuffer(capacity: 64)
    let head = Bytes(rebasing: bytes.prefix(valueCharactersMax * 8))
    switch mask {
    case .token: Tabular.Mask.token(head, to: &out)
    case .identity: Tabular.Mask.number(head, to: &out)
    case .phone, nil: Tabular.Mask.numbers(in: head, to: &out)
    }
    return shown(String(decoding: out.elements, as: UTF8.self))
  }

  /// A name or another text that a file or a person gave. A header may turn out to be a row, so this is masked too.
  static func text(_ text: String) -> String {
    var text = text
    return text.withUTF8 { value($0, mask: nil) }
  }

  /// Control characters replaced, cut to a sensible length.
  private static func shown(_ text: String) -> String {
    let isCut = text.count > valueCharactersMax
    let visible = text.prefix(valueCharactersMax).unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .surrogate: Unicode.Scalar(0xfffd) ?? " "
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(visible)) + (isCut ? "…" : "")
  }

  /// `a, b, c`
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(listCountMax).map(text).joined(separator: ", ")
    return names.count > listCountMax ? "\(shown) and \(names.count - listCountMax) more" : shown
  }
}
