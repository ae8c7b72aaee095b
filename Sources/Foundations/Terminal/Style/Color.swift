/// How many colours a terminal shows.
public enum ColorDepth: String, Sendable, CaseIterable, Comparable {
  case mono, ansi16, indexed256, trueColor

  public static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }

  /// What the environment says: `NO_COLOR` (https://no-color.org) and dumb terminals are mono, `COLORTERM` names true
  /// colour, `TERM` the rest. Something that is not a terminal is the caller's to know.
  public init(environment: [String: String]) {
    let term = environment["TERM"] ?? ""
    if let noColor = environment["NO_COLOR"], !noColor.isEmpty {
      self = .mono
    } else if term.isEmpty || term == "dumb" || term.hasPrefix("vt1") || term.hasPrefix("vt2") {
      self = .mono
    } else if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || term.hasSuffix("-direct") {
      self = .trueColor
    } else {
      self = term.contains("256") ? .indexed256 : .ansi16
    }
  }
}

/// A colour of a theme: the terminal's own, one of its palette (0–15 the named ones, 16–255 the xterm cube and
/// greys), or red, green and blue.
public enum Color: Sendable, Hashable, Codable {
  case standard
  case indexed(UInt8)
  case rgb(UInt8, UInt8, UInt8)

  static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
  ]

  /// Reads `default`, a name (`red`, `bright-blue`), a palette index (`0`–`255`) or `#rrggbb`.
  public init?(parsing text: String) {
    let text = text.lowercased()
    if text == "default" {
      self = .standard
    } else if let index = Color.names.firstIndex(of: text) {
      self = .indexed(UInt8(index))
    } else if let index = UInt8(text) {
      self = .indexed(index)
    } else if text.hasPrefix("#"), text.utf8.count == 7, let value = UInt32(text.dropFirst(), radix: 16) {
      self.init(hex: value)
    } else {
      return nil
    }
  }

  /// From `0xrrggbb`.
  init(hex value: UInt32) {
    self = .rgb(
      UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value))
  }
}
