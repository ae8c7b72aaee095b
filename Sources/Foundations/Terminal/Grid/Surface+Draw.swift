extension Surface {
  /// Draws text from left to right and returns the column after it. `width` limits it; text that is longer ends in `…`.
  /// Nothing beyond the region's edge is read.
  @discardableResult
  public mutating func draw(_ text: String, at point: Point, style: Style = .text, width: Int? = nil) -> Int {
    let limit = min(max(0, width ?? (bounds.width - point.x)), Size.sideMax)
    var x = point.x
    let end = point.x + limit
    for character in Text.truncated(text, to: limit) {
      Glyphs.forEach(in: character) { glyph, columns in
        if x + columns <= end { put(glyph, columns: columns, at: Point(x, point.y), style: style) }
        x += columns
      }
      if x >= end { break }
    }
    return min(x, end)
  }

  /// Draws a line of spans and returns the column after it. A line that is longer than `width` ends in `…`.
  @discardableResult
  public mutating func draw(_ line: [Span], at point: Point, width: Int? = nil) -> Int {
    let end = point.x + min(max(0, width ?? (bounds.width - point.x)), Size.sideMax)
    var x = point.x
    for (index, span) in line.enumerated() where x < end {
      let start = Text.prefix(span.text, width: end - x)
      let isWhole = start.text.endIndex == span.text.endIndex
      let isLast = line[(index + 1)...].allSatisfy(\.text.isEmpty)
      // A span that fills the width while more follows gives its last column to the ellipsis.
      let text = isWhole && !isLast && start.width == end - x ? span.text + " " : span.text
      x = draw(text, at: Point(x, point.y), style: span.style, width: end - x)
      if !isWhole { break }
    }
    return x
  }

  /// Draws text inside `width` columns with an alignment.
  public mutating func draw(
    _ text: String, at point: Point, width: Int, alignment: Text.Alignment, style: Style = .text
  ) {
    let columns = Text.prefix(text, width: width).width
    let spare = max(0, width - columns)
    let offset =
      switch alignment {
      case .leading: 0
      case .center: spare / 2
      case .trailing: spare
      }
    draw(text, at: Point(point.x + offset, point.y), style: style, width: width - offset)
  }

  /// Fills a block with one character, a space by default. A control or wide character fills with spaces.
  public mutating func fill(_ rect: Rect, with character: Character = " ", style: Style = .text) {
    let character =
      Text.sanitised(String(character)) == String(character) && Text.width(character) == 1 ? character : " "
    let rect = rect.intersection(bounds)
    guard !rect.isEmpty else { return }
    for y in rect.y..<rect.maxY {
      for x in rect.x..<rect.maxX { put(character, columns: 1, at: Point(x, y), style: style) }
    }
  }

  /// Draws a widget in a block.
  public mutating func draw(_ widget: some Widget, in rect: Rect) {
    within(rect) { widget.draw(on: &$0) }
  }
}

/// Something that draws itself over the whole of the region it is given (``Surface/bounds``), whatever its size.
public protocol Widget {
  func draw(on surface: inout Surface)
}

extension Widget {
  /// The widget alone on a surface.
  public func surface(_ size: Size) -> Surface {
    var surface = Surface(size)
    draw(on: &surface)
    return surface
  }
}
