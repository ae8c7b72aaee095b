internal import CNCurses

extension Screen {
  /// Shows a surface. Cells outside the screen are dropped; what the surface does not cover is blank.
  public mutating func present(_ surface: Surface) {
    if let shown, shown == surface { return }
    let rows = stage(surface)
    leaveok(fs_stdscr(), surface.cursor == nil)
    curs_set(surface.cursor == nil ? 0 : 1)
    if let cursor = surface.cursor { wmove(fs_stdscr(), Int32(cursor.y), Int32(cursor.x)) }
    wnoutrefresh(fs_stdscr())
    // A few rows are written in one go anyway; to hold the picture still costs 16 bytes.
    let isHeld = keys.canSynchronize && rows > Screen.rowsWrittenAtOnce
    if isHeld { handle.write(Screen.hold) }
    doupdate()
    if isHeld { handle.write(Screen.release) }
    shown = surface
  }

  private static let rowsWrittenAtOnce = 4
  private static let hold = Array("\u{1b}[?2026h".utf8)
  private static let release = Array("\u{1b}[?2026l".utf8)

  /// Gives ncurses what changed; returns how many rows did.
  private mutating func stage(_ surface: Surface) -> Int {
    guard let shown, shown.size == surface.size else {
      erase()
      for y in 0..<min(surface.size.height, size.height) {
        put(surface.row(y), y: y, columns: 0..<surface.size.width)
      }
      return size.height
    }
    var rows = 0
    for y in 0..<min(surface.size.height, size.height) {
      let row = surface.row(y)
      guard let changed = Screen.changed(from: shown.row(y), to: row) else { continue }
      put(row, y: y, columns: changed)
      rows += 1
    }
    return rows
  }

  /// The columns that differ, grown so that both rows' wide glyphs are whole.
  private static func changed(from old: ArraySlice<Cell>, to new: ArraySlice<Cell>) -> Range<Int>? {
    let differs = { (column: Int) in old[old.startIndex + column] != new[new.startIndex + column] }
    guard var first = new.indices.indices.lazy.map({ $0 - new.startIndex }).first(where: differs) else { return nil }
    var last = new.count - 1
    while !differs(last) { last -= 1 }
    let isTail = { (column: Int) in
      old[old.startIndex + column].columns == 0 || new[new.startIndex + column].columns == 0
    }
    while first > 0, isTail(first) { first -= 1 }
    while last + 1 < new.count, isTail(last + 1) { last += 1 }
    return first..<last + 1
  }

  private mutating func put(_ row: ArraySlice<Cell>, y: Int, columns: Range<Int>) {
    var cells: [cchar_t] = []
    cells.reserveCapacity(columns.count)
    var last: InkCache.Ink?
    let start = row.startIndex
    for cell in row[(start + columns.lowerBound)..<(start + columns.upperBound)] where cell.columns > 0 {
      var ink = ink.ink(of: cell.style)
      // A blank takes the ink before it where nobody can tell: each change of colours costs 20 bytes.
      if let last, cell.character == " ", last.blank == ink.blank, ink.blank.attributes == 0 { ink = last }
      last = ink
      for text in TerminalForm.of(cell) {
        var encoded = cchar_t()
        fs_set_cell(&encoded, text, ink.attributes, ink.pair)
        cells.append(encoded)
      }
    }
    fs_put_cells(Int32(y), Int32(columns.lowerBound), cells, Int32(cells.count))
  }
}

/// The form of a glyph that every terminal gives the same width, one array of wide characters (ended by 0) a cell.
enum TerminalForm {
  private static let blank: [wchar_t] = [0x20, 0]

  static func of(_ cell: Cell) -> [[wchar_t]] {
    let scalars = cell.character.unicodeScalars
    guard let base = scalars.first else { return [blank] }
    let code = wchar_t(base.value)
    if base.isASCII, cell.columns == 1, cell.character.utf8.count == 1 { return [[code, 0]] }
    let width = wcwidth(code)
    guard cell.columns == 2 else {
      return width == 1 ? [scalars.prefix(Glyphs.scalarsMax).map { wchar_t($0.value) } + [0]] : [[0xfffd, 0]]
    }
    if width == 2 {
      // The scalars after the base of an emoji sequence have widths of their own in many terminals.
      let marks = scalars.dropFirst().filter { Glyphs.isZeroWidth($0) && !(0xfe00...0xfe0f).contains($0.value) }
      let isSequence = scalars.dropFirst().count != marks.count
      return [[code] + (isSequence ? [] : marks.prefix(Glyphs.scalarsMax - 1).map { wchar_t($0.value) }) + [0]]
    }
    if width == 1, Glyphs.isFlagPart(base), let second = scalars.dropFirst().first {
      return [[code, 0], [wchar_t(second.value), 0]]
    }
    return [width == 1 ? [code, 0] : [0xfffd, 0], blank]
  }
}
