/// A key press: a code and the modifiers that the terminal tells.
///
/// Terminals cannot tell every combination: ctrl-i is tab, ctrl-m is enter, shift on a letter is its capital. Values
/// are normalised to what arrives, so `Key(parsing: "shift-a")` equals `Key(parsing: "A")`.
public struct Key: Sendable, Hashable {
  public enum Code: Sendable, Hashable {
    case character(Character)
    case enter, escape, tab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    /// F1 to F24.
    case function(Int)
  }

  public struct Modifiers: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let control = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let shift = Modifiers(rawValue: 4)
  }

  public let code: Code
  public let modifiers: Modifiers

  public init(_ code: Code, _ modifiers: Modifiers = []) {
    var code = code
    var modifiers = modifiers
    if case .character(let character) = code {
      if modifiers.contains(.shift), character.isLowercase, let upper = character.uppercased().first {
        code = .character(upper)
      }
      modifiers.remove(.shift)
      if modifiers.contains(.control), let lower = character.lowercased().first { code = .character(lower) }
    }
    if modifiers.contains(.control), let plain = Key.plainControls[code] {
      code = plain
      modifiers.remove(.control)
    }
    self.code = code
    self.modifiers = modifiers
  }

  private static let plainControls: [Code: Code] = [
    .character("i"): .tab, .character("m"): .enter, .character("["): .escape,
  ]

  /// A character without modifiers, or with ctrl or alt.
  public static func character(_ character: Character) -> Key { Key(.character(character)) }
  public static func control(_ character: Character) -> Key { Key(.character(character), .control) }
  public static func alt(_ character: Character) -> Key { Key(.character(character), .alt) }

  public static let enter = Key(.enter)
  public static let escape = Key(.escape)
  public static let tab = Key(.tab)
  public static let backTab = Key(.tab, .shift)
  public static let backspace = Key(.backspace)
  public static let delete = Key(.delete)
  public static let space = Key(.character(" "))
  public static let up = Key(.up)
  public static let down = Key(.down)
  public static let left = Key(.left)
  public static let right = Key(.right)
  public static let home = Key(.home)
  public static let end = Key(.end)
  public static let pageUp = Key(.pageUp)
  public static let pageDown = Key(.pageDown)

  /// The character that typing this key enters; `nil` for all other keys.
  public var typed: Character? {
    if case .character(let character) = code, modifiers.isEmpty { character } else { nil }
  }

  /// 0 to 9 for the keys of these digits alone: what other scripts count with is text.
  public var digit: Int? { typed.flatMap { $0.isASCII ? $0.wholeNumberValue : nil } }
}
