import Console
import Direct
import Foundation
import Hosting
import Model
import Sample
import Support

extension Option {
  static let directory = value("dir", "DIR", "keep the data there; without it, a temporary folder that goes at the end")
  static let empty = flag("empty", "no sample data")
  static let noConsole = flag("no-console", "print the servers on one line and run until stopped")
  static let file = value("file", "FILE", "ingest this file instead of the sample data")
}

extension Command {
  static let demo = Command(
    "demo", "start a whole platform of its own: servers, services, sample data, the console",
    details: """
      Private servers on this machine, nothing else is touched. Leaving the console, SIGINT and SIGTERM stop all that
      was started. With the console, the services log to flowsight.log beside the data. With `--no-console` one JSON
      line names the servers when everything is ready:
      {"postgres": DSN, "redis": URL, "dir": DIR, "pid": N}

      You are its administrator; `--as ann/annotator` shows the console as an annotator has it, who can label.
      """,
    options: [.directory, .empty, .file, .noConsole] + Option.looks + [.format]
  ) { invocation in
    try await Demonstration(invocation).run()
  }
}

/// One run of `flowsight demo`.
private struct Demonstration {
  /// Rows of each sample file.
  static let sampleRows = 2_000
  static let logName = "flowsight.log"

  let invocation: Invocation
  let options: ConsoleOptions
  let directory: URL?
  /// Whom the console is for; the sample data come from the administrator.
  let persona: Actor.Persona?

  init(_ invocation: Invocation) throws {
    self.invocation = invocation
    options = try invocation.consoleOptions(platform: Demo.profile)
    persona = try (invocation.arguments.value(.actAs) ?? invocation.environment.setting("FLOWSIGHT_AS"))
      .map { try Actor.Persona($0) }
    directory = invocation.arguments.value(.directory).map { URL(fileURLWithPath: $0) }
  }

  private var opensConsole: Bool {
    !invocation.arguments.has(.noConsole) && invocation.streams.inputIsTerminal && invocation.streams.outputIsTerminal
  }

  /// The screen belongs to the console: with one, the log is a file beside the data.
  private func log(in folder: URL) -> Log {
    guard opensConsole else { return .descriptor(STDERR_FILENO, minimum: .warning) }
    let path = folder.appending(path: Demonstration.logName).path
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return .silent }
    narrate("the log of the services is \(path)")
    return .descriptor(descriptor)
  }

  func run() async throws -> ExitStatus {
    let demo = try await Demo.start(in: directory, log: log) { narrate($0) }
    do {
      let status = try await use(demo)
      await demo.stop()
      return status
    } catch {
      await demo.stop()
      if error is CancellationError { return .success }
      throw error
    }
  }

  private func use(_ demo: Demo) async throws -> ExitStatus {
    let platform = try await DirectPlatform.connect(demo.settings)
    do {
      try await feed(platform, demo.directory)
      let labels = Task { if makesLabels { try await DemoLabels.make(on: platform) } }
      defer { labels.cancel() }
      if opensConsole {
        let status = try await openConsole(demo)
        labels.cancel()
        _ = await labels.result
        await platform.close()
        return status
      }
      try await labels.value
      await platform.close()
    } catch {
      await platform.close()
      throw error
    }
    announce(demo)
    while true { try await Task.sleep(for: .seconds(3600)) }
  }

  private func openConsole(_ demo: Demo) async throws -> ExitStatus {
    var settings = demo.settings
    settings.persona = persona
    let platform = try await DirectPlatform.connect(settings)
    do {
      var options = options
      if persona != nil { options.address = "labeling" }
      let status = try await invocation.runConsole(on: platform, options)
      await platform.close()
      return status
    } catch {
      await platform.close()
      throw error
    }
  }

  private var makesLabels: Bool { !invocation.arguments.has(.empty) && invocation.arguments.value(.file) == nil }

  private func announce(_ demo: Demo) {
    let line: JSON = [
      "postgres": .string(demo.settings.postgres), "redis": .string(demo.settings.redis),
      "dir": .string(demo.directory.path), "pid": JSON(ProcessInfo.processInfo.processIdentifier),
    ]
    invocation.streams.output(line.text() + "\n")
    narrate("ready; Ctrl-C stops everything")
  }

  private func narrate(_ text: String) { invocation.streams.error("flowsight: \(text)\n") }

  // MARK: - Data

  private func feed(_ platform: any Platform, _ directory: URL) async throws {
    if let path = invocation.arguments.value(.file) {
      let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
      try await ingest(path, as: DemoFile.datasetName(from: name), template: nil, mode: nil, platform)
    } else if !invocation.arguments.has(.empty) {
      let folder = directory.appending(path: "samples")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for sample in DemoFile.all(rows: Demonstration.sampleRows) {
        let path = folder.appending(path: sample.name).path
        narrate("ingesting \(sample.name)")
        try sample.file.generate(to: path)
        do {
          try await ingest(path, as: sample.dataset, template: DemoFile.template, mode: sample.mode, platform)
        } catch let failure as Failure where !failure.isTransient {
          narrate("refused, as it should be: \(failure.message)")
        }
      }
    }
  }

  private func ingest(
    _ path: String, as dataset: String, template: String?, mode: LoadMode?, _ platform: any Platform
  ) async throws {
    let file = try LocalFile(path: path)
    let (sha256, head) = try await file.digest(headBytesMax: UploadRequest.headBytesMax) { _ in }
    let request = UploadRequest(
      dataset: dataset, template: template, mode: mode, fileName: file.name, byteCount: file.byteCount,
      sha256: sha256, head: head)
    _ = try await Uploader(platform: platform, file: file, progress: { _ in }).upload(request)
  }
}

/// A sample file and how it is ingested, so that the first screen shows success, partial success and dead letters.
private struct DemoFile {
  static let template = "doudian_chat_session"

  var name: String
  var file: SampleFile
  var dataset = DemoFile.template
  var mode: LoadMode?

  static func all(rows: Int) -> [DemoFile] {
    SampleFile.gallery(rows: rows).map { DemoFile(name: $0.name, file: $0.file) } + [
      DemoFile(
        name: "chat-2024-10-strict.csv", file: SampleFile(rows: rows, seed: 10, errors: .realistic, month: 10),
        dataset: "chat_session_strict", mode: .strict)
    ]
  }

  /// A name that a dataset may have, from a file's.
  static func datasetName(from name: String) -> String {
    let allowed = name.unicodeScalars.map {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" ? Character($0) : "_"
    }
    var text = ""
    for character in allowed where text.utf8.count + character.utf8.count <= 40 { text.append(character) }
    return text.isEmpty ? "file" : text
  }
}
