import Direct
import Foundation
import Model
import Synchronization

@testable import flowsight

/// Runs command lines against a platform and keeps what they write.
final class Shell: Sendable {
  struct Outcome {
    var status: ExitStatus
    var output: String
    var error: String
  }

  private struct Written {
    var output = ""
    var error = ""
    var answers: [String]
    var closedCount = 0
  }

  let platform: FakePlatform
  private let written: Mutex<Written>
  private let isTerminal: Bool
  /// The text of the configuration file; `nil`: there is none.
  private let configuration: String?
  private let environment: [String: String]
  private let survey: PlatformSurvey
  private let surroundings: Surroundings

  init(
    _ platform: FakePlatform = FakePlatform(), isTerminal: Bool = false, answers: [String] = [],
    configuration: String? = nil,
    environment: [String: String] = ["FLOWSIGHT_POSTGRES": "postgres:///a", "FLOWSIGHT_REDIS": "redis://a"],
    survey: PlatformSurvey = DoctorTests.survey,
    surroundings: Surroundings = Surroundings(terminal: DoctorTests.terminal)
  ) {
    (self.survey, self.surroundings) = (survey, surroundings)
    self.platform = platform
    self.configuration = configuration
    self.environment = environment
    self.isTerminal = isTerminal
    written = Mutex(Written(answers: answers))
  }

  var closedCount: Int { written.withLock { $0.closedCount } }

  func run(_ words: String...) async -> Outcome { await run(words) }

  func run(_ words: [String]) async -> Outcome {
    let streams = Streams(
      output: { [self] text in written.withLock { $0.output += text } },
      error: { [self] text in written.withLock { $0.error += text } },
      answer: { [self] in written.withLock { $0.answers.isEmpty ? nil : $0.answers.removeFirst() } },
      outputIsTerminal: isTerminal, errorIsTerminal: isTerminal, inputIsTerminal: isTerminal, columns: 80)
    let engine = Engine(
      connect: { [self] _ in
        Engine.Connection(platform: platform) { [self] in written.withLock { $0.closedCount += 1 } }
      },
      configuration: { [configuration] _ in
        try configuration.map { text throws(Failure) in try ConfigurationFile(text, path: "config.yaml") }
      },
      survey: { [survey] _ in survey }, surroundings: { [surroundings] _ in surroundings })
    let program = Program(streams: streams, environment: environment, engine: engine)
    let status = await program.run(words)
    return written.withLock { written in
      defer { (written.output, written.error) = ("", "") }
      return Outcome(status: status, output: written.output, error: written.error)
    }
  }
}

/// A file that goes with the value.
final class TemporaryFile: Sendable {
  let path: String

  init(_ bytes: [UInt8], name: String = "orders.csv") throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "flowsight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appending(path: name)
    try Data(bytes).write(to: url)
    path = url.path
  }

  var folder: String { URL(filePath: path).deletingLastPathComponent().path }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
