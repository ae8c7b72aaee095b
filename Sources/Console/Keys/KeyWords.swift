import Support

/// What the keymap linter says.
enum KeyWords {
  static var notAMapping: String { localized("a mapping is expected here", "这里应为键值映射") }
  static var example: String {
    localized("write it as `browse: {pause: f7}`", "写成 `browse: {pause: f7}`")
  }
  static var unknownScope: String { localized("there is no such scope", "没有这个范围") }
  static var scopes: String {
    let names = Keymap.Context.allCases.map(\.rawValue).joined(separator: ", ")
    return localized("use one of: \(names)", "可用的有：\(names)")
  }
  static var unknownCommand: String {
    localized("no such command has a key there", "那里没有这个命令")
  }
  static var listThem: String {
    localized("see them with `flowsight keys list`", "用 `flowsight keys list` 查看")
  }
  static func noKey(_ name: String) -> String { localized("'\(name)' is no key", "“\(name)”不是按键") }
  static var keyNames: String {
    localized(
      "keys are characters, and names such as enter, pgdn, f5, ctrl-r, alt-x, shift-tab",
      "按键为单个字符，或 enter、pgdn、f5、ctrl-r、alt-x、shift-tab 之类的名称")
  }
  static var needed: String { localized("nothing goes on without this command", "缺少此命令将无法继续操作") }
  static var giveKey: String { localized("give it a key", "给它一个按键") }
  static func taken(_ key: String) -> String {
    localized("\(key) belongs to tmux, screen or the terminal", "\(key) 属于 tmux、screen 或终端")
  }
  static func typed(_ key: String) -> String { localized("\(key) is typed there", "\(key) 在那里是输入的字符") }
  static func edits(_ key: String) -> String { localized("\(key) edits the text there", "\(key) 在那里用于编辑文本") }
  static func tooEasy(_ key: String) -> String {
    localized("\(key) is too easy to hit for what changes the platform", "\(key) 太容易误按，不能用于更改平台的操作")
  }
  static var chooseCapital: String {
    localized("choose a capital letter, a function key, or alt", "改用大写字母、功能键或 alt 组合键")
  }
  static func clash(_ key: String, _ other: String) -> String {
    localized("\(key) also means \(other)", "\(key) 同时也是 \(other)")
  }
  static var chooseOther: String { localized("choose another key", "换一个按键") }
}
