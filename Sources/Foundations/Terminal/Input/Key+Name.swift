/// Names for keymaps and help: `g`, `G`, `/`, `space`, `ctrl-r`, `alt-left`, `shift-tab`, `f5`, `esc`.
extension Key: CustomStringConvertible {
  private static let names: [(name: String, code: Code)] = [
    ("enter", .enter), ("esc", .escape), ("tab", .tab), ("backspace", .backspace), ("delete", .delete),
    ("insert", .insert), ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home),
    ("end", .end), ("pgup", .pageUp), ("pgdn", .pageDown), ("space", .character(" ")),
  ]

  private static let aliases = [
    "return": "enter", "escape": "esc", "del": "delete", "ins": "insert", "pageup": "pgup", "pagedown": "pgdn",
    "bs": "backspace",
  ]

  /// Reads a key's name. Names of keys and modifiers may be in any case; a single character is itself.
  public init?(parsing text: String) {
    var rest = text[...]
    var modifiers: Modifiers = []
    let prefixes: [(String, Modifiers)] = [("ctrl-", .control), ("alt-", .alt), ("shift-", .shift)]
    while let (prefix, modifier) = prefixes.first(where: { rest.lowercased().hasPrefix($0.0) }),
      rest.count > prefix.count
    {
      modifiers.insert(modifier)
      rest = rest.dropFirst(prefix.count)
    }
    guard let code = Key.code(named: String(rest)) else { return nil }
    self.init(code, modifiers)
  }

  private static func code(named text: String) -> Code? {
    if text.count == 1, let character = text.first {
      return Text.sanitised(text) == text && character != " " ? .character(character) : nil
    }
    let name = text.lowercased()
    if name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...24).contains(number) { return .function(number) }
    return names.first { $0.name == aliases[name, default: name] }?.code
  }

  /// The name that ``init(parsing:)`` reads back to the same key.
  public var description: String {
    var text = ""
    if modifiers.contains(.control) { text += "ctrl-" }
    if modifiers.contains(.alt) { text += "alt-" }
    if modifiers.contains(.shift) { text += "shift-" }
    switch code {
    case .character(" "): return text + "space"
    case .character(let character): return text + String(character)
    case .function(let number): return text + "f\(number)"
    default: return text + (Key.names.first { $0.code == code }?.name ?? "?")
    }
  }
}
