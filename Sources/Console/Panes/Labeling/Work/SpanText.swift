import Foundation
import Model
import Terminal

/// A text whose stretches are labeled: a cursor in it, a selection, and the window through which it is seen. Places are
/// counted in grapheme clusters here; ``scalars(_:)`` gives them as spans are stored.
///
///     Ann moved to Paris in May.
///     1━━          2━━━━
struct SpanText: Sendable {
  let characters: [Character]
  /// Unicode scalars before each character, and all of them.
  private let offsets: [Int]
  private(set) var cursor = 0
  /// The other end of the selection, while there is one.
  private(set) var anchor: Int?
  private(set) var rows: [Range<Int>] = []
  private(set) var top = 0
  private var size = Size(0, 0)
  /// The column that moving up and down keeps to.
  private var aim: Int?

  init(_ text: String) {
    characters = Array(text)
    var offsets = [0]
    offsets.reserveCapacity(characters.count + 1)
    for character in characters { offsets.append(offsets[offsets.count - 1] + character.unicodeScalars.count) }
    self.offsets = offsets
  }

  /// What is selected, the character under the cursor with it.
  var selection: Range<Int>? {
    guard let anchor, !characters.isEmpty else { return nil }
    return min(anchor, cursor)..<min(characters.count, max(anchor, cursor) + 1)
  }

  /// What a label goes to: the selection, or the word under the cursor.
  var target: Range<Int>? {
    if let selection { return selection }
    guard characters.indices.contains(cursor), characters[cursor].isWordPart else { return nil }
    if characters[cursor].isIdeograph { return cursor..<cursor + 1 }
    var (start, end) = (cursor, cursor + 1)
    while start > 0, characters[start - 1].joins(characters[start]) { start -= 1 }
    while end < characters.count, characters[end - 1].joins(characters[end]) { end += 1 }
    return start..<end
  }

  func scalars(_ range: Range<Int>) -> Range<Int> { offsets[range.lowerBound]..<offsets[range.upperBound] }

  /// The characters that a span covers, those it cuts with them.
  func range(of span: TextSpan) -> Range<Int> {
    let start = place(of: span.start)
    var end = place(of: span.end)
    if offsets[end] < span.end { end += 1 }
    return start..<max(start, min(end, characters.count))
  }

  /// The last character that begins at or before the scalar.
  private func place(of scalar: Int) -> Int {
    var (low, high) = (0, offsets.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if offsets[middle] <= scalar { low = middle } else { high = middle - 1 }
    }
    return low
  }

  func text(_ range: Range<Int>) -> String { String(characters[range]) }
}

// MARK: - Moving

extension SpanText {
  mutating func move(_ motion: Motion) {
    switch motion {
    case .left: go(to: cursor - 1)
    case .right: go(to: cursor + 1)
    case .up: moveRows(by: -1)
    case .down: moveRows(by: 1)
    case .pageUp: moveRows(by: 1 - max(2, size.height))
    case .pageDown: moveRows(by: max(2, size.height) - 1)
    case .first: go(to: rowStart == cursor ? 0 : rowStart)
    case .last: go(to: rowEnd == cursor ? characters.count - 1 : rowEnd)
    }
  }

  private var rowStart: Int { rows.isEmpty ? 0 : rows[row(of: cursor)].lowerBound }

  /// The last character that is seen in the row.
  private var rowEnd: Int {
    guard !rows.isEmpty, !characters.isEmpty else { return 0 }
    let row = rows[row(of: cursor)]
    let last = max(row.lowerBound, row.upperBound - 1)
    return characters[last].isNewline ? max(row.lowerBound, last - 1) : last
  }

  /// Moves what is seen of the text, where it is only read; the cursor comes along.
  mutating func scroll(_ motion: Motion) {
    let page = max(1, size.height - 1)
    let steps =
      switch motion {
      case .left, .right: 0
      case .up: -1
      case .down: 1
      case .pageUp: -page
      case .pageDown: page
      case .first: -rows.count
      case .last: rows.count
      }
    guard steps != 0, let last = rows.last else { return }
    anchor = nil
    let wanted = max(0, top + steps)
    if wanted + size.height < rows.count {
      (top, cursor) = (wanted, rows[wanted].lowerBound)
    } else {
      // The window follows, so that the last row stands at its end.
      go(to: last.lowerBound)
    }
  }

