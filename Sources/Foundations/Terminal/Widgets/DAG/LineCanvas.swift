/// Lines on a grid that join where they meet: each cell holds the directions in which lines leave it, and is drawn as
/// the box character of those directions.
struct LineCanvas {
  struct Directions: OptionSet, Hashable {
    let rawValue: Int
    static let up = Directions(rawValue: 1)
    static let down = Directions(rawValue: 2)
    static let left = Directions(rawValue: 4)
    static let right = Directions(rawValue: 8)
  }

  /// Indexed by the bits of the directions.
  private static let characters = Array(" │││─┘┐┤─└┌├─┴┬┼")

  private(set) var cells: [Point: Directions] = [:]

  /// A horizontal or vertical line between two places, both included.
  mutating func line(from start: Point, to end: Point) {
    if start.y == end.y {
      let (left, right) = (min(start.x, end.x), max(start.x, end.x))
      for x in left..<right {
        cells[Point(x, start.y), default: []].insert(.right)
        cells[Point(x + 1, start.y), default: []].insert(.left)
      }
    } else {
      let (top, bottom) = (min(start.y, end.y), max(start.y, end.y))
      for y in top..<bottom {
        cells[Point(start.x, y), default: []].insert(.down)
        cells[Point(start.x, y + 1), default: []].insert(.up)
      }
    }
  }

  func draw(on surface: inout Surface, style: Style) {
    for (point, directions) in cells {
      surface.draw(String(LineCanvas.characters[directions.rawValue]), at: point, style: style)
    }
  }
}
