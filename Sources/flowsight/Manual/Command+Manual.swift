extension Command {
  static let manual: [Command] =
    CompletionScript.Shell.allCases.map { shell in
      Command(
        "completion \(shell.rawValue)", "print what \(shell.rawValue) needs to complete commands and options",
        details: """
          It is made from the table of commands, so print it again after an update:
            \(shell.installation)
          """
      ) { invocation in
        invocation.streams.output(CompletionScript().text(for: shell))
        return .success
      }
    } + [
      Command(
        "completion values", "print what may stand in a place, a line each; shells ask it",
        operands: [Operand("KIND", LiveValues.allCases.map(\.rawValue).joined(separator: " or "))]
      ) { invocation in
        let kind = invocation.arguments.operands.first.flatMap(LiveValues.init(rawValue:))
        invocation.streams.output((kind?.names(invocation) ?? []).map { $0 + "\n" }.joined())
        return .success
      },
      Command(
        "man", "print the manual page, as roff",
        details: """
          Every command, option and key of the console. Read it at once, or put it where `man` looks:
            flowsight man | man -l -
            flowsight man > ~/.local/share/man/man1/flowsight.1
          """
      ) { invocation in
        invocation.streams.output(ManualPage().text)
        return .success
      },
    ]
}

extension CompletionScript.Shell {
  /// The line that installs it for one user.
  fileprivate var installation: String {
    switch self {
    case .bash: "flowsight completion bash > ~/.local/share/bash-completion/completions/flowsight"
    case .zsh: "flowsight completion zsh > ~/.zfunc/_flowsight    # a folder of $fpath"
    case .fish: "flowsight completion fish > ~/.config/fish/completions/flowsight.fish"
    }
  }
}