  /// To the beginning of a word; forward in a selection, to the end of one, so that each adds a whole word.
  mutating func moveWord(by step: Int) {
    var place = cursor
    if step > 0, anchor != nil {
      while place < characters.count - 1 {
        place += 1
        let isLast = place == characters.count - 1 || !characters[place].joins(characters[place + 1])
        if characters[place].isWordPart, isLast { break }
      }
    } else if step > 0 {
      while place < characters.count - 1 {
        place += 1
        if characters[place].isWordPart, !characters[place - 1].joins(characters[place]) { break }
      }
    } else {
      while place > 0 {
        place -= 1
        if characters[place].isWordPart, place == 0 || !characters[place - 1].joins(characters[place]) { break }
      }
    }
    go(to: place)
  }

  /// Behind a mark of punctuation or a line's end.
  mutating func movePhrase(by step: Int) {
    let places = characters.indices.filter { index in
      index == 0 || (characters[index - 1].endsPhrase && !characters[index].endsPhrase)
    }
    let next = step > 0 ? places.first { $0 > cursor } : places.last { $0 < cursor }
    go(to: next ?? (step > 0 ? characters.count - 1 : 0))
  }

  mutating func toggleSelection() { anchor = anchor == nil ? cursor : nil }
  mutating func dropSelection() { anchor = nil }

  mutating func go(to place: Int) {
    cursor = min(max(0, place), max(0, characters.count - 1))
    aim = nil
  }

  mutating func select(_ range: Range<Int>) {
    anchor = range.lowerBound
    go(to: range.upperBound - 1)
  }

  private mutating func moveRows(by count: Int) {
    guard !rows.isEmpty else { return }
    let row = row(of: cursor)
    let target = rows[min(max(0, row + count), rows.count - 1)]
    let wanted = aim ?? columns(rows[row].lowerBound..<cursor)
    // The character that the column falls in.
    var place = target.lowerBound
    var used = place < target.upperBound ? SpanText.width(characters[place]) : 0
    while place < target.upperBound - 1, used <= wanted {
      place += 1
      used += SpanText.width(characters[place])
    }
    go(to: place)
    aim = wanted
  }

  private func row(of place: Int) -> Int { rows.lastIndex { $0.lowerBound <= place } ?? 0 }

  func columns(_ range: Range<Int>) -> Int { range.reduce(0) { $0 + SpanText.width(characters[$1]) } }

  static func width(_ character: Character) -> Int {
    character.isNewline ? 0 : character == "\t" ? tab.count : Text.width(character)
  }

  /// How a tab is shown: code keeps its shape.
  private static let tab = "⇥   "
}

// MARK: - The window

extension SpanText {
  /// Wraps the text to the width, and moves the window so that the cursor is in it.
  mutating func settle(in size: Size, _ spans: [TextSpan]) {
    if size.width != self.size.width || rows.isEmpty { rows = wrapped(to: max(1, size.width)) }
    self.size = size
    top = min(top, max(0, rows.count - 1))
    let row = row(of: cursor)
    if row < top { top = row }
    let lanes = spans.map { range(of: $0) }
    // From the cursor's row upwards, as many rows as the window holds.
    var (first, left) = (row, size.height - height(row, lanes))
    while first > top, left >= height(first - 1, lanes) {
      first -= 1
      left -= height(first, lanes)
    }
    top = first
  }

  /// Rows that the text takes at a width, with the lines of its spans; of a long text, that it is long.
  func rowCount(width: Int, _ spans: [TextSpan]) -> Int {
    let rows = width == size.width && !rows.isEmpty ? rows : wrapped(to: max(1, width))
    guard rows.count < SpanText.longRows else { return rows.count }
    let ranges = spans.map { range(of: $0) }
    return rows.reduce(0) { $0 + 1 + SpanText.lanes(ranges, in: $1).count }
  }

  /// Whether the window shows a part of it.
  func isCut(_ spans: [TextSpan]) -> Bool { rowCount(width: size.width, spans) > size.height }

  private static let longRows = 200

  private func height(_ row: Int, _ ranges: [Range<Int>]) -> Int { 1 + SpanText.lanes(ranges, in: rows[row]).count }

