import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console
@testable import TerminalSupport

/// Lists as files.
@Suite struct ExportTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().text)

  private func inFolder(_ body: (String) async throws -> Void) async throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
  }

  private func export(_ text: String, _ session: inout Session) async {
    session.press(":")
    session.type("export " + text)
    session.press("enter")
    await session.settle()
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func everyPageOfAFilteredListIsWritten() async throws {
    try await inFolder { folder in
      var data = Fixture.full()
      data.runs = (0..<2345).map {
        Fixture.run(30_000 + $0, $0 % 2 == 0 ? "a" : "b", "1", .failed, done: 0, failure: nil)
      }
      var session = await Session(data, at: "topology dataset=a sort:-created").settled()
      await export("\(folder)/runs.csv", &session)
      #expect(session.state.notice?.text == "1,173 rows written to \(folder)/runs.csv")
      let lines = try String(contentsOfFile: "\(folder)/runs.csv", encoding: .utf8).split(separator: "\r\n")
      #expect(lines.count == 1174)
      #expect(lines[0].hasPrefix("state,dataset,version,workflow,took"))
      #expect(lines[1].hasPrefix("FAILED,a,1,dataset.load,72000,"))
      #expect(try names(folder) == ["runs.csv"])
    }
  }

  @Test func jsonIsWhatTheCommandWrites() async throws {
    try await inFolder { folder in
      var session = await Session(at: "topology state=failed").settled()
      await export("json \(folder)/out", &session)
      let json = try JSON(parsing: try String(contentsOfFile: "\(folder)/out", encoding: .utf8))
      #expect(json["items"]?.array?.count == 1 && json["next"] == .null)
      #expect(json["items"]?.array?.first?["dataset_name"]?.string == "chat-sessions")
    }
  }

  /// What a spreadsheet would run, and what a terminal would obey, is text.
  @Test func hostileFieldsAreHarmless() async throws {
    try await inFolder { folder in
      var data = Fixture.full()
      data.runs = [Fixture.run(1, "=cmd|' /C calc'!A0", "1", .failed, done: 0, failure: nil)] + data.runs
      var session = await Session(data, at: "topology").settled()
      await export("\(folder)/a.csv", &session)
      let text = try String(contentsOfFile: "\(folder)/a.csv", encoding: .utf8)
      #expect(text.contains(",'=cmd") && !text.unicodeScalars.contains("\u{1b}"))
    }
  }

  @Test func aListThatIsHeldWholeIsAListToo() async throws {
    try await inFolder { folder in
      var session = await Session(at: "datasets/chat-sessions/2").settled()
      session.press("tab")
      await export("\(folder)/columns.csv", &session)
      let text = try String(contentsOfFile: "\(folder)/columns.csv", encoding: .utf8)
      #expect(text.contains("phone,text,手机,phone,no"))
    }
  }

  @Test func aFileIsReplacedOnlyOnRequest() async throws {
    try await inFolder { folder in
      let path = "\(folder)/runs.csv"
      try "precious".write(toFile: path, atomically: true, encoding: .utf8)
      var session = await Session(at: "topology").settled()
      await export(path, &session)
      #expect(session.text.contains("type yes to replace it"))
      session.press("enter")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
      await export(path, &session)
      session.type("yes")
      session.press("enter")
      await session.settle()
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("state,"))
      #expect(try names(folder) == ["runs.csv"])
    }
  }

  @Test func whatFailsLeavesNothingBehind() async throws {
    try await inFolder { folder in
      var session = await Session(at: "topology").settled()
      await export("\(folder)/nowhere/a.csv", &session)
      #expect(session.state.notice?.tone == .error)
      session.platform.change { $0.failure = Failure("list_too_slow", "it took too long") }
      await export("\(folder)/a.csv", &session)
      #expect(session.state.notice?.text.contains("it took too long") == true)
      let left = try names(folder)
      #expect(left.isEmpty)
    }
  }

  @Test func anExportCanBeCancelled() async throws {
    try await inFolder { folder in
      let export = Export(source: .pages(.runs, ListQuery()), format: .csv, path: "\(folder)/a.csv")
      let platform = MemoryPlatform(Fixture.full())
      let task = Task { try await export.run(on: platform) { _ in } }
      task.cancel()
      let result = await task.result
      if case .success(let rows) = result { #expect(rows == 4, "it was faster") }
      let left = try names(folder).filter { $0.hasSuffix(".part") }
      #expect(left.isEmpty)
    }
  }

  @Test func oneExportAtATimeAndXCancelsIt() async throws {
    try await inFolder { folder in
      var session = await Session(at: "topology").settled()
      session.press("E")
      session.press("ctrl-u")
      session.type("\(folder)/a.csv")
      session.press("enter")
      let generation = try #require(session.state.exporting?.generation)
      _ = session.takeEffects()
      session.send(.export(.written(1000), generation: generation))
      #expect(session.text.contains("1,000 rows · x cancels"))
      session.press("x")
      #expect(session.takeEffects() == [.cancelExport(generation: generation)])
      session.send(.export(.ended(.failure(Failure("cancelled", "it was cancelled"))), generation: generation))
      #expect(session.state.exporting == nil && session.text.contains("nothing was left behind"))
    }
  }

  /// While it is written it has no name: however the process ends, nothing is left. Where the file system has no such
  /// files, the draft is removed when the console ends.
  @Test(.serialized, arguments: [true, false], [true, false]) func nothingIsLeftOfWhatIsGivenUp(
    isNameless: Bool, replaces: Bool
  ) async throws {
    try await inFolder { folder in
      let path = "\(folder)/a.csv"
      if replaces { try "old".write(toFile: path, atomically: true, encoding: .utf8) }
      let kept = try names(folder)
      let given = try ExportFile(path: path, replaces: replaces, isNameless: isNameless)
      try given.write("half")
      #expect(try (names(folder) == kept) == isNameless)
      ExportFile.discardAll()
      #expect(try names(folder) == kept)
      let file = try ExportFile(path: path, replaces: replaces, isNameless: isNameless)
      try file.write("whole")
      try file.commit()
      #expect(try names(folder) == ["a.csv"] && String(contentsOfFile: path, encoding: .utf8) == "whole")
      let late = try ExportFile(path: "\(folder)/b.csv", replaces: false, isNameless: isNameless)
      try "theirs".write(toFile: "\(folder)/b.csv", atomically: true, encoding: .utf8)
      let failure = #expect(throws: Failure.self) { try late.commit() }
      late.discard()
      #expect(failure?.errorCode == "export_exists")
      #expect(try names(folder) == ["a.csv", "b.csv"])
    }
  }

  /// Quitting waits until the file is whole; again, and it is given up; any other key stays.
  @Test func quittingWaitsForTheFile() async throws {
    try await inFolder { folder in
      var session = await Session(at: "topology").settled()
      session.press("E", "ctrl-u")
      session.type("\(folder)/a.csv")
      session.press("enter")
      let generation = try #require(session.state.exporting?.generation)
      session.press("q")
      #expect(!session.state.isFinished && session.state.notice?.text == ExportWords.atQuit)
      session.send(.export(.written(1000), generation: generation))
      #expect(session.state.notice?.text == ExportWords.atQuit)
      var insisting = session
      insisting.press("q")
      #expect(insisting.state.isFinished)
      var staying = session
      staying.press("j")
      staying.send(.export(.ended(.success(4)), generation: generation))
      #expect(!staying.state.isFinished)
      var failing = session
      failing.send(.export(.ended(.failure(Failure("export_unwritable", "full"))), generation: generation))
      #expect(!failing.state.isFinished && failing.text.contains("full"), "what failed is not hidden by the end")
      session.send(.export(.ended(.success(4)), generation: generation))
      #expect(session.state.isFinished)
    }
  }

  static let lists = [
    "ingestion", "topology", "topology/workflows", "dlq/all", "dlq/operations", "queues", "datasets", "audit",
    "topology/trace/0195a000-0000-7000-8000-000000001001",
  ]

  /// Whatever the platform says, a file of it is one: as many rows, nothing that a terminal obeys.
  @Test(arguments: lists) func everyTextIsHostile(address: String) async throws {
    let seed = ScreenTests.seeds[0]
    var poison = Poison(seed: seed)
    var data = Fixture.full()
    switch address {
    case "ingestion": data.uploads = poison.poisoned(data.uploads)
    case "topology": data.runs = poison.poisoned(data.runs)
    case "topology/workflows": data.workflows = poison.poisoned(data.workflows)
    case "dlq/all": data.letters = poison.poisoned(data.letters)
    case "dlq/operations": data.operations = poison.poisoned(data.operations)
    case "queues": data.queues = poison.poisoned(data.queues)
    case "datasets": data.datasets = poison.poisoned(data.datasets)
    case "audit": data.auditEntries = poison.poisoned(data.auditEntries)
    default: data.trace = poison.poisoned(data.trace)
    }
    let poisoned = data
    try await inFolder { folder in
      var session = await Session(poisoned, at: address).settled()
      await export("\(folder)/a.csv", &session)
      await export("\(folder)/a.json", &session)
      #expect(try names(folder) == ["a.csv", "a.json"], "seed \(seed): \(session.state.notice?.text ?? "")")
      let csv = try String(contentsOfFile: "\(folder)/a.csv", encoding: .utf8)
      #expect(csv.hostileScalars(allowing: ["\r", "\n"]).isEmpty, "seed \(seed)")
      let lines = csv.components(separatedBy: "\r\n")
      let items = try JSON(parsing: try String(contentsOfFile: "\(folder)/a.json", encoding: .utf8))["items"]?.array
      #expect(lines.count == (items?.count ?? -9) + 2, "seed \(seed): a header, the rows, an end")
    }
  }

  @Test(arguments: [
    ("csv a.txt", Export.Format.csv, "a.txt"), ("json  a b.txt", .json, "a b.txt"), ("a.JSON", .json, "a.JSON"),
    ("~/x.csv", .csv, "~/x.csv"), ("csv", .csv, "csv"),
  ])
  func whatIsTypedIsUnderstood(text: String, format: Export.Format, path: String) {
    let parsed = Export.parse(text)
    #expect(parsed?.format == format && parsed?.path == path)
  }
}
