import Console
import Model
import Support

extension Command {
  static let keys: [Command] = [
    Command(
      "keys list", "list what each key of the console does, as the configuration has it",
      details: """
        The names of scopes and commands are those of the configuration file:
        keys: {browse: {redrive: [R, f5], pause: f7}}
        """, options: [.listFormat]
    ) { invocation in
      let keymap = try invocation.configuration()?.keymap ?? .standard
      let writer = ListWriter(
        table: Table<Keymap.Entry>(columns: keyColumns), format: invocation.format, streams: invocation.streams,
        width: invocation.tableWidth)
      try writer.write(keymap.entries, isFirst: true)
      writer.end(next: nil)
      return .success
    },
    Command(
      "keys lint", "check the keys of the configuration file",
      details: """
        Refused are clashes in a scope, keys that tmux, screen or the terminal take (ctrl-a ctrl-b ctrl-s ctrl-q
        ctrl-space), changes of the platform on ctrl or on a bare lower-case letter, and scopes without a way out.
        """, options: [.format]
    ) { invocation in
      let failures = try invocation.configuration()?.keymapFailures ?? []
      if invocation.format == .json {
        invocation.write([
          "ok": .bool(failures.isEmpty),
          "problems": .array(
            failures.map { ["message": .string($0.message), "next_step": JSON($0.nextStep)] }),
        ])
      } else if failures.isEmpty {
        invocation.streams.output("the keys are sound\n")
      } else {
        for failure in failures { invocation.writeError(failure) }
      }
      return failures.isEmpty ? .success : .usage
    },
  ]

  private static let keyColumns: [Column<Keymap.Entry>] = [
    Column("scope") { $0.scope }, Column("command") { $0.command },
    Column("keys") { $0.keys.joined(separator: " ") }, Column("action") { $0.isAction ? "yes" : "" },
    Column("what", isFlexible: true) { $0.summary },
  ]
}

extension Invocation {
  func configuration() throws -> ConfigurationFile? { try engine.configuration(environment) }
}
