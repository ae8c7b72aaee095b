/// A picture of the screen: a grid of cells, a value. Views make one; ``Screen`` shows it, ``text(trimmed:)`` and
/// ``ansi(theme:depth:)`` print it.
///
/// Drawing is clipped and never fails: what falls outside is dropped, a wide glyph cut by an edge leaves a blank, and
/// no string can put a control character in a cell. Inside ``within(_:_:)`` all coordinates are relative to a region.
public struct Surface: Sendable {
  /// The whole grid.
  public let size: Size
  /// Row by row, `size.width * size.height` of them.
  public private(set) var cells: [Cell]
  /// Where the terminal's own cursor stands, when it is shown (text entry). In whole-grid coordinates.
  public private(set) var cursor: Point?

  private var origin = Point.zero
  private var clip: Rect

  public init(_ size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.width * size.height)
    clip = Rect(size)
    region = size
  }

  private var region: Size

  /// The block to draw in: the whole grid, or the region of ``within(_:_:)`` with its own origin at 0, 0.
  public var bounds: Rect { Rect(region) }

  /// Runs `body` with `rect` as the region: its top left is 0, 0, and nothing is drawn outside it.
  public mutating func within(_ rect: Rect, _ body: (inout Surface) -> Void) {
    let saved = (origin, clip, region)
    let absolute = rect.moved(by: origin)
    origin = absolute.origin
    clip = clip.intersection(absolute)
    region = rect.size
    body(&self)
    (origin, clip, region) = saved
  }

  /// Shows the terminal's cursor at this place, if it is visible.
  public mutating func showCursor(at point: Point) {
    let absolute = Point(point.x &+ origin.x, point.y &+ origin.y)
    cursor = clip.contains(absolute) ? absolute : nil
  }

  /// The cell at a place of the whole grid; `nil` outside.
  public subscript(point: Point) -> Cell? {
    Rect(size).contains(point) ? cells[point.y * size.width + point.x] : nil
  }

  /// Puts a glyph at a place of the region. Returns whether any of it was inside.
  mutating func put(_ character: Character, columns: Int, at point: Point, style: Style) {
    let x = point.x &+ origin.x
    let y = point.y &+ origin.y
    guard y >= clip.y, y < clip.maxY, x < clip.maxX, x + columns > clip.x else { return }
    if columns == 2, x < clip.x || x + 1 >= clip.maxX {
      return put(" ", columns: 1, at: Point(x < clip.x ? point.x + 1 : point.x, point.y), style: style)
    }
    let index = y * size.width + x
    let style = style.ground == nil ? style.on(cells[index].style.ground) : style
    release(index)
    if columns == 2 {
      release(index + 1)
      cells[index + 1] = Cell(" ", columns: 0, style: style)
    }
    cells[index] = Cell(character, columns: UInt8(columns), style: style)
  }

  /// Gives a region's cells a ground and leaves what is written.
  public mutating func ground(_ role: Role, in rect: Rect) {
    forEachCell(in: rect) { cells, index in cells[index] = cells[index].with(cells[index].style.on(role)) }
  }

  /// Gives a region's cells another style and leaves what is written: dims what lies behind a dialog, for one.
  public mutating func restyle(in rect: Rect, _ change: (Style) -> Style) {
    forEachCell(in: rect) { cells, index in cells[index] = cells[index].with(change(cells[index].style)) }
  }

  private mutating func forEachCell(in rect: Rect, _ body: (inout [Cell], Int) -> Void) {
    let area = rect.moved(by: origin).intersection(clip)
    guard !area.isEmpty else { return }
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { body(&cells, y * size.width + x) }
    }
  }

  /// Before a cell is overwritten: the other half of a wide glyph there becomes a blank.
  private mutating func release(_ index: Int) {
    switch cells[index].columns {
    case 0: cells[index - 1] = cells[index - 1].blanked()
    case 2: cells[index + 1] = cells[index + 1].blanked()
    default: break
    }
  }
}

extension Surface: Equatable {
  /// Whether both show the same.
  public static func == (left: Surface, right: Surface) -> Bool {
    left.size == right.size && left.cursor == right.cursor && left.cells == right.cells
  }
}
