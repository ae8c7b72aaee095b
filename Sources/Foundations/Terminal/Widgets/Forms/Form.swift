/// Named fields, one of them with the focus. When they do not all fit, the one with the focus shows, and `↑` `↓` say
/// that there are others.
///
///     ▸ Name   orders-2026█
///       Mode   ‹ strict ›           (left and right choose)
///       Notify [x]                  (space toggles)
///              a name is needed     (a field's problem)
public struct Form: Widget, Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    case text(InputLine)
    case choice([String], selected: Int)
    case toggle(Bool)
  }

  public struct Field: Sendable, Hashable {
    public var label: String
    public var content: Content
    public var problem: String?

    public init(_ label: String, _ content: Content, problem: String? = nil) {
      self.label = label
      self.content = content
      self.problem = problem
    }

    /// The text, the choice, or `true` and `false`.
    public var value: String {
      switch content {
      case .text(let input): input.text
      case .choice(let options, let selected): options.indices.contains(selected) ? options[selected] : ""
      case .toggle(let isOn): isOn ? "true" : "false"
      }
    }

    var rows: Int { problem == nil ? 1 : 2 }
  }

  public var fields: [Field]
  /// The index of the field that keys go to; `nil` for none.
  public var focus: Int?

  public init(_ fields: [Field], focus: Int? = 0) {
    self.fields = fields
    self.focus = focus
  }

  /// Rows that all fields take.
  public var rowCount: Int { fields.reduce(0) { $0 + $1.rows } }

  /// Moves between fields (tab, shift-tab, up, down) or edits the one with the focus; returns whether the key was
  /// taken. Enter and esc are the owner's.
  public mutating func handle(_ key: Key) -> Bool {
    guard let focus, fields.indices.contains(focus) else { return false }
    switch key {
    case .tab, .down: self.focus = (focus + 1) % fields.count
    case .backTab, .up: self.focus = (focus + fields.count - 1) % fields.count
    default: return edit(key)
    }
    return true
  }

  /// Edits the field with the focus; returns whether the key was one of the field's.
  public mutating func edit(_ key: Key) -> Bool {
    guard let focus, fields.indices.contains(focus) else { return false }
    switch (fields[focus].content, key) {
    case (.text(var input), _):
      guard input.handle(key) else { return false }
      fields[focus].content = .text(input)
    case (.choice(let options, let selected), .left) where !options.isEmpty:
      fields[focus].content = .choice(options, selected: (selected + options.count - 1) % options.count)
    case (.choice(let options, let selected), .right) where !options.isEmpty,
      (.choice(let options, let selected), .space) where !options.isEmpty:
      fields[focus].content = .choice(options, selected: (selected + 1) % options.count)
    case (.toggle(let isOn), .space): fields[focus].content = .toggle(!isOn)
    default: return false
    }
    return true
  }

  /// Gives pasted text to the field with the focus.
  public mutating func paste(_ text: String) {
    guard let focus, fields.indices.contains(focus), case .text(var input) = fields[focus].content else { return }
    input.insert(text)
    fields[focus].content = .text(input)
  }

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let labels = min(fields.map { Text.width($0.label) }.max() ?? 0, bounds.width / 2)
    let above = rowsAbove(height: bounds.height)
    var y = -above
    var focusRow: Int?
    for (index, field) in fields.enumerated() where y < bounds.height {
      let isFocused = index == focus
      let parts = Rect(0, y, bounds.width, 1).columns([.fixed(1), .fixed(labels), .share(1)], gap: 1)
      if isFocused {
        focusRow = y
        surface.draw("▸", at: parts[0].origin, style: .focus)
      }
      surface.draw(field.label, at: parts[1].origin, style: isFocused ? .title : .muted, width: parts[1].width)
      draw(field.content, isFocused: isFocused, on: &surface, in: parts[2])
      if let problem = field.problem {
        surface.draw(problem, at: Point(parts[2].x, y + 1), style: .error, width: parts[2].width)
      }
      y += field.rows
    }
    if above > 0, focusRow != 0 { surface.draw("↑", at: .zero, style: .muted) }
    let last = bounds.height - 1
    if rowCount - above > bounds.height, focusRow != last { surface.draw("↓", at: Point(0, last), style: .muted) }
  }

  /// Rows scrolled away so that the field with the focus shows.
  private func rowsAbove(height: Int) -> Int {
    guard let focus, fields.indices.contains(focus) else { return 0 }
    return max(0, fields[...focus].reduce(0) { $0 + $1.rows } - height)
  }

  private func draw(_ content: Content, isFocused: Bool, on surface: inout Surface, in rect: Rect) {
    let style: Style = isFocused ? .accent : .text
    switch content {
    case .text(var input):
      input.isFocused = isFocused
      if isFocused { surface.ground(.selection, in: rect) }
      surface.draw(input, in: rect)
    case .choice(let options, let selected):
      let option = options.indices.contains(selected) ? options[selected] : ""
      surface.draw("‹ \(option) ›", at: rect.origin, style: style, width: rect.width)
    case .toggle(let isOn): surface.draw(isOn ? "[x]" : "[ ]", at: rect.origin, style: style, width: rect.width)
    }
  }
}
