import Terminal

/// Values that a shell can offer only by asking the program: what is in the user's own files. No server is asked, so an
/// answer takes no longer than a key.
enum LiveValues: String, Hashable, Sendable, CaseIterable {
  case profiles, themes

  /// A line each. What cannot be read is not offered, and nothing is said: the user is typing.
  func names(_ invocation: Invocation) -> [String] {
    let file = try? invocation.configuration()
    let names =
      switch self {
      case .profiles: file?.profiles.keys.sorted() ?? []
      case .themes: ThemeCatalog.all(invocation.environment).map(\.name)
      }
    return names.filter { name in !name.unicodeScalars.contains { $0.properties.generalCategory == .control } }
  }

  /// Asks for those that the shell's first parameter names.
  static let command = "command flowsight completion values \"$1\" 2>/dev/null"
}
