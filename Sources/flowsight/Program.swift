import Model

/// The command line from its words to its exit status.
struct Program: Sendable {
  var commands: [Command] = Command.all
  var streams: Streams
  var environment: [String: String]
  var engine: Engine

  func run(_ words: [String]) async -> ExitStatus {
    let parser = ArgumentParser(commands: commands)
    let parsed: ArgumentParser.Parsed
    do {
      parsed = try parser.parse(words)
    } catch {
      return report(error.failure, format: asksForJSON(words) ? .json : .table)
    }
    switch parsed {
    case .help(let topic):
      streams.output(Help(parser: parser).text(for: topic) + "\n")
      return .success
    case .run(let command, let arguments):
      let invocation = Invocation(arguments: arguments, streams: streams, environment: environment, engine: engine)
      do {
        return try await command.run(invocation)
      } catch {
        return report(ErrorRenderer.failure(error), format: invocation.format)
      }
    }
  }

  private func report(_ failure: Failure, format: Format) -> ExitStatus {
    streams.error(ErrorRenderer.text(failure, format: format))
    return ExitStatus(failure)
  }

  /// Whether the words ask for JSON, though they are not understood as a whole.
  private func asksForJSON(_ words: [String]) -> Bool {
    let joined = words.joined(separator: " ")
    return ["-o json", "--output json", "-o=json", "--output=json"].contains { joined.contains($0) }
  }
}
