/// Text in the language of man(7).
struct Roff {
  private(set) var text = ""

  /// A request as it is.
  mutating func line(_ line: String) { text += line + "\n" }

  mutating func section(_ title: String) { line(".SH \"\(Self.escaped(title))\"") }
  mutating func subsection(_ title: String) { line(".SS \"\(Self.escaped(title).replacing("\"", with: "\\(dq"))\"") }

  /// A running text; what stands between backticks is bold. Lines that are indented stay lines.
  mutating func text(_ text: String) {
    var isVerbatim = false
    for source in text.split(separator: "\n") {
      let isCode = source.first == " "
      if isCode != isVerbatim { line(isCode ? ".nf" : ".fi") }
      isVerbatim = isCode
      line(Self.marked(source))
    }
    if isVerbatim { line(".fi") }
  }

  mutating func paragraph(_ text: String) {
    line(".PP")
    self.text(text)
  }

  /// A term in bold with what it means.
  mutating func item(_ term: String, _ meaning: String) {
    line(".TP")
    line("\\fB\(Self.escaped(term))\\fR")
    text(meaning)
  }

  private static func marked(_ text: Substring) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(escaped)
    let marked = parts.enumerated().map { $0.offset % 2 == 1 ? "\\fB\($0.element)\\fR" : $0.element }.joined()
    return marked.hasPrefix(".") || marked.hasPrefix("\\(aq") ? "\\&" + marked : marked
  }

  /// Every character stands for itself: a hyphen can be copied, a quote is no apostrophe, a letter beyond ASCII is its
  /// number.
  static func escaped(_ text: some StringProtocol) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "^": "\\(ha"
      case "~": "\\(ti"
      default: scalar.isASCII ? String(scalar) : "\\[u\(hex(scalar.value))]"
      }
    }.joined()
  }

  private static func hex(_ number: UInt32) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
