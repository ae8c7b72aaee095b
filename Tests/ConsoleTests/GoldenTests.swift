import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Screens as files. `UPDATE_GOLDEN=1 swift test --filter ConsoleTests.GoldenTests` writes them anew; read the difference.
@Suite struct GoldenTests {
  static let variants = Language.allCases.flatMap { language in
    [Size(40, 12), Size(80, 24), Size(120, 40)].map { Variant(size: $0, language: language) }
  }

  struct Variant: Sendable, CustomTestStringConvertible {
    var size: Size
    var language: Language
    var testDescription: String { "\(size) \(language.rawValue)" }

    /// `overview-80x24`, `zh/overview-80x24`.
    func name(_ screen: String) -> String {
      (language == .english ? "" : language.rawValue + "/") + "\(screen)-\(size)"
    }
  }

  static let screens: [(name: String, address: String, keys: [String])] = [
    ("overview", "overview", []),
    ("ingestion", "ingestion", []),
    ("upload-report", "ingestion/0195a000-0000-7000-8000-000000000102", []),
    ("upload-chunks", "ingestion/0195a000-0000-7000-8000-000000000102", ["tab"]),
    ("upload-events", "ingestion/0195a000-0000-7000-8000-000000000102", ["shift-tab"]),
    ("topology", "topology", []),
    ("run-running", "topology/0195a000-0000-7000-8000-000000000202", []),
    ("run-failed", "topology/0195a000-0000-7000-8000-000000000201", []),
    ("run-events", "topology/0195a000-0000-7000-8000-000000000201", ["tab"]),
    ("dlq", "dlq", []),
    ("letters", "dlq/5f1c0aa1", ["space", "space"]),
    ("letter", "dlq/0195a000-0000-7000-8000-000000000307", []),
    ("redrive-one", "dlq/0195a000-0000-7000-8000-000000000301", ["R"]),
    ("redrive-group", "dlq", ["R"]),
    ("operations", "dlq/operations", []),
    ("operation", "dlq/operations/0195a000-0000-7000-8000-000000000302", []),
    ("discard-marked", "dlq/5f1c0aa1", ["space", "space", "down", "space", "D"]),
    ("rerun", "topology/0195a000-0000-7000-8000-000000000201", ["R"]),
    ("help", "dlq", ["?"]),
    ("palette", "overview", [":"]),
    ("filter", "ingestion", ["/", "订"]),
  ]

  /// As a lead sees them.
  static let labelScreens: [(name: String, address: String, keys: [String])] = [
    ("label-projects", "labeling", []),
    ("label-project", "labeling/moods", []),
    ("label-people", "labeling/moods", ["tab"]),
    ("label-agreement", "labeling/moods", ["tab", "tab"]),
    ("label-tasks", "labeling/moods/tasks", ["space", "space"]),
    ("label-assign", "labeling/moods/tasks", ["space", "space", "A"]),
    ("work-choice", "labeling/moods/work", []),
    ("work-chat", "labeling/chats/work", ["a", "tab"]),
    ("work-code", "labeling/chats/work", ["1", "enter", "3"]),
    ("work-spans", "labeling/names/work", ["1", "w", "w", "1", "w", "w", "v", "l", "2"]),
    ("work-skip", "labeling/chats/work", ["s"]),
    ("work-guidelines", "labeling/chats/work", ["g"]),
    ("work-help", "labeling/names/work", ["?"]),
  ]

  /// Labels of others, of a task on which they agree and one on which they differ.
  static let reviewScreens: [(name: String, address: String, keys: [String])] = [
    ("review", "labeling/pairs/review", []),
    ("review-fix", "labeling/pairs/review", ["e"]),
    ("adjudicate", "labeling/pairs/adjudication", ["2"]),
  ]

  @Test(arguments: labelScreens + reviewScreens, variants)
  func labeling(_ screen: (name: String, address: String, keys: [String]), variant: Variant) async throws {
    let data = screen.address.contains("pairs") ? Fixture.reviewed : Fixture.full()
    var session = Session(data, at: screen.address, role: .lead, size: variant.size, language: variant.language)
    await session.settle()
    for key in screen.keys {
      session.press(key)
      await session.settle()
    }
    session.send(.tick(Fixture.now))
    try Golden.check(session.surface, variant.name(screen.name))
  }

  static let emptyScreens = ["overview", "ingestion", "topology", "dlq", "labeling"]

  @Test(arguments: screens, variants)
  func screen(_ screen: (name: String, address: String, keys: [String]), variant: Variant) async throws {
    var session = Session(at: screen.address, size: variant.size, language: variant.language)
    await session.settle()
    for key in screen.keys {
      session.press(key)
      await session.settle()
    }
    try Golden.check(session.surface, variant.name(screen.name))
  }

  @Test(arguments: emptyScreens, variants)
  func emptyScreen(_ pane: String, variant: Variant) async throws {
    var session = Session(Fixture.empty(), at: pane, size: variant.size, language: variant.language)
    await session.settle()
    try Golden.check(session.surface, variant.name("empty-\(pane)"))
  }

  @Test(arguments: variants)
  func viewer(_ variant: Variant) async throws {
    var session = Session(at: "dlq", role: .viewer, size: variant.size, language: variant.language)
    await session.settle()
    session.press("R")
    try Golden.check(session.surface, variant.name("viewer"))
  }

  @Test(arguments: variants)
  func offline(_ variant: Variant) async throws {
    var session = Session(at: "dlq", size: variant.size, language: variant.language)
    await session.settle()
    session.send(.changed(.disconnected, at: Fixture.now))
    session.send(.tick(Fixture.now.addingTimeInterval(42)))
    try Golden.check(session.surface, variant.name("offline"))
  }
}

enum Golden {
  static func check(
    _ surface: Surface, _ name: String, filePath: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent("Golden")
    let file = folder.appendingPathComponent(name + ".txt")
    let text = surface.text() + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }
}
