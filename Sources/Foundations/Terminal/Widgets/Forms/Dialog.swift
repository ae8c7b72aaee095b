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
/// The focus goes around fields and buttons. When there is no room for all, the body gives way first.
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

  public var title: String
  public var body: Document
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

  public func draw(on surface: inout Surface) {
    let width = min(surface.bounds.width, Dialog.columnsMax)
    let form = form
    let lines = body.rows(width: max(1, width - 4))
    let footRows = (fields.isEmpty ? 0 : form.rowCount) + (buttons.isEmpty ? 0 : 2)
    let foot = footRows + (fields.isEmpty || lines.isEmpty ? 0 : 1)
    let room = max(0, surface.bounds.height - 2 - foot)
    let inner = surface.popup(Size(width, min(lines.count, room) + foot + 2), title: title, tone: tone)
    surface.within(inner) { surface in
      for (row, line) in lines.prefix(min(room, inner.height)).enumerated() {
        surface.draw(line, at: Point(0, row), width: inner.width)
      }
      if lines.count > room, room > 0 { surface.draw("…", at: Point(max(0, inner.width - 1), room - 1), style: .muted) }
      let buttonRows = buttons.isEmpty ? 0 : min(2, inner.height)
      let formRows = min(form.rowCount, max(0, inner.height - buttonRows))
      surface.draw(form, in: Rect(0, inner.height - buttonRows - formRows, inner.width, formRows))
      if let problem, buttonRows == 2 {
        surface.draw("! " + problem, at: Point(0, inner.height - 2), style: .warning, width: inner.width)
      }
      drawButtons(on: &surface, y: inner.height - 1)
    }
  }

  private func drawButtons(on surface: inout Surface, y: Int) {
    var x = 0
    for (index, button) in buttons.enumerated() where x < surface.bounds.width {
      let isFocused = focus == .button(index)
      let label = isFocused ? "[ \(button.title) ]" : "  \(button.title)  "
      let plain: Style = button.isEnabled ? button.style : .disabled
      let style = isFocused ? plain.on(.selection).adding(.bold) : plain
      x = surface.draw(label, at: Point(x, y), style: style, width: surface.bounds.width - x) + 1
    }
  }
}
