public import Support
import Terminal

/// What is wrong with a keymap: where, why, and what to do.
public struct KeymapProblem: Hashable, Sendable {
  /// The names that lead to it: `["browse", "redrive"]`.
  public var path: [String]
  public var message: String
  public var nextStep: String
}

extension Keymap {
  /// The keymap with the keys that a document gives to commands, and all that is wrong with it. A command that is
  /// named loses the keys that it had in that scope; an empty list leaves it without.
  ///
  ///     browse: {redrive: [R, f5], pause: f7}
  ///     help: {cancel: x}
  public func rebound(by document: JSON) -> (keymap: Keymap, problems: [KeymapProblem]) {
    var keymap = self
    var problems: [KeymapProblem] = []
    guard let scopes = document.members ?? (document.isNull ? [] : nil) else {
      return (self, [KeymapProblem([], KeyWords.notAMapping, KeyWords.example)])
    }
    for member in scopes {
      guard let scope = Context(rawValue: member.name) else {
        problems.append(KeymapProblem([member.name], KeyWords.unknownScope, KeyWords.scopes))
        continue
      }
      guard let commands = member.value.members else {
        problems.append(KeymapProblem([member.name], KeyWords.notAMapping, KeyWords.example))
        continue
      }
      for entry in commands {
        if let problem = keymap.rebind(entry, in: scope) { problems.append(problem) }
      }
    }
    keymap.overrides = document
    return (keymap, problems + keymap.problems)
  }

  private mutating func rebind(_ entry: JSON.Member, in scope: Context) -> KeymapProblem? {
    let path = [scope.rawValue, entry.name]
    let index = bindings.firstIndex { $0.contexts.contains(scope) && $0.command.name == entry.name }
    guard let index else { return KeymapProblem(path, KeyWords.unknownCommand, KeyWords.listThem) }
    let names = (entry.value.array ?? [entry.value]).map { $0.string ?? $0.integer.map { "\($0)" } ?? "" }
    var keys: [Key] = []
    for name in names {
      guard let key = Key(parsing: name) else {
        return KeymapProblem(path, KeyWords.noKey(Text.sanitised(name)), KeyWords.keyNames)
      }
      keys.append(key)
    }
    let command = bindings[index].command
    for other in bindings.indices where bindings[other].command == command { bindings[other].contexts.remove(scope) }
    bindings.insert(Binding(keys, command, in: [scope]), at: index)
    bindings.removeAll(where: \.contexts.isEmpty)
    return nil
  }
}

extension Keymap {
  /// Keys that screen, tmux and terminals take for themselves: the prefixes C-a, C-b and C-Space, the flow control C-s
  /// and C-q.
  static let taken: [Key] = ["a", "b", "s", "q"].map { Key.control($0) } + [Key(.character(" "), .control)]

  /// Without these nobody gets out of a scope.
  static let needed: [(Context, Command)] = [
    (.browse, .quit), (.browse, .palette), (.browse, .back), (.dialog, .cancel), (.dialog, .press),
    (.dialog, .nextField), (.work, .back), (.editor, .back), (.editor, .keep), (.prompt, .cancel), (.prompt, .press),
    (.help, .cancel), (.menu, .cancel),
  ]

  /// What the linter finds. A key may stand for several commands only where the standard keymap has it so: no view
  /// offers two of those.
  public var problems: [KeymapProblem] {
    Context.allCases.flatMap { scope in
      let here = bindings.filter { $0.contexts.contains(scope) }
      return here.flatMap { binding in binding.keys.compactMap { problem(of: $0, binding, in: scope, among: here) } }
        + Keymap.needed.compactMap { context, command in
          guard context == scope, key(for: command, in: scope) == nil else { return nil }
          return KeymapProblem([scope.rawValue, command.name], KeyWords.needed, KeyWords.giveKey)
        }
    }
  }

  private func problem(of key: Key, _ binding: Binding, in scope: Context, among here: [Binding]) -> KeymapProblem? {
    let path = [scope.rawValue, binding.command.name]
    if Keymap.taken.contains(key) { return KeymapProblem(path, KeyWords.taken("\(key)"), KeyWords.chooseOther) }
    if [.prompt, .dialog, .editor].contains(scope), key.typed != nil {
      return KeymapProblem(path, KeyWords.typed("\(key)"), KeyWords.chooseOther)
    }
    // The editor takes its keys before any command does.
    if scope == .editor, TextEditor.takes(key) {
      return KeymapProblem(path, KeyWords.edits("\(key)"), KeyWords.chooseOther)
    }
    if binding.command.isAction, key.modifiers.contains(.control) || key.typed?.isLowercase == true {
      return KeymapProblem(path, KeyWords.tooEasy("\(key)"), KeyWords.chooseCapital)
    }
    let other = here.first { other in
      other.command != binding.command && other.keys.contains(key)
        && !Keymap.standard.areAlternatives(binding.command, other.command, in: scope)
    }
    guard let other, path[1] < other.command.name else { return nil }
    return KeymapProblem(path, KeyWords.clash("\(key)", other.command.name), KeyWords.chooseOther)
  }

  /// Whether a key stands for both here: then no view offers the two.
  private func areAlternatives(_ one: Command, _ other: Command, in scope: Context) -> Bool {
    let keys = { (command: Command) in
      Set(bindings.filter { $0.contexts.contains(scope) && $0.command == command }.flatMap(\.keys))
    }
    return !keys(one).isDisjoint(with: keys(other))
  }
}

extension KeymapProblem {
  init(_ path: [String], _ message: String, _ nextStep: String) {
    self.path = path
    self.message = message
    self.nextStep = nextStep
  }
}

extension Keymap {
  /// A row of the table, for people and programs.
  public struct Entry: Hashable, Sendable, Codable {
    public var scope: String
    public var command: String
    public var keys: [String]
    public var summary: String
    /// Whether it changes the platform.
    public var isAction: Bool
  }

  /// Every command in every scope, in the order of the table.
  public var entries: [Entry] {
    Context.allCases.flatMap { scope in
      var entries: [Entry] = []
      for binding in bindings where binding.contexts.contains(scope) {
        let keys = binding.keys.map { "\($0)" }
        if let index = entries.firstIndex(where: { $0.command == binding.command.name }) {
          entries[index].keys += keys
        } else {
          entries.append(
            Entry(
              scope: scope.rawValue, command: binding.command.name, keys: keys,
              summary: CommandWords.summary(binding.command), isAction: binding.command.isAction))
        }
      }
      return entries
    }
  }
}
