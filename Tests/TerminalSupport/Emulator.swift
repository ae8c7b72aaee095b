import Terminal

/// As much of an xterm as the tests need: what ncurses sends for `xterm-256color`, with styles kept as their SGR codes.
/// Anything it does not know is counted, and the tests demand that there is none.
struct Emulator {
  struct Glyph: Equatable {
    var text = " "
    /// 0 for the right half of a wide glyph.
    var columns = 1
    var style: [Int] = []
  }

  private(set) var size: Size
  private(set) var grid: [[Glyph]]
  private(set) var cursor = Point.zero
  private(set) var isCursorVisible = true
  private(set) var isAlternate = false
  private(set) var modes: Set<String> = []
  private var modeChanges: [String: Int] = [:]
  private(set) var unknown: [String] = []
  private(set) var markers = 0
  private(set) var commands: [String] = []
  /// Titles that were put aside and not taken back.
  private(set) var titles = 0
  /// What it answered to questions.
  private(set) var replies: [UInt8] = []
  /// Whether it says that it has mode 2026.
  var hasSynchronizedOutput = false
  private var style: [Int] = []
  private var saved: (cursor: Point, style: [Int]) = (.zero, [])
  private var region = 0..<0
  private var wrapsNext = false
  private var last = " "
  private var pending: [UInt8] = []

  init(_ size: Size) {
    self.size = size
    grid = Array(repeating: Array(repeating: Glyph(), count: size.width), count: size.height)
    region = 0..<size.height
  }

  mutating func resize(_ size: Size) {
    let old = grid
    self = Emulator(size, keeping: self)
    for y in 0..<min(old.count, size.height) {
      for x in 0..<min(old[y].count, size.width) { grid[y][x] = old[y][x] }
    }
  }

  private init(_ size: Size, keeping other: Emulator) {
    self = other
    self.size = size
    grid = Array(repeating: Array(repeating: Glyph(), count: size.width), count: size.height)
    region = 0..<size.height
    cursor = Point(min(cursor.x, size.width - 1), min(cursor.y, size.height - 1))
  }

  /// What can be seen: the colour of a blank's ink cannot.
  var picture: [[Glyph]] {
    grid.map { row in
      row.map { glyph in
        let isPlain = glyph.text == " " && !glyph.style.contains(4) && !glyph.style.contains(7)
        let seen = glyph.style.filter(Emulator.isBackground)
        return isPlain ? Glyph(text: " ", columns: glyph.columns, style: seen) : glyph
      }
    }
  }

  /// Whether every row's glyphs add up to its columns.
  var columnsAreWhole: Bool { grid.allSatisfy { $0.reduce(0) { $0 + $1.columns } == size.width } }

