/// Which lines of a document are hidden because one above them is folded. While nothing is folded it holds nothing.
struct Outline: Sendable {
  private(set) var folded: Set<Int> = []
  /// The lines that show, in order; `nil` when all do.
  private var shown: [Int]?
  private var total = 0

  /// Lines that show.
  var count: Int { shown?.count ?? total }

  /// Whether the line is followed by deeper ones.
  static func isFoldable(_ line: Int, in lines: [Document.Line]) -> Bool {
    line + 1 < lines.count && lines[line + 1].depth > lines[line].depth
  }

  /// The lines that a line hides when it is folded.
  static func below(_ line: Int, in lines: [Document.Line]) -> Range<Int> {
    var end = line + 1
    while end < lines.count, lines[end].depth > lines[line].depth { end += 1 }
    return (line + 1)..<end
  }

  mutating func set(_ folded: Set<Int>, in lines: [Document.Line]) {
    self.folded = folded.filter { Outline.isFoldable($0, in: lines) }
    total = lines.count
    guard !self.folded.isEmpty else {
      shown = nil
      return
    }
    var shown: [Int] = []
    var line = 0
    while line < lines.count {
      shown.append(line)
      line = self.folded.contains(line) ? Outline.below(line, in: lines).upperBound : line + 1
    }
    self.shown = shown
  }

  /// The line that shows at a position.
  func line(at position: Int) -> Int {
    shown.map { $0.isEmpty ? 0 : $0[min(max(0, position), $0.count - 1)] } ?? position
  }

  /// The position of a line, or of the folded one that hides it.
  func position(of line: Int) -> Int {
    guard let shown else { return line }
    var low = 0
    var high = shown.count
    while low < high {
      let middle = (low + high) / 2
      if shown[middle] <= line { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  func next(after line: Int) -> Int? {
    let position = position(of: line) + 1
    return position < count ? self.line(at: position) : nil
  }

  func previous(before line: Int) -> Int? {
    let position = position(of: line) - 1
    return position >= 0 ? self.line(at: position) : nil
  }
}
