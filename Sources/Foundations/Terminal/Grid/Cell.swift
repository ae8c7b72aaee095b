/// One cell of the grid. A wide glyph is its head (2 columns) followed by a continuation cell (0 columns).
public struct Cell: Sendable, Hashable {
  public let character: Character
  /// 1 or 2 for a glyph, 0 for the right half of the wide glyph before it.
  public let columns: UInt8
  public let style: Style

  init(_ character: Character, columns: UInt8 = 1, style: Style = .text) {
    self.character = character
    self.columns = columns
    self.style = style
  }

  static let blank = Cell(" ")

  func with(_ style: Style) -> Cell { Cell(character, columns: columns, style: style) }
  func blanked() -> Cell { Cell(" ", style: style) }
}
