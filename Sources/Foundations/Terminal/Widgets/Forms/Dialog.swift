/// A question, a message or a form in a popup, over what is there (which is dimmed).
///
///     ┌ Discard 12 letters ────────────────┐
///     │ They leave the queue for good.     │
///     │ Skipped: 2 (held by another).      │
///     │                                    │
///     │ ▸ reason  too old█                 │
///     │   type 12                          │
///     │ ! type 12 to confirm               │
///     │   Discard  [ Cancel ]              │
///     └────────────────────────────────────┘
///
/// The focus goes around fields and buttons. When there is no room for all, the body and the fields scroll: the field
/// with the focus always shows, a page of the body is ``scrollBody(by:in:)`` away, the buttons stay.
public struct Dialog: Widget, Sendable, Hashable {
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

  public enum Focus: Sendable, Hashable {
    case field(Int)
    case button(Int)
  }

  public static let columnsMax = 72
  /// Rows that the body keeps when there is no room for all.
  private static let bodyRowsMin = 3

  public var title: String
  public var body: Document
  /// Rows of the body that are scrolled away.
  public var bodyTop = 0
  public var fields: [Form.Field]
  public var buttons: [Button]
  public var focus: Focus
  /// What stands in the way of the button that was pressed last.
  public var problem: String?
  /// The style of the frame: `.warning` or `.error` for what cannot be undone.
  public var tone: Style

  public init(
    _ title: String, _ body: Document, fields: [Form.Field] = [], buttons: [Button] = [],
    focus: Focus = .button(0), problem: String? = nil, tone: Style = .focus
  ) {
    self.title = title
    self.body = body
    self.fields = fields
    self.buttons = buttons
    self.focus = focus
    self.problem = problem
    self.tone = tone
  }

  /// Moves the focus with tab and the arrows, past disabled buttons, and edits the field that has it; enter in a field
  /// goes on. Returns the index of the button that enter pressed.
  public mutating func handle(_ key: Key) -> Int? {
    switch (focus, key) {
    case (.button(let index), .enter): return buttons.indices.contains(index) && buttons[index].isEnabled ? index : nil
    case (_, .tab), (_, .down), (.button, .right), (.field, .enter): moveFocus(by: 1)
    case (_, .backTab), (_, .up), (.button, .left): moveFocus(by: -1)
    case (.field, _):
      var form = form
      _ = form.edit(key)
      fields = form.fields
      problem = nil
    default: break
    }
    return nil
  }

  /// Gives pasted text to the field with the focus.
  public mutating func paste(_ text: String) {
    var form = form
    form.paste(text)
    fields = form.fields
  }

  private var stops: [Focus] {
    fields.indices.map(Focus.field) + buttons.indices.filter { buttons[$0].isEnabled }.map(Focus.button)
  }

  private mutating func moveFocus(by step: Int) {
    let stops = stops
    guard !stops.isEmpty else { return }
    let index = stops.firstIndex(of: focus) ?? (step > 0 ? -1 : 0)
    focus = stops[((index + step) % stops.count + stops.count) % stops.count]
  }

  private var form: Form {
    if case .field(let index) = focus { Form(fields, focus: index) } else { Form(fields, focus: nil) }
  }

  /// What stands where in a dialog on a screen of this size: rows of each part, from the top.
  private struct Parts {
    var width: Int
    var lines: [[Span]]
    var body: Int
    var gap: Int
    var form: Int
    var buttons: Int

    var rows: Int { body + gap + form + buttons }
    /// Rows of the body that do not show at once.
    var hidden: Int { lines.count - body }
  }

  private func parts(in size: Size) -> Parts {
    let width = max(1, min(size.width, Dialog.columnsMax) - 4)
    let height = max(0, size.height - 2)
    let formRows = form.rowCount
    let lines = body.rows(width: width)
    let gap = fields.isEmpty || lines.isEmpty ? 0 : 1
    let buttonRows = buttons.isEmpty ? 0 : min(2, height)
    let room = height - buttonRows
    if lines.count + gap + formRows <= room {
      return Parts(width: width, lines: lines, body: lines.count, gap: gap, form: formRows, buttons: buttonRows)
    }
    // A column is the scroll bar's.
    let narrow = body.rows(width: max(1, width - 2))
    let kept = min(narrow.count, Dialog.bodyRowsMin)
    let form = min(formRows, room, max(room - kept, min(formRows, 2)))
    return Parts(
      width: width, lines: narrow, body: min(narrow.count, max(0, room - form)), gap: 0, form: form, buttons: buttonRows
    )
  }

  /// Whether the body does not show as a whole on a screen of this size.
  public func isScrolling(in size: Size) -> Bool { parts(in: size).hidden > 0 }

  /// Scrolls the body by so many of its pages, no further than its ends.
  public mutating func scrollBody(by pages: Int, in size: Size) {
    let parts = parts(in: size)
    bodyTop = min(max(0, bodyTop + pages * max(1, parts.body - 1)), max(0, parts.hidden))
  }

  public func draw(on surface: inout Surface) {
    let parts = parts(in: surface.bounds.size)
    let inner = surface.popup(Size(parts.width + 4, parts.rows + 2), title: title, tone: tone)
    surface.within(inner) { surface in
      drawBody(parts, on: &surface)
      surface.draw(form, in: Rect(0, parts.body + parts.gap, inner.width, parts.form))
      if let problem, parts.buttons == 2 {
        surface.draw("! " + problem, at: Point(0, inner.height - 2), style: .warning, width: inner.width)
      }
      drawButtons(on: &surface, y: inner.height - 1)
    }
  }

  private func drawBody(_ parts: Parts, on surface: inout Surface) {
    let width = surface.bounds.width
    let top = min(bodyTop, max(0, parts.hidden))
    for (row, line) in parts.lines.dropFirst(top).prefix(parts.body).enumerated() {
      surface.draw(line, at: Point(0, row), width: width)
    }
    guard parts.hidden > 0, width > 2 else { return }
    let bar = ScrollBar(count: parts.lines.count, top: top, height: parts.body)
    surface.draw(bar, in: Rect(width - 1, 0, 1, parts.body))
  }

  /// Where they do not all fit, the first gives way: the last is the one that does nothing.
  private func drawButtons(on surface: inout Surface, y: Int) {
    let width = surface.bounds.width
    var rest = buttons.dropFirst().reduce(0) { $0 + Text.width($1.title) + 5 }
    var x = 0
    for (index, button) in buttons.enumerated() where x < width {
      let title = Text.truncated(button.title, to: max(1, width - x - rest - 4))
      rest -= index + 1 < buttons.count ? Text.width(buttons[index + 1].title) + 5 : 0
      let isFocused = focus == .button(index)
      let label = isFocused ? "[ \(title) ]" : "  \(title)  "
      let plain: Style = button.isEnabled ? button.style : .disabled
      let style = isFocused ? plain.on(.selection).adding(.bold) : plain
      x = surface.draw(label, at: Point(x, y), style: style, width: width - x) + 1
    }
  }
}
