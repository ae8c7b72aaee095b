/// An option of a command: `--name PLACEHOLDER` or, without a placeholder, the flag `--name`.
struct Option: Hashable, Sendable {
  /// Without the dashes.
  let name: String
  let short: Character?
  /// What stands for the value in help; `nil`: the option is a flag.
  let placeholder: String?
  let summary: String
  let isRepeatable: Bool
  /// The values that are accepted; empty accepts any.
  let choices: [String]
  /// Values that a shell offers, where others are accepted, too.
  let suggestions: [String]
  /// Values that are looked up when a shell asks for them.
  let live: LiveValues?

  static func flag(_ name: String, short: Character? = nil, _ summary: String) -> Option {
    Option(
      name: name, short: short, placeholder: nil, summary: summary, isRepeatable: false, choices: [], suggestions: [],
      live: nil)
  }

  static func value(
    _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String, isRepeatable: Bool = false,
    choices: [String] = [], suggestions: [String] = [], live: LiveValues? = nil
  ) -> Option {
    Option(
      name: name, short: short, placeholder: placeholder, summary: summary, isRepeatable: isRepeatable,
      choices: choices, suggestions: suggestions, live: live)
  }

  /// `-o, --output FORMAT`
  var signature: String {
    let names = short.map { "-\($0), --\(name)" } ?? "--\(name)"
    return placeholder.map { "\(names) \($0)" } ?? names
  }
}

/// A word that a command takes beside its options.
struct Operand: Hashable, Sendable {
  enum Arity: Hashable, Sendable {
    case one, optional, many
    /// One or more.
    case several

    var isRequired: Bool { self == .one || self == .several }
    var isRepeated: Bool { self == .many || self == .several }
  }

  let placeholder: String
  let summary: String
  let arity: Arity

  init(_ placeholder: String, _ summary: String, _ arity: Arity = .one) {
    self.placeholder = placeholder
    self.summary = summary
    self.arity = arity
  }

  /// `FILE`, `[FILE]`, `[ID…]` or `ID…`
  var signature: String {
    switch arity {
    case .one: placeholder
    case .optional: "[\(placeholder)]"
    case .many: "[\(placeholder)…]"
    case .several: "\(placeholder)…"
    }
  }
}
