import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Lists as files.
@Suite struct ExportTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().text)

  private func inFolder(_ body: (String) async throws -> Void) async throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
  }

  private func opened(_ data: MemoryPlatform.Data = Fixture.full(), at address: String) async -> Session {
    var session = Session(data, at: address)
    await session.settle()
    return session
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
      var session = await opened(data, at: "topology dataset=a sort:-created")
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
      var session = await opened(at: "topology state=failed")
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
      var session = await opened(data, at: "topology")
      await export("\(folder)/a.csv", &session)
      let text = try String(contentsOfFile: "\(folder)/a.csv", encoding: .utf8)
      #expect(text.contains(",'=cmd") && !text.unicodeScalars.contains("\u{1b}"))
    }
  }

  @Test func aListThatIsHeldWholeIsAListToo() async throws {
    try await inFolder { folder in
      var session = await opened(at: "datasets/chat-sessions/2")
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
      var session = await opened(at: "topology")
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
      var session = await opened(at: "topology")
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
      var session = await opened(at: "topology")
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

  @Test(arguments: [
    ("csv a.txt", Export.Format.csv, "a.txt"), ("json  a b.txt", .json, "a b.txt"), ("a.JSON", .json, "a.JSON"),
    ("~/x.csv", .csv, "~/x.csv"), ("csv", .csv, "csv"),
  ])
  func whatIsTypedIsUnderstood(text: String, format: Export.Format, path: String) {
    let parsed = Export.parse(text)
    #expect(parsed?.format == format && parsed?.path == path)
  }
}