  /// Rows break behind spaces, beside wide characters, at line ends, and in a word that is wider than a row.
  private func wrapped(to width: Int) -> [Range<Int>] {
    var rows: [Range<Int>] = []
    var (start, used) = (0, 0)
    var breakAt: Int?
    for (index, character) in characters.enumerated() {
      if character.isNewline {
        rows.append(start..<index + 1)
        (start, used, breakAt) = (index + 1, 0, nil)
        continue
      }
      let columns = SpanText.width(character)
      if columns > 1, index > start { breakAt = index }
      if used + columns > width, index > start {
        let end = breakAt ?? index
        rows.append(start..<end)
        start = end
        used = self.columns(start..<index)
        breakAt = nil
      }
      used += columns
      if character == " " || columns > 1 { breakAt = index + 1 }
    }
    if start < characters.count || rows.isEmpty { rows.append(start..<characters.count) }
    return rows
  }

  /// The indices of ranges that meet a row, in as few lanes as keep them apart.
  static func lanes(_ ranges: [Range<Int>], in row: Range<Int>) -> [[Int]] {
    var lanes: [[Int]] = []
    let meeting = ranges.indices.filter { ranges[$0].overlaps(row) }
    for index in meeting.sorted(by: { (ranges[$0].lowerBound, $0) < (ranges[$1].lowerBound, $1) }) {
      if let free = lanes.firstIndex(where: { lane in lane.allSatisfy { !ranges[$0].overlaps(ranges[index]) } }) {
        lanes[free].append(index)
      } else if lanes.count < lanesMax {
        lanes.append([index])
      }
    }
    return lanes
  }

  static let lanesMax = 4

  /// A span as it is drawn.
  struct Mark: Sendable {
    var range: Range<Int>
    var key: String
    var style: Style
  }

  /// The text, with a line under each row for the spans in it. `showsCursor` is off where the text is only read.
  func draw(_ marks: [Mark], showsCursor: Bool, on surface: inout Surface) {
    let height = surface.bounds.height
    var y = 0
    var row = top
    while row < rows.count, y < height {
      drawRow(rows[row], marks, showsCursor: showsCursor, y: y, on: &surface)
      y += 1
      for lane in SpanText.lanes(marks.map(\.range), in: rows[row]) where y < height {
        for index in lane { draw(marks[index], in: rows[row], y: y, on: &surface) }
        y += 1
      }
      row += 1
    }
  }

  private func drawRow(
    _ row: Range<Int>, _ marks: [Mark], showsCursor: Bool, y: Int, on surface: inout Surface
  ) {
    var x = 0
    for index in row {
      let character = characters[index]
      let inside = marks.filter { $0.range.contains(index) }
      var style = inside.last.map { $0.style.adding(inside.count > 1 ? [.underline, .bold] : .underline) } ?? .text
      if showsCursor, let selection, selection.contains(index) { style = style.on(.selection) }
      if showsCursor, index == cursor {
        style = style.adding(.reverse)
        surface.showCursor(at: Point(x, y))
      }
      let isCursorOnEnd = showsCursor && index == cursor && character.isNewline
      if isCursorOnEnd { surface.draw("␊", at: Point(x, y), style: Style(.muted, on: nil, .reverse)) }
      if character.isNewline { continue }
      let isTab = character == "\t"
      if isTab, inside.isEmpty, style == .text { style = .muted }
      x = surface.draw(isTab ? SpanText.tab : String(character), at: Point(x, y), style: style)
    }
  }

  private func draw(_ mark: Mark, in row: Range<Int>, y: Int, on surface: inout Surface) {
    let part = mark.range.clamped(to: row)
    let x = columns(row.lowerBound..<part.lowerBound)
    let width = max(1, columns(part))
    let begins = mark.range.lowerBound >= row.lowerBound
    let text = (begins ? mark.key : "") + String(repeating: "━", count: width)
    surface.draw(String(text.prefix(width)), at: Point(x, y), style: mark.style)
  }
}

extension Character {
  var isWordPart: Bool { isLetter || isNumber || self == "_" }

  /// Written without spaces: a word is not to be told from its neighbours.
  var isIdeograph: Bool {
    guard let scalar = unicodeScalars.first else { return false }
    return scalar.properties.isIdeographic || (0x3040...0x30ff).contains(scalar.value)
  }

  /// Whether the next character belongs to the same word.
  func joins(_ next: Character) -> Bool { isWordPart && next.isWordPart && !isIdeograph && !next.isIdeograph }

  var endsPhrase: Bool { isNewline || isPunctuation && self != "'" && self != "-" && self != "_" }
}
