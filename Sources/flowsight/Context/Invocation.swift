import Direct
import Model
import Support

/// A command that was understood, and all that it may touch.
struct Invocation: Sendable {
  var arguments: Arguments
  var streams: Streams
  var environment: [String: String]
  var engine: Engine

  var format: Format { arguments.format }

  /// Width to lay tables out for; `nil` when the output goes to a file or a pipe.
  var tableWidth: Int? { streams.outputIsTerminal ? streams.columns : nil }

  func settings() throws -> ServerSettings {
    try ServerSettings.resolve(arguments, environment: environment) {
      try engine.configuration(environment)
    }
  }

  /// The settings, for what changes the platform as a whole. Fails with `read_only`.
  func writableSettings() throws -> ServerSettings {
    let settings = try settings()
    guard !settings.isReadOnly else {
      throw Failure(
        "read_only", "the profile \(settings.profile) is read-only",
        nextStep: "add `--write`, if you mean to change it")
    }
    return settings
  }

  /// Connects, works, and closes the connections again, whatever happens.
  func withPlatform<Result: Sendable>(
    _ work: @Sendable (any Platform) async throws -> Result
  ) async throws -> Result {
    try await withPlatform(and: {}, { platform, _ in try await work(platform) })
  }

  /// The same, with something that is made ready while the servers answer.
  func withPlatform<Preparation: Sendable, Result: Sendable>(
    and prepare: () throws -> Preparation, _ work: @Sendable (any Platform, Preparation) async throws -> Result
  ) async throws -> Result {
    let (connection, preparation) = try await connect(and: prepare)
    do {
      let result = try await work(connection.platform, preparation)
      await connection.close()
      return result
    } catch {
      await connection.close()
      throw error
    }
  }

  private func connect<Preparation: Sendable>(
    and prepare: () throws -> Preparation
  ) async throws -> (Engine.Connection, Preparation) {
    try await withThrowingTaskGroup(of: Engine.Connection.self) { group in
      group.addTask { try await engine.connect(try settings()) }
      let preparation: Preparation
      do {
        preparation = try prepare()
      } catch {
        // Nobody works with what may be connected by now.
        group.cancelAll()
        if let connection = try? await group.next() { await connection.close() }
        throw error
      }
      guard let connection = try await group.next() else { throw CancellationError() }
      return (connection, preparation)
    }
  }

  /// Writes a JSON document: indented for a person, on one line for a program.
  func write(_ json: JSON) { streams.output(json.text(pretty: streams.outputIsTerminal) + "\n") }

  func writeError(_ failure: Failure) { streams.error(ErrorRenderer.text(failure, format: format)) }

  /// A remark beside the result; silent when a program reads.
  func note(_ text: String) {
    if format == .table { streams.error(text + "\n") }
  }
}

/// What stands behind the commands.
struct Engine: Sendable {
  struct Connection: Sendable {
    var platform: any Platform
    var close: @Sendable () async -> Void
  }

  var connect: @Sendable (ServerSettings) async throws -> Connection
  /// The configuration file; `nil` when there is none.
  var configuration: @Sendable (_ environment: [String: String]) throws -> ConfigurationFile?
  /// What the doctor asks.
  var survey: @Sendable (ServerSettings) async -> PlatformSurvey
  var surroundings: @Sendable (_ environment: [String: String]) -> Surroundings
}