  var lines: [String] {
    grid.map { row in
      var line = row.filter { $0.columns > 0 }.map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  mutating func take(_ byte: UInt8) {
    if pending.isEmpty {
      switch byte {
      case 0x0d: move(to: Point(0, cursor.y))
      case 0x0a: lineFeed()
      case 0x08: move(to: Point(cursor.x - 1, cursor.y))
      case 0x07, 0x0e, 0x0f: break
      case 0x20..<0x7f: put(String(Character(Unicode.Scalar(byte))))
      default: pending = [byte]
      }
      return
    }
    pending.append(byte)
    if pending[0] == 0x1b { return takeEscape(byte) }
    let length = pending[0] >= 0xf0 ? 4 : pending[0] >= 0xe0 ? 3 : 2
    if pending.count == length {
      put(String(decoding: pending, as: UTF8.self))
      pending = []
    }
  }

  private mutating func takeEscape(_ byte: UInt8) {
    let text = String(decoding: pending, as: UTF8.self)
    switch pending[1] {
    case UInt8(ascii: "["):
      guard pending.count > 2, (0x40...0x7e).contains(byte) else { return }
      pending = []
      control(
        text.dropFirst(2).dropLast().split(separator: ";", omittingEmptySubsequences: false).map(String.init), byte)
    case UInt8(ascii: "]"):
      guard byte == 0x07 else { return }
      pending = []
      if text.hasPrefix("\u{1b}]9;settled") { markers += 1 } else { commands.append(text) }
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      guard pending.count == 3 else { return }
      pending = []
    case UInt8(ascii: "M"):
      pending = []
      if cursor.y == region.lowerBound { scroll(region, by: -1) } else { move(to: Point(cursor.x, cursor.y - 1)) }
    case UInt8(ascii: "7"):
      pending = []
      saved = (cursor, style)
    case UInt8(ascii: "8"):
      pending = []
      move(to: saved.cursor)
      style = saved.style
    case UInt8(ascii: "="), UInt8(ascii: ">"): pending = []
    default:
      unknown.append(text.debugDescription)
      pending = []
    }
  }

  private mutating func move(to point: Point) {
    cursor = Point(min(max(0, point.x), size.width - 1), min(max(0, point.y), size.height - 1))
    wrapsNext = false
  }

  private mutating func lineFeed() {
    if cursor.y == region.upperBound - 1 { scroll(region, by: 1) } else { move(to: Point(cursor.x, cursor.y + 1)) }
  }

  /// Rows move up by `count`, down when it is negative.
  private mutating func scroll(_ rows: Range<Int>, by count: Int) {
    for _ in 0..<min(abs(count), rows.count) {
      grid.remove(at: count > 0 ? rows.lowerBound : rows.upperBound - 1)
      let blank = Array(repeating: blank, count: size.width)
      grid.insert(blank, at: count > 0 ? rows.upperBound - 1 : rows.lowerBound)
    }
  }

  private mutating func put(_ text: String) {
    let scalar = text.unicodeScalars.first ?? " "
    let columns = Emulator.width(scalar)
    if columns == 0 {
      var x = (wrapsNext ? cursor.x : cursor.x - 1)
      if x > 0, grid[cursor.y][x].columns == 0 { x -= 1 }
      if x >= 0 { grid[cursor.y][x].text += text }
      return
    }
    if wrapsNext || cursor.x + columns > size.width {
      move(to: Point(0, cursor.y))
      lineFeed()
    }
    erase(cursor.x..<cursor.x + columns)
    grid[cursor.y][cursor.x] = Glyph(text: text, columns: columns, style: style)
    if columns == 2 { grid[cursor.y][cursor.x + 1] = Glyph(text: "", columns: 0, style: style) }
    last = text
    if cursor.x + columns >= size.width {
      cursor.x = size.width - 1
      wrapsNext = true
    } else {
      cursor.x += columns
    }
  }

  /// A terminal without grapheme clusters: every scalar has its own width, so an emoji sequence would show itself.
  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: 0
    default: (0x1160...0x11ff).contains(scalar.value) ? 0 : Text.width(Character(scalar))
    }
  }

  private var blank: Glyph {
    Glyph(style: style.filter(Emulator.isBackground))
  }

  private mutating func erase(_ columns: Range<Int>) {
    for x in columns where x < size.width {
      if grid[cursor.y][x].columns == 0, x > 0 { grid[cursor.y][x - 1] = Glyph(style: grid[cursor.y][x - 1].style) }
      if grid[cursor.y][x].columns == 2, x + 1 < size.width { grid[cursor.y][x + 1] = Glyph(style: style) }
      grid[cursor.y][x] = blank
    }
  }
}

// MARK: - Control sequences

