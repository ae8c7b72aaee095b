/// Named fields, one of them with the focus.
///
///       Name      orders-2026█
///       Mode    ‹ strict ›          (left and right choose)
///       Notify  [x]                 (space toggles)
///               a name is needed    (a field's problem)
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
  }

  public var fields: [Field]
  public private(set) var focus = 0

  public init(_ fields: [Field]) { self.fields = fields }

  /// Moves between fields (tab, shift-tab, up, down) or edits the one with the focus; returns whether the key was
  /// taken. Enter and esc are the owner's.
  public mutating func handle(_ key: Key) -> Bool {
    guard fields.indices.contains(focus) else { return false }
    switch key {
    case .tab, .down: focus = (focus + 1) % fields.count
    case .backTab, .up: focus = (focus + fields.count - 1) % fields.count
    default: return edit(key)
    }
    return true
  }

  /// Gives pasted text to the field with the focus.
  public mutating func paste(_ text: String) {
    guard fields.indices.contains(focus), case .text(var input) = fields[focus].content else { return }
    input.insert(text)
    fields[focus].content = .text(input)
  }

  private mutating func edit(_ key: Key) -> Bool {
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

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let labels = fields.map { Text.width($0.label) }.max() ?? 0
    var y = 0
    for (index, field) in fields.enumerated() where y < bounds.height {
      let isFocused = index == focus
      let parts = Rect(0, y, bounds.width, 1).columns([.fixed(2), .fixed(labels), .share(1)], gap: 1)
      if isFocused { surface.draw("▸", at: parts[0].origin, style: .focus) }
      surface.draw(field.label, at: parts[1].origin, style: isFocused ? .title : .muted, width: parts[1].width)
      draw(field.content, isFocused: isFocused, on: &surface, in: parts[2])
      y += 1
      if let problem = field.problem {
        surface.draw(problem, at: Point(parts[2].x, y), style: .error)
        y += 1
      }
    }
  }

  private func draw(_ content: Content, isFocused: Bool, on surface: inout Surface, in rect: Rect) {
    let style: Style = isFocused ? .accent : .text
    switch content {
    case .text(var input):
      input.isFocused = isFocused
      surface.draw(input, in: rect)
    case .choice(let options, let selected):
      let option = options.indices.contains(selected) ? options[selected] : ""
      surface.draw("‹ \(option) ›", at: rect.origin, style: style, width: rect.width)
    case .toggle(let isOn): surface.draw(isOn ? "[x]" : "[ ]", at: rect.origin, style: style, width: rect.width)
    }
  }
}
