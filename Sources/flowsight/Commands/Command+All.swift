import Support

extension Command {
  /// The table of commands: parsing, help, and what is run.
  static let all: [Command] =
    [console, demo, serve, doctor] + keys + migrate + [ingest] + runs + workflows + backfills + schedules + queues + [
      trace
    ]
    + letters
    + letterOperations + uploads + datasets + labeling + audit + [overview] + manual + [version]

  private static let labeling: [Command] =
    labelProjects + labelDocuments + labelTasks + labelWork + labelExchange + [agreement]

  static let versionText = "0.1.0"

  private static let version = Command("version", "print the version", options: [.format]) { invocation in
    if invocation.format == .json {
      invocation.write(["version": .string(versionText)])
    } else {
      invocation.streams.output("flowsight \(versionText)\n")
    }
    return .success
  }
}
