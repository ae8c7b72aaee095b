/// Dots finer than cells: 2×4 in a cell of braille, 2×2 of blocks, one of ASCII.
struct DotCanvas {
  private let plot: PlotStyle
  private let size: Size
  private var cells: [UInt8]
  private var styles: [Style]

  private static let blocks = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
  /// Bits of a braille cell, by row and column of its dots.
  private static let brailleBits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  init(_ size: Size, plot: PlotStyle) {
    self.plot = plot
    self.size = size
    cells = Array(repeating: 0, count: size.width * size.height)
    styles = Array(repeating: .text, count: cells.count)
  }

  private var dotsAcross: Int { plot == .ascii ? 1 : 2 }
  private var dotsDown: Int { plot == .braille ? 4 : plot == .block ? 2 : 1 }
  var width: Int { size.width * dotsAcross }
  var height: Int { size.height * dotsDown }

  /// A dot from the top left; none outside.
  mutating func dot(_ x: Int, _ y: Int, style: Style) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let index = y / dotsDown * size.width + x / dotsAcross
    let (column, row) = (x % dotsAcross, y % dotsDown)
    cells[index] |= plot == .braille ? DotCanvas.brailleBits[row][column] : 1 << UInt8(row * 2 + column)
    styles[index] = style
  }

  /// A straight line, both ends included (Bresenham 1965).
  mutating func line(from start: Point, to end: Point, style: Style) {
    var (x, y) = (start.x, start.y)
    let (width, height) = (abs(end.x - x), -abs(end.y - y))
    let (stepX, stepY) = (x < end.x ? 1 : -1, y < end.y ? 1 : -1)
    var error = width + height
    while true {
      dot(x, y, style: style)
      if x == end.x, y == end.y { break }
      let twice = 2 * error
      if twice >= height {
        error += height
        x += stepX
      }
      if twice <= width {
        error += width
        y += stepY
      }
    }
  }

  func draw(on surface: inout Surface) {
    for y in 0..<size.height {
      for x in 0..<size.width where cells[y * size.width + x] != 0 {
        let index = y * size.width + x
        surface.draw(String(character(cells[index])), at: Point(x, y), style: styles[index])
      }
    }
  }

  private func character(_ bits: UInt8) -> Character {
    switch plot {
    case .ascii: "*"
    case .block: DotCanvas.blocks[Int(bits & 15)]
    case .braille: Unicode.Scalar(0x2800 + UInt32(bits)).map(Character.init) ?? " "
    }
  }
}
