/// Measuring, cleaning and fitting text for a grid of columns.
///
/// Every function here agrees with ``Surface``: a width is the number of columns that drawing takes, hostile characters
/// included (see ``sanitised(_:)``). A cut never falls inside a grapheme cluster.
public enum Text {
  public enum Alignment: Sendable, Hashable { case leading, center, trailing }

  /// What shows that text was cut.
  public static let ellipsis: Character = "…"

  /// Columns that the text takes when drawn. Cost: one pass; printable ASCII is only counted.
  public static func width(_ text: String) -> Int {
    if isPlain(text) { return text.utf8.count }
    return text.reduce(0) { $0 + width($1) }
  }

  /// Columns of one grapheme cluster: 1 for most, 2 for CJK and emoji, more for what is drawn as a visible mark.
  public static func width(_ character: Character) -> Int {
    var columns = 0
    Glyphs.forEach(in: character) { columns += $1 }
    return columns
  }

  /// The longest start of the text that fits `width` columns and does not split a cluster, and its width.
  public static func prefix(_ text: String, width: Int) -> (text: Substring, width: Int) {
    var used = 0
    var end = text.startIndex
    while end < text.endIndex {
      let columns = self.width(text[end])
      if used + columns > width { break }
      used += columns
      end = text.index(after: end)
    }
    return (text[..<end], used)
  }

  /// The text itself when it fits, else its start followed by `…`, never wider than `width`. Reads no more of the
  /// text than fits.
  public static func truncated(_ text: String, to width: Int) -> String {
    guard width > 0 else { return "" }
    let whole = prefix(text, width: width)
    if whole.text.endIndex == text.endIndex { return text }
    var kept = prefix(text, width: width - 1).text
    // What begins or ends with one, such as a short id, has no second behind it.
    while kept.last == ellipsis { kept.removeLast() }
    return String(kept) + String(ellipsis)
  }

  /// As a title has it: the first letter is a capital.
  public static func titled(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// The end of the text after a leading `…` when it does not fit: for paths and ids whose end tells them apart.
  public static func truncatedAtStart(_ text: String, to width: Int) -> String {
    guard width > 0 else { return "" }
    var used = 0
    var start = text.endIndex
    while start > text.startIndex {
      let previous = text.index(before: start)
      let columns = self.width(text[previous])
      if used + columns > width - (previous == text.startIndex ? 0 : 1) { break }
      used += columns
      start = previous
    }
    return start == text.startIndex ? text : String(ellipsis) + text[start...]
  }

  /// Exactly `width` columns: cut with `…` or padded with spaces.
  public static func fitted(_ text: String, to width: Int, _ alignment: Alignment = .leading) -> String {
    let cut = truncated(text, to: width)
    let spare = max(0, width - self.width(cut))
    let before =
      switch alignment {
      case .leading: 0
      case .center: spare / 2
      case .trailing: spare
      }
    return String(repeating: " ", count: before) + cut + String(repeating: " ", count: spare - before)
  }

  /// Whether every byte is printable ASCII: such text is one column a byte and needs no cleaning.
  static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } }
}
