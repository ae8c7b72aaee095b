/// The characters that lines are made of.
public struct BoxStyle: Sendable, Hashable {
  var horizontal: Character
  var vertical: Character
  var topLeft: Character
  var topRight: Character
  var bottomLeft: Character
  var bottomRight: Character

  public static let light = BoxStyle("─│┌┐└┘")
  public static let rounded = BoxStyle("─│╭╮╰╯")
  public static let heavy = BoxStyle("━┃┏┓┗┛")
  public static let double = BoxStyle("═║╔╗╚╝")
  public static let ascii = BoxStyle("-|++++")

  private init(_ characters: String) {
    let all = Array(characters)
    horizontal = all[0]
    vertical = all[1]
    topLeft = all[2]
    topRight = all[3]
    bottomLeft = all[4]
    bottomRight = all[5]
  }
}

extension Surface {
  /// Draws a frame with a title in its top line, and returns the block inside it.
  ///
  ///     ┌ Title ─────┐
  ///     │            │
  ///     └────────────┘
  ///
  /// Below 2×2 nothing is drawn and the block is returned as it is.
  @discardableResult
  public mutating func box(
    _ rect: Rect, title: [Span] = [], box: BoxStyle = .light, style: Style = .border
  ) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else { return rect }
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    fill(Rect(rect.x + 1, rect.y, rect.width - 2, 1), with: box.horizontal, style: style)
    fill(Rect(rect.x + 1, bottom, rect.width - 2, 1), with: box.horizontal, style: style)
    fill(Rect(rect.x, rect.y + 1, 1, rect.height - 2), with: box.vertical, style: style)
    fill(Rect(right, rect.y + 1, 1, rect.height - 2), with: box.vertical, style: style)
    put(box.topLeft, columns: 1, at: rect.origin, style: style)
    put(box.topRight, columns: 1, at: Point(right, rect.y), style: style)
    put(box.bottomLeft, columns: 1, at: Point(rect.x, bottom), style: style)
    put(box.bottomRight, columns: 1, at: Point(right, bottom), style: style)
    if !title.isEmpty, rect.width >= 6 {
      let end = draw([Span(" ", style)] + title, at: Point(rect.x + 1, rect.y), width: rect.width - 4)
      draw(" ", at: Point(end, rect.y), style: style)
    }
    return rect.inset(columns: 1, rows: 1)
  }

  /// Dims everything, unless told not to, and draws an empty panel over the middle of it; returns the block inside.
  ///
  ///     ░░░░░░░░░░░░░░░░░░
  ///     ░░┌ Title ─────┐░░
  ///     ░░│            │░░
  ///     ░░└────────────┘░░
  ///     ░░░░░░░░░░░░░░░░░░
  public mutating func popup(_ size: Size, title: String, tone: Style = .focus, dims: Bool = true) -> Rect {
    if dims { restyle(in: bounds) { _ in .disabled } }
    let frame = bounds.centered(size)
    fill(frame, style: Style(.text, on: .panel))
    return box(frame, title: [Span(title, .title)], style: tone).inset(columns: 1)
  }

  /// A horizontal line.
  public mutating func rule(at point: Point, width: Int, style: Style = .border) {
    fill(Rect(point.x, point.y, width, 1), with: "─", style: style)
  }
}
