extension TextView {
  private static let hitStyle = Style(.mark, .underline)
  private static let currentHitStyle = Style(.mark, .reverse)

  public func draw(on surface: inout Surface) {
    let size = surface.bounds.size
    guard !size.isEmpty, outline.count > 0 else { return }
    let width = textWidth(size.width)
    var line: Int? = outline.line(at: outline.position(of: min(top.line, document.lines.count - 1)))
    var row = line == top.line ? top.row : 0
    var y = 0
    while let current = line, y < size.height {
      let rows = wraps ? layout(of: current, width: width).rows : [0..<0]
      for index in min(row, rows.count - 1)..<rows.count where y < size.height {
        draw(current, row: index, of: rows, width: width, y: y, on: &surface)
        y += 1
      }
      row = 0
      line = outline.next(after: current)
    }
    let (top, count) = extent(width: width)
    let bar = Rect(size.width - 1, 0, size.width > 4 ? 1 : 0, size.height)
    surface.draw(ScrollBar(count: count, top: top, height: size.height), in: bar)
  }

  private func draw(
    _ line: Int, row: Int, of rows: [Range<Int>], width: Int, y: Int, on surface: inout Surface
  ) {
    let content = document.lines[line]
    var x = showsCursor ? 1 : 0
    if showsCursor, cursor == Place(line: line, row: row) {
      surface.ground(.selection, in: Rect(0, y, surface.bounds.width - 2, 1))
      surface.draw("▌", at: Point(0, y), style: .focus)
    }
    var spans: [Span]
    if wraps {
      if row > 0 { x += min(content.hanging, width / 2) }
      spans = marked(content.spans, rows[row], line)
    } else {
      let stop = layouts.stops(of: line, content)?.stop(before: left) ?? (0, 0)
      // One column more than there is, so that the cut shows.
      let (range, blanks) = Text.range(of: left..<left + width + 1, in: content.spans, from: stop)
      x += blanks
      spans = marked(content.spans, range, line)
    }
    if outline.folded.contains(line), row == rows.count - 1 { spans += tail(of: line) }
    let end = (showsCursor ? 1 : 0) + width
    surface.draw(spans, at: Point(x, y), width: max(0, end - x))
  }

  private func tail(of line: Int) -> [Span] {
    let tail = document.lines[line].tail
    return tail.isEmpty ? [Span(" … \(Outline.below(line, in: document.lines).count)", .muted)] : tail
  }

  /// A part of a line, with what was found in it set off.
  private func marked(_ spans: [Span], _ range: Range<Int>, _ line: Int) -> [Span] {
    var parts: [Span] = []
    var start = range.lowerBound
    for index in hits.indices(in: line) {
      let hit = hits.found[index].range.clamped(to: range)
      guard hit.lowerBound >= start, !hit.isEmpty else { continue }
      parts += Text.slice(spans, start..<hit.lowerBound)
      let style = index == hits.current ? TextView.currentHitStyle : TextView.hitStyle
      parts += Text.slice(spans, hit).map { Span($0.text, style) }
      start = hit.upperBound
    }
    return parts + Text.slice(spans, start..<max(start, range.upperBound))
  }
}
