/// A question or a message in a box in the middle, over what is there (which is dimmed).
///
///     ┌ Discard 12 letters ────────────────┐
///     │ They leave the queue for good.     │
///     │ Skipped: 2 (held by another).      │
///     │                                    │
///     │            [ Cancel ]   Discard    │
///     └────────────────────────────────────┘
///
/// The body may hold an input line (typed confirmation); it is the last row above the buttons.
public struct Dialog: Widget {
  public struct Button: Sendable, Hashable {
    public var title: String
    public var style: Style
    public var isEnabled: Bool

    public init(_ title: String, style: Style = .text, isEnabled: Bool = true) {
      self.title = title
      self.style = style
      self.isEnabled = isEnabled
    }
  }

  public var title: String
  public var body: [[Span]]
  public var buttons: [Button]
  /// Index of the button that Enter presses.
  public var focus: Int
  public var input: InputLine?
  /// The role of the frame: `.warning` or `.error` for what cannot be undone.
  public var tone: Role
  public var widthMax: Int

  public init(
    title: String, body: [[Span]], buttons: [Button], focus: Int = 0, input: InputLine? = nil, tone: Role = .focus,
    widthMax: Int = 60
  ) {
    self.title = title
    self.body = body
    self.buttons = buttons
    self.focus = focus
    self.input = input
    self.tone = tone
    self.widthMax = widthMax
  }

  /// Moves the focus with tab and the arrows, past disabled buttons; returns the index that Enter presses, if any.
  public mutating func handle(_ key: Key) -> Int? {
    switch key {
    case .tab, .right: moveFocus(by: 1)
    case .backTab, .left: moveFocus(by: -1)
    case .enter: return buttons.indices.contains(focus) && buttons[focus].isEnabled ? focus : nil
    default: break
    }
    return nil
  }

  private mutating func moveFocus(by step: Int) {
    guard !buttons.isEmpty else { return }
    for distance in 1...buttons.count {
      let index = ((focus + step * distance) % buttons.count + buttons.count) % buttons.count
      if buttons[index].isEnabled {
        focus = index
        return
      }
    }
  }

  public func draw(on surface: inout Surface) {
    surface.restyle(in: surface.bounds) { _ in .disabled }
    let width = min(surface.bounds.width, widthMax)
    let lines = body.flatMap { Text.wrapped($0, to: width - 4) }
    let inputRows = input == nil ? 0 : 2
    let height = lines.count + inputRows + (buttons.isEmpty ? 2 : 4)
    let frame = surface.bounds.centered(Size(width, height))
    surface.fill(frame, style: Style(.text, on: .panel))
    let inner = surface.box(frame, title: [Span(title, .title)], style: Style(tone)).inset(columns: 1)
    let foot = buttons.isEmpty ? 0 : 1
    surface.within(inner) { surface in
      let room = max(0, inner.height - foot - inputRows)
      for (row, line) in lines.prefix(room).enumerated() { surface.draw(line, at: Point(0, row)) }
      if lines.count > room, room > 0 { surface.draw("…", at: Point(max(0, inner.width - 1), room - 1), style: .muted) }
      if let input, inner.height > foot {
        surface.draw(input, in: Rect(0, inner.height - foot - (inner.height > 2 ? 2 : 1), inner.width, 1))
      }
      drawButtons(on: &surface, y: inner.height - 1)
    }
  }

  private func drawButtons(on surface: inout Surface, y: Int) {
    let labels = buttons.enumerated().map { index, button in
      index == focus ? "[ \(button.title) ]" : "  \(button.title)  "
    }
    let width = labels.reduce(0) { $0 + Text.width($1) } + max(0, labels.count - 1)
    var x = max(0, surface.bounds.width - width)
    for (index, label) in labels.enumerated() {
      let button = buttons[index]
      let style = button.isEnabled ? button.style : .disabled
      x = surface.draw(label, at: Point(x, y), style: index == focus ? style.on(.selection).adding(.bold) : style) + 1
    }
  }
}
