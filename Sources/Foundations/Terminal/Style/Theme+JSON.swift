public import Support

extension Theme {
  /// Why a document is no theme: where, and what was expected there.
  public struct ParseError: Error, Hashable, CustomStringConvertible {
    public var path: String
    public var expected: String
    public var description: String { "\(path): expected \(expected)" }
  }

  /// Reads a theme. Roles that the document leaves out are those of `base`.
  ///
  ///     name: night
  ///     base: dark                # dark, light or mono; dark when absent
  ///     roles:
  ///       error: {fg: "#ff5f5f", bg: default, fg16: bright-red, bg16: default, emphasis: [bold]}
  ///       muted: "#868e99"        # a foreground alone
  public init(_ document: JSON) throws(ParseError) {
    guard let name = document["name"]?.string else { throw ParseError(path: "name", expected: "a string") }
    let baseName = document["base"]?.string ?? "dark"
    guard let base = Theme.builtIn.first(where: { $0.name == baseName }) else {
      throw ParseError(path: "base", expected: "one of " + Theme.builtIn.map(\.name).joined(separator: ", "))
    }
    self = base
    self.name = name
    guard let roles = document["roles"] else { return }
    guard let members = roles.members else { throw ParseError(path: "roles", expected: "an object") }
    for member in members {
      let path = "roles." + member.name
      guard let role = Role(rawValue: member.name) else {
        throw ParseError(path: path, expected: "one of " + Role.allCases.map(\.rawValue).joined(separator: ", "))
      }
      self[role] = try Ink(member.value, path: path)
    }
  }
}

extension Theme.Ink {
  fileprivate init(_ value: JSON, path: String) throws(Theme.ParseError) {
    if value.string != nil {
      self.init(try Theme.Ink.color(value, path: path))
      return
    }
    guard let members = value.members else {
      throw Theme.ParseError(path: path, expected: "a colour, or an object of fg, bg, fg16, bg16, emphasis")
    }
    self.init()
    for member in members {
      let path = path + "." + member.name
      switch member.name {
      case "fg": foreground = try Theme.Ink.color(member.value, path: path)
      case "bg": background = try Theme.Ink.color(member.value, path: path)
      case "fg16": foreground16 = try Theme.Ink.color(member.value, path: path)
      case "bg16": background16 = try Theme.Ink.color(member.value, path: path)
      case "emphasis": emphasis = try Theme.Ink.emphasis(member.value, path: path)
      default: throw Theme.ParseError(path: path, expected: "one of fg, bg, fg16, bg16, emphasis")
      }
    }
  }

  private static func color(_ value: JSON, path: String) throws(Theme.ParseError) -> Color {
    let text = value.string ?? value.integer.map { String($0) } ?? ""
    guard let color = Color(parsing: text) else {
      throw Theme.ParseError(path: path, expected: "default, a colour's name, 0–255, or #rrggbb")
    }
    return color
  }

  private static let emphasisNames: [String: Emphasis] = [
    "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline, "reverse": .reverse,
  ]

  private static func emphasis(_ value: JSON, path: String) throws(Theme.ParseError) -> Emphasis {
    var emphasis: Emphasis = []
    for element in value.array ?? [value] {
      guard let name = element.string, let flag = emphasisNames[name] else {
        throw Theme.ParseError(path: path, expected: "a list of " + emphasisNames.keys.sorted().joined(separator: ", "))
      }
      emphasis.insert(flag)
    }
    return emphasis
  }
}
