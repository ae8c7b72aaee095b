internal import CNCurses

/// ncurses' key codes as keys, and codes of our own for what terminfo does not describe: bracketed paste, and the
/// keys of xterm in both of its modes, with modifiers (`ESC [ 1 ; 5 D` is ctrl-left), which nearly every terminal
/// sends.
enum KeyCodes {
  static let pasteStart: Int32 = 1000
  static let pasteEnd: Int32 = 1001
  /// The start of a mouse report (xterm's mode 1006); its numbers follow as characters.
  static let mouseStart: Int32 = 1002
  private static let modifiedBase: Int32 = 1100

  /// `ESC [ A`, and with modifiers `ESC [ 1 ; 5 A`.
  private static let cursorKeys: [(String, Key.Code)] = [
    ("A", .up), ("B", .down), ("C", .right), ("D", .left), ("H", .home), ("F", .end), ("P", .function(1)),
    ("Q", .function(2)), ("R", .function(3)), ("S", .function(4)),
  ]
  /// `ESC [ 2 ~`, and with modifiers `ESC [ 2 ; 5 ~`.
  private static let numberedKeys: [(String, Key.Code)] = [
    ("1", .home), ("2", .insert), ("3", .delete), ("4", .end), ("5", .pageUp), ("6", .pageDown), ("7", .home),
    ("8", .end), ("15", .function(5)), ("17", .function(6)), ("18", .function(7)), ("19", .function(8)),
    ("20", .function(9)), ("21", .function(10)), ("23", .function(11)), ("24", .function(12)),
  ]
  /// `ESC O q`: the numeric keypad in its application mode.
  private static let keypadKeys: [(String, Key.Code)] =
    zip("pqrstuvwxy", "0123456789").map { (String($0), .character($1)) } + [
      ("j", .character("*")), ("k", .character("+")), ("l", .character(",")), ("m", .character("-")),
      ("n", .character(".")), ("o", .character("/")), ("M", .enter), ("X", .character("=")),
    ]
  private static let keys = cursorKeys + numberedKeys + keypadKeys

  private static let plain: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home, KEY_END: .end,
    KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_IC: Key(.insert),
    KEY_BTAB: .backTab, KEY_ENTER: .enter, KEY_SLEFT: Key(.left, .shift), KEY_SRIGHT: Key(.right, .shift),
    KEY_SR: Key(.up, .shift), KEY_SF: Key(.down, .shift), KEY_SHOME: Key(.home, .shift), KEY_SEND: Key(.end, .shift),
    KEY_SDC: Key(.delete, .shift),
  ]

  /// xterm's parameter is 1 plus these bits.
  private static let modifierBits: [(bit: Int32, modifier: Key.Modifiers)] = [(1, .shift), (2, .alt), (4, .control)]

  static func define() {
    define_key("\u{1b}[200~", pasteStart)
    define_key("\u{1b}[201~", pasteEnd)
    define_key("\u{1b}[<", mouseStart)
    define_key("\u{1b}[Z", KEY_BTAB)
    for (index, (name, _)) in keys.enumerated() {
      let code = modifiedBase + Int32(index) * 8
      guard index < cursorKeys.count + numberedKeys.count else {
        define_key("\u{1b}O\(name)", code)
        continue
      }
      let isCursorKey = index < cursorKeys.count
      define_key(isCursorKey ? "\u{1b}[\(name)" : "\u{1b}[\(name)~", code)
      for bits in Int32(1)...7 {
        define_key(isCursorKey ? "\u{1b}[1;\(bits + 1)\(name)" : "\u{1b}[\(name);\(bits + 1)~", code + bits)
      }
    }
  }

  /// The key of a code above 255.
  static func key(_ code: Int32) -> Key? {
    if let key = plain[code] { return key }
    if code > KEY_F0, code <= KEY_F0 + 24 { return Key(.function(Int(code - KEY_F0))) }
    let index = Int((code - modifiedBase) / 8)
    guard code >= modifiedBase, index < keys.count else { return nil }
    let bits = (code - modifiedBase) % 8
    let modifiers = modifierBits.filter { bits & $0.bit != 0 }.reduce(into: Key.Modifiers()) { $0.insert($1.modifier) }
    return Key(keys[index].1, modifiers)
  }
}
