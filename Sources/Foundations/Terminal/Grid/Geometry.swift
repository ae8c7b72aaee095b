/// A place on the grid: column `x`, row `y`, from the top left.
public struct Point: Sendable, Hashable, Codable {
  public var x: Int
  public var y: Int

  public init(_ x: Int, _ y: Int) {
    self.x = x
    self.y = y
  }

  public static let zero = Point(0, 0)
}

/// Columns and rows; neither is ever negative nor above ``sideMax``.
public struct Size: Sendable, Hashable, CustomStringConvertible {
  /// The longest side, in cells: more is a hostile or broken window size.
  public static let sideMax = 1024

  public let width: Int
  public let height: Int

  public init(_ width: Int, _ height: Int) {
    self.width = min(max(0, width), Size.sideMax)
    self.height = min(max(0, height), Size.sideMax)
  }

  /// The home of every layout.
  public static let standard = Size(80, 24)

  /// Reads `80x24`; `nil` when it is anything else or a side is 0.
  public init?(parsing text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1], width > 0, height > 0,
      width <= Size.sideMax, height <= Size.sideMax
    else { return nil }
    self.init(width, height)
  }

  public var isEmpty: Bool { width == 0 || height == 0 }
  public var description: String { "\(width)x\(height)" }
}

/// A block of cells. Sides are never negative; every operation gives an empty block rather than a failure.
public struct Rect: Sendable, Hashable {
  public var origin: Point
  public var size: Size

  public init(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
    origin = Point(x, y)
    size = Size(width, height)
  }

  public init(_ size: Size) {
    origin = .zero
    self.size = size
  }

  public var x: Int { origin.x }
  public var y: Int { origin.y }
  public var width: Int { size.width }
  public var height: Int { size.height }
  public var maxX: Int { origin.x &+ size.width }
  public var maxY: Int { origin.y &+ size.height }
  public var isEmpty: Bool { size.isEmpty }

  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
  }

  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(left, top, min(maxX, other.maxX) - left, min(maxY, other.maxY) - top)
  }

  /// The block without `columns` at the left and right and `rows` at the top and bottom.
  public func inset(columns: Int = 0, rows: Int = 0) -> Rect {
    Rect(x &+ columns, y &+ rows, width - 2 * columns, height - 2 * rows)
  }

  /// A block of this size in the middle, no larger than the whole.
  public func centered(_ size: Size) -> Rect {
    let width = min(size.width, width)
    let height = min(size.height, height)
    return Rect(x + (self.width - width) / 2, y + (self.height - height) / 2, width, height)
  }

  func moved(by offset: Point) -> Rect { Rect(x &+ offset.x, y &+ offset.y, width, height) }
}
