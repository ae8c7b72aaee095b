extension TextEditor {
  /// Moves by a key; `false` when it is none that moves.
  mutating func moves(by key: Key) -> Bool {
    switch key {
    case .left, .control("b"): go(to: before(cursor))
    case .right, .control("f"): go(to: after(cursor))
    case .home: go(to: rowStart == cursor ? lineStart : rowStart)
    case .end: go(to: rowEnd == cursor ? lineEnd : rowEnd)
    case .control("a"): go(to: lineStart)
    case .control("e"): go(to: lineEnd)
    case Key(.home, .control), .alt("<"): go(to: Place())
    case Key(.end, .control), .alt(">"): go(to: Place(line: lines.count - 1, column: lines[lines.count - 1].count))
    case .alt("b"), Key(.left, .control), Key(.left, .alt): go(to: wordStart)
    case .alt("f"), Key(.right, .control), Key(.right, .alt): go(to: wordEnd)
    case .up, .control("p"): go(byRows: -1)
    case .down, .control("n"): go(byRows: 1)
    case .pageUp: go(byRows: -max(1, size.height - 1))
    case .pageDown: go(byRows: max(1, size.height - 1))
    default: return false
    }
    return true
  }

  private mutating func go(to place: Place) {
    cursor = place
    (aim, lastStep) = (nil, .other)
    fit()
  }

  func before(_ place: Place) -> Place {
    if place.column > 0 { return Place(line: place.line, column: place.column - 1) }
    return place.line > 0 ? Place(line: place.line - 1, column: lines[place.line - 1].count) : place
  }

  func after(_ place: Place) -> Place {
    if place.column < lines[place.line].count { return Place(line: place.line, column: place.column + 1) }
    return place.line + 1 < lines.count ? Place(line: place.line + 1) : place
  }

  var wordStart: Place {
    let line = Array(lines[cursor.line])
    var column = cursor.column
    if column == 0 { return before(cursor) }
    while column > 0, !line[column - 1].isWordPart { column -= 1 }
    while column > 0, line[column - 1].isWordPart { column -= 1 }
    return Place(line: cursor.line, column: column)
  }

  var wordEnd: Place {
    let line = Array(lines[cursor.line])
    var column = cursor.column
    if column == line.count { return after(cursor) }
    while column < line.count, !line[column].isWordPart { column += 1 }
    while column < line.count, line[column].isWordPart { column += 1 }
    return Place(line: cursor.line, column: column)
  }

  // MARK: - Rows

  /// Columns of the numbers at the left; none where there is no room for them.
  var gutter: Int { !hasNumbers || size.width < 24 ? 0 : max(2, String(lines.count).count) + 3 }

  var textWidth: Int { max(1, size.width - gutter - 1) }

  private var lineStart: Place { Place(line: cursor.line) }
  private var lineEnd: Place { Place(line: cursor.line, column: lines[cursor.line].count) }

  /// Of the row that the cursor is seen in.
  private var rowStart: Place {
    Place(line: cursor.line, column: rowStarts(cursor.line).last { $0 <= cursor.column } ?? 0)
  }

  private var rowEnd: Place {
    let next = rowStarts(cursor.line).first { $0 > cursor.column }
    return next.map { Place(line: cursor.line, column: $0 - 1) } ?? lineEnd
  }

  /// Rows that the text takes at a width, or `most`, when there are more.
  public func rowCount(width: Int, most: Int) -> Int {
    var editor = self
    editor.size = Size(width, size.height)
    var count = 0
    for line in lines.indices where count < most { count += editor.rowStarts(line).count }
    return min(count, most)
  }

  /// Where the rows of a wrapped line begin, in characters: prose breaks behind spaces and before wide characters, and
  /// the space at a row's end may stand beyond its width; code breaks where the row is full.
  func rowStarts(_ line: Int) -> [Int] {
    let text = lines[line]
    // A byte is a column at most, but for marks.
    if text.utf8.count <= textWidth, Text.isPlain(text) { return [0] }
    var starts = [0]
    var columns = 0
    // The last place in the row where prose may break, and the columns before it.
    var gap: (index: Int, columns: Int)?
    for (index, character) in text.enumerated() {
      let width = Text.width(character)
      let isSpace = language == .plain && character == " "
      if language == .plain, width > 1, columns > 0 { gap = (index, columns) }
      if columns + width > textWidth, columns > 0, !(isSpace && columns == textWidth) {
        starts.append(gap?.index ?? index)
        columns -= gap?.columns ?? columns
        gap = nil
      }
      columns += width
      if isSpace { gap = (index + 1, columns) }
    }
    return starts
  }

  private func rowPlace(of place: Place) -> RowPlace {
    RowPlace(line: place.line, row: rowStarts(place.line).lastIndex { $0 <= place.column } ?? 0)
  }

  /// Columns before the place in its row.
  func x(of place: Place) -> Int {
    let start = rowStarts(place.line).last { $0 <= place.column } ?? 0
    return lines[place.line].dropFirst(start).prefix(place.column - start).reduce(0) { $0 + Text.width($1) }
  }

  private mutating func go(byRows count: Int) {
    let aim = aim ?? x(of: cursor)
    let target = advanced(rowPlace(of: cursor), by: count)
    let starts = rowStarts(target.line)
    let end = target.row + 1 < starts.count ? starts[target.row + 1] - 1 : lines[target.line].count
    var column = starts[target.row]
    var columns = 0
    for character in lines[target.line].dropFirst(column) where column < end {
      let width = Text.width(character)
      if columns + width > aim { break }
      columns += width
      column += 1
    }
    cursor = Place(line: target.line, column: column)
    self.aim = aim
    lastStep = .other
    fit()
  }

  private func advanced(_ place: RowPlace, by count: Int) -> RowPlace {
    var place = place
    var left = count
    while left > 0 {
      let rows = rowStarts(place.line).count
      if place.row + 1 < rows {
        place.row += 1
      } else if place.line + 1 < lines.count {
        place = RowPlace(line: place.line + 1)
      } else {
        break
      }
      left -= 1
    }
    while left < 0 {
      if place.row > 0 {
        place.row -= 1
      } else if place.line > 0 {
        place = RowPlace(line: place.line - 1, row: rowStarts(place.line - 1).count - 1)
      } else {
        break
      }
      left += 1
    }
    return place
  }

  /// Scrolls so that the cursor is in the window.
  mutating func fit() {
    let current = rowPlace(of: cursor)
    top.line = min(top.line, lines.count - 1)
    top.row = min(top.row, rowStarts(top.line).count - 1)
    if current < top { top = current }
    let lowest = advanced(current, by: 1 - max(1, size.height))
    if top < lowest { top = lowest }
  }
}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
