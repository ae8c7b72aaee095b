extension Surface {
  /// The characters alone, a line a row. `trimmed` drops the spaces at the end of each line.
  public func text(trimmed: Bool = true) -> String {
    lines(trimmed: trimmed).joined(separator: "\n")
  }

  public func lines(trimmed: Bool = true) -> [String] {
    (0..<size.height).map { y in
      var line = ""
      for cell in row(y) where cell.columns > 0 { line.append(cell.character) }
      while trimmed, line.last == " " { line.removeLast() }
      return line
    }
  }

  func row(_ y: Int) -> ArraySlice<Cell> { cells[y * size.width..<(y + 1) * size.width] }
}