extension Emulator {
  private mutating func control(_ parameters: [String], _ final: UInt8) {
    func number(_ index: Int, _ standard: Int = 1) -> Int {
      parameters.indices.contains(index) ? Int(parameters[index]) ?? standard : standard
    }
    let (x, y) = (cursor.x, cursor.y)
    switch Character(Unicode.Scalar(final)) {
    case "H", "f": move(to: Point(number(1) - 1, number(0) - 1))
    case "A": move(to: Point(x, y - number(0)))
    case "B": move(to: Point(x, y + number(0)))
    case "C": move(to: Point(x + number(0), y))
    case "D": move(to: Point(x - number(0), y))
    case "G": move(to: Point(number(0) - 1, y))
    case "d": move(to: Point(x, number(0) - 1))
    case "Z": move(to: Point((x - 1) / 8 * 8, y))
    case "I": move(to: Point((x / 8 + 1) * 8, y))
    case "K": erase(number(0, 0) == 0 ? x..<size.width : number(0, 0) == 1 ? 0..<x + 1 : 0..<size.width)
    case "J": eraseDisplay(number(0, 0))
    case "X": erase(x..<min(size.width, x + number(0)))
    case "b": for _ in 0..<number(0) { put(last) }
    case "P":
      grid[y].removeSubrange(x..<min(size.width, x + number(0)))
      grid[y] += Array(repeating: blank, count: size.width - grid[y].count)
    case "@":
      grid[y].insert(contentsOf: Array(repeating: blank, count: number(0)), at: x)
      grid[y] = Array(grid[y].prefix(size.width))
    case "L": scroll(y..<region.upperBound, by: -number(0))
    case "M": scroll(y..<region.upperBound, by: number(0))
    case "S": scroll(region, by: number(0))
    case "T": scroll(region, by: -number(0))
    case "r":
      region = number(0) - 1..<number(1, size.height)
      move(to: .zero)
    case "m": setStyle(parameters.map { Int($0) ?? 0 })
    case "h", "l": setMode(parameters.joined(separator: ";"), final == UInt8(ascii: "h"))
    case "t" where number(0) == 22: titles += 1
    case "t" where number(0) == 23: titles -= 1
    case "t", "c", "n": break
    case "p" where parameters.last?.hasSuffix("$") == true:
      let mode = parameters.joined(separator: ";").dropLast()
      replies += Array("\u{1b}[\(mode);\(mode == "?2026" && hasSynchronizedOutput ? 2 : 0)$y".utf8)
    default: unknown.append(parameters.joined(separator: ";") + String(Character(Unicode.Scalar(final))))
    }
  }

  private mutating func eraseDisplay(_ mode: Int) {
    let saved = cursor
    if mode == 0 { erase(cursor.x..<size.width) }
    for y in (mode == 0 ? saved.y + 1 : 0)..<(mode == 1 ? saved.y : size.height) {
      cursor.y = y
      erase(0..<size.width)
    }
    cursor = saved
  }

  /// How often a mode was set or reset.
  func changes(ofMode mode: String) -> Int { modeChanges[mode] ?? 0 }

  private mutating func setMode(_ mode: String, _ isOn: Bool) {
    if isOn { modes.insert(mode) } else { modes.remove(mode) }
    modeChanges[mode, default: 0] += 1
    switch mode {
    case "?25": isCursorVisible = isOn
    case "?1049": isAlternate = isOn
    default: break
    }
  }

  /// Colours of the 256 palette are kept as 38 000 + n and 48 000 + n, others as 2²⁴ + rgb and 2²⁵ + rgb.
  private mutating func setStyle(_ codes: [Int]) {
    var codes = codes[...]
    while let code = codes.popFirst() {
      switch code {
      case 0: style = []
      case 1...9: add(code)
      case 22: style.removeAll { $0 == 1 || $0 == 2 }
      case 23...29: style.removeAll { $0 == code - 20 }
      case 38, 48:
        let kind = codes.popFirst()
        let values = codes.prefix(kind == 2 ? 3 : 1)
        codes = codes.dropFirst(values.count)
        let value = values.reduce(0) { $0 << 8 | $1 }
        setColor(isBackground: code == 48, kind == 2 ? (code == 48 ? 1 << 25 : 1 << 24) + value : code * 1000 + value)
      case 39, 49: setColor(isBackground: code == 49, nil)
      case 30...37, 90...97: setColor(isBackground: false, code)
      case 40...47, 100...107: setColor(isBackground: true, code)
      default: unknown.append("\(code)m")
      }
    }
    style.sort()
  }

  private mutating func add(_ code: Int) { if !style.contains(code) { style.append(code) } }

  private mutating func setColor(isBackground: Bool, _ code: Int?) {
    style.removeAll { old in
      isBackground ? Emulator.isBackground(old) : old >= 30 && !Emulator.isBackground(old)
    }
    if let code { style.append(code) }
  }

  private static func isBackground(_ code: Int) -> Bool {
    code >= 1 << 25 || (48_000..<1 << 24).contains(code) || (40..<50).contains(code) || (100..<108).contains(code)
  }
}
