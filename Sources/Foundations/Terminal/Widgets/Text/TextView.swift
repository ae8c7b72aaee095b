/// A document and the window through which it is read: text, JSON, help. It wraps or scrolls sideways, folds, finds,
/// and keeps its place when the document changes.
///
///     ▌ "rows": [ … 12 ],                  ┃
///       "text": "a string that is longer   ┃
///               than the window",          │
///       "state": "failed"                  │
///
/// Only the lines of the window are laid out, and of long lines only once, so the cost does not grow with the document.
public struct TextView: Widget, Sendable {
  /// A row of the document: a line, and which of its wrapped rows.
  public struct Place: Sendable, Hashable, Comparable {
    public var line: Int
    public var row: Int

    public init(line: Int = 0, row: Int = 0) {
      self.line = max(0, line)
      self.row = max(0, row)
    }

    public static func < (left: Place, right: Place) -> Bool { (left.line, left.row) < (right.line, right.row) }
  }

  public private(set) var document: Document
  /// The first row of the window.
  public internal(set) var top = Place()
  /// The row that folding acts on and searching starts from. Without a cursor it is the top.
  public internal(set) var cursor = Place()
  /// Columns scrolled away at the left, while lines are not wrapped.
  public internal(set) var left = 0
  public internal(set) var wraps: Bool
  /// Whether the arrows move a cursor through the window, or the window itself.
  public let showsCursor: Bool
  var outline = Outline()
  var layouts = LineLayouts()
  var hits = TextHits()
  var size = Size.standard

  public init(_ document: Document = Document(), wraps: Bool = true, showsCursor: Bool = false) {
    self.document = document
    self.wraps = wraps
    self.showsCursor = showsCursor
    layouts.reset(width: textWidth(size.width))
    outline.set([], in: document.lines)
  }

  /// Shows another document. What was folded, the cursor and the window stay with their lines where they still are.
  public mutating func replace(with document: Document) {
    guard document != self.document else { return }
    let anchors = self.document.anchors(of: outline.folded.union([cursor.line, top.line]))
    let found = document.lines(at: Set(anchors.values))
    func moved(_ line: Int) -> Int? { anchors[line].flatMap { found[$0] } }
    let folded = Set(outline.folded.compactMap(moved))
    cursor.line = moved(cursor.line) ?? cursor.line
    top.line = moved(top.line) ?? top.line
    self.document = document
    layouts.forget()
    outline.set(folded, in: document.lines)
    hits.find(in: document.lines)
    fit()
  }

  /// Fits the window to a place of this size.
  public mutating func settle(in size: Size) {
    self.size = size
    keepingPlace { $0.layouts.reset(width: $0.textWidth(size.width)) }
  }

  /// Wraps long lines, or lets them run out of the window.
  public mutating func toggleWrap() {
    left = 0
    keepingPlace { $0.wraps.toggle() }
  }

  /// Changes the layout and stays at the same text.
  private mutating func keepingPlace(_ change: (inout TextView) -> Void) {
    let offsets = [top, cursor].map(offset)
    change(&self)
    top.row = row(of: top.line, at: offsets[0])
    cursor.row = row(of: cursor.line, at: offsets[1])
    fit()
  }

  private func offset(_ place: Place) -> Int {
    guard wraps, document.lines.indices.contains(place.line) else { return 0 }
    let rows = layout(of: place.line, width: layouts.width).rows
    return rows[min(place.row, rows.count - 1)].lowerBound
  }

  private func row(of line: Int, at offset: Int) -> Int {
    guard wraps, document.lines.indices.contains(line) else { return 0 }
    return layout(of: line, width: layouts.width).rows.lastIndex { $0.lowerBound <= offset } ?? 0
  }

  func layout(of line: Int, width: Int) -> LineLayout {
    layouts.layout(of: line, document.lines[line], width: width)
  }

  /// Columns of text in a window this wide: a column for the cursor, two for the bar.
  func textWidth(_ width: Int) -> Int { max(1, width - (showsCursor ? 1 : 0) - 2) }

  /// `12–34/120` when the document does not fit, in rows while it is short, else in lines.
  public var status: String {
    let (first, count) = extent(width: layouts.width)
    guard count > size.height else { return hits.status }
    let window = "\(first + 1)–\(min(count, first + size.height))/\(count)"
    return hits.status.isEmpty ? window : hits.status + "  " + window
  }

  /// Lines from which the bar counts lines instead of rows.
  private static let rowsCountedMax = 200

  /// The first row of the window and the number of rows.
  func extent(width: Int) -> (top: Int, count: Int) {
    guard wraps, outline.count <= TextView.rowsCountedMax else {
      return (outline.position(of: top.line), outline.count)
    }
    var count = 0
    var first = 0
    for position in 0..<outline.count {
      let line = outline.line(at: position)
      if line == top.line { first = count + top.row }
      count += layout(of: line, width: width).rows.count
    }
    return (first, count)
  }

  // For views that add to their document.
  mutating func append(_ line: Document.Line) {
    document.append(line)
    outline.set(outline.folded, in: document.lines)
    hits.find(in: document.lines, line: document.lines.count - 1)
  }

  mutating func removeFirst(_ count: Int) {
    document.removeFirst(count)
    layouts.forget()
    outline.set([], in: document.lines)
    hits.removeFirst(count)
    top = top.line >= count ? Place(line: top.line - count, row: top.row) : Place()
    cursor = cursor.line >= count ? Place(line: cursor.line - count, row: cursor.row) : Place()
  }
}

extension Document {
  /// What a line is known by when the document around it changes.
  struct Anchor: Hashable {
    var line: Line
    /// How many lines that are the same stand before it.
    var ordinal: Int
  }

  func anchors(of wanted: Set<Int>) -> [Int: Anchor] {
    var anchors: [Int: Anchor] = [:]
    forEachAnchor { index, anchor in if wanted.contains(index) { anchors[index] = anchor } }
    return anchors
  }

  func lines(at wanted: Set<Anchor>) -> [Anchor: Int] {
    var found: [Anchor: Int] = [:]
    forEachAnchor { index, anchor in if wanted.contains(anchor) { found[anchor] = index } }
    return found
  }

  private func forEachAnchor(_ body: (Int, Anchor) -> Void) {
    var counts: [Line: Int] = [:]
    for (index, line) in lines.enumerated() {
      let ordinal = counts[line, default: 0]
      counts[line] = ordinal + 1
      body(index, Anchor(line: line, ordinal: ordinal))
    }
  }
}
