extension TextEditor {
  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    guard !bounds.isEmpty else { return }
    var editor = self
    if bounds.size != size { editor.settle(in: bounds.size) }
    editor.drawRows(on: &surface)
    let bar = Rect(bounds.width - 1, 0, bounds.width > 4 ? 1 : 0, bounds.height)
    surface.draw(ScrollBar(count: lines.count, top: editor.top.line, height: bounds.height), in: bar)
  }

  private func drawRows(on surface: inout Surface) {
    var (line, y) = (top.line, 0)
    while line < lines.count, y < size.height {
      let starts = rowStarts(line)
      let spans = language == .json ? TextEditor.json(lines[line]) : [Span(lines[line])]
      for row in starts.indices where (line > top.line || row >= top.row) && y < size.height {
        if row == 0 || (line == top.line && row == top.row) { drawNumber(of: line, y: y, on: &surface) }
        var end = row + 1 < starts.count ? starts[row + 1] : lines[line].count
        // The space at a row's end may stand beyond its width.
        if end > starts[row], lines[line].dropFirst(end - 1).first == " " { end -= 1 }
        surface.draw(
          TextEditor.part(spans, starts[row]..<end), at: Point(gutter, y), width: min(textWidth, size.width - gutter))
        if line == cursor.line, starts.last(where: { $0 <= cursor.column }) == starts[row] {
          surface.showCursor(at: Point(min(gutter + x(of: cursor), size.width - 1), y))
        }
        y += 1
      }
      line += 1
    }
  }

  private func drawNumber(of line: Int, y: Int, on surface: inout Surface) {
    guard gutter > 0 else { return }
    let isWrong = problems.contains(line)
    if isWrong { surface.draw("!", at: Point(0, y), style: .error) }
    let number = Text.fitted(String(line + 1), to: gutter - 3, .trailing)
    surface.draw(number, at: Point(1, y), style: isWrong ? .error : line == cursor.line ? .accent : .muted)
  }

  /// The characters of a line from one to another.
  private static func part(_ spans: [Span], _ range: Range<Int>) -> [Span] {
    var parts: [Span] = []
    var start = 0
    for span in spans where start < range.upperBound {
      let count = span.text.count
      let (first, last) = (max(0, range.lowerBound - start), min(count, range.upperBound - start))
      if first < last { parts.append(Span(String(span.text.dropFirst(first).prefix(last - first)), span.style)) }
      start += count
    }
    return parts
  }

  /// A line of JSON by what its parts are; strings never go over a line.
  private static func json(_ line: String) -> [Span] {
    var spans: [Span] = []
    var rest = line[...]
    while let first = rest.first {
      let length: Int
      var style = Style.text
      if first == "\"" {
        length = stringLength(rest)
        let follows = rest.dropFirst(length).first { $0 != " " }
        style = Style(follows == ":" ? .name : .string)
      } else if first.isNumber || first == "-" {
        length = rest.prefix { $0.isNumber || "+-.eE".contains($0) }.count
        style = Style(.number)
      } else if first.isLetter {
        length = rest.prefix { $0.isLetter }.count
        style = Style(.literal)
      } else {
        length = rest.prefix { $0 != "\"" && $0 != "-" && !$0.isNumber && !$0.isLetter }.count
      }
      let taken = max(1, length)
      spans.append(Span(String(rest.prefix(taken)), style))
      rest = rest.dropFirst(taken)
    }
    return spans
  }

  private static func stringLength(_ text: Substring) -> Int {
    var (count, isEscaped) = (1, false)
    for character in text.dropFirst() {
      count += 1
      if character == "\"", !isEscaped { return count }
      isEscaped = character == "\\" && !isEscaped
    }
    return count
  }
}
