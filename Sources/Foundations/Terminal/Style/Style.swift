/// What a piece of the screen means. A ``Theme`` decides what each looks like.
public enum Role: String, Sendable, Codable, CaseIterable {
  case text, muted, accent, title, border, focus, panel
  case selection, mark, header, key, badge, banner, disabled
  case success, warning, error, info
  /// The parts of structured text.
  case name, string, number, literal
}

/// How a piece stands out beside others of its role.
public struct Emphasis: OptionSet, Sendable, Hashable, Codable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = Emphasis(rawValue: 1)
  public static let dim = Emphasis(rawValue: 2)
  public static let italic = Emphasis(rawValue: 4)
  public static let underline = Emphasis(rawValue: 8)
  public static let reverse = Emphasis(rawValue: 16)
}

/// The style of a cell: its role, the ground it lies on, its emphasis.
///
/// Text drawn without a ground keeps the one that is there, so a row is filled with `.selection` and its fields drawn
/// over it in their own roles.
public struct Style: Sendable, Hashable {
  public var role: Role
  public var ground: Role?
  public var emphasis: Emphasis

  public init(_ role: Role, on ground: Role? = nil, _ emphasis: Emphasis = []) {
    self.role = role
    self.ground = ground
    self.emphasis = emphasis
  }

  public func on(_ ground: Role?) -> Style { Style(role, on: ground, emphasis) }
  public func adding(_ emphasis: Emphasis) -> Style { Style(role, on: ground, self.emphasis.union(emphasis)) }

  public static let text = Style(.text)
  public static let muted = Style(.muted)
  public static let accent = Style(.accent)
  public static let title = Style(.title)
  public static let border = Style(.border)
  public static let focus = Style(.focus)
  public static let header = Style(.header)
  public static let key = Style(.key)
  public static let badge = Style(.badge)
  public static let banner = Style(.banner)
  public static let disabled = Style(.disabled)
  public static let success = Style(.success)
  public static let warning = Style(.warning)
  public static let error = Style(.error)
  public static let info = Style(.info)
}

/// Text in one style; a line is an array of them. A string literal is a span in `.text`.
public struct Span: Sendable, Hashable, ExpressibleByStringLiteral {
  public var text: String
  public var style: Style

  public init(_ text: String, _ style: Style = .text) {
    self.text = text
    self.style = style
  }

  public init(stringLiteral value: String) { self.init(value) }

  /// Columns when drawn.
  public var width: Int { Text.width(text) }
}
