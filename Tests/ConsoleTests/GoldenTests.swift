import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// Screens as files. `UPDATE_GOLDEN=1 swift test --filter ConsoleTests.GoldenTests` writes them anew; read the difference.
@Suite struct GoldenTests {
  static let sizes = [Size(40, 12), Size(80, 24), Size(120, 40)]

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
    ("discard-marked", "dlq/5f1c0aa1", ["space", "space", "down", "space", "D"]),
    ("rerun", "topology/0195a000-0000-7000-8000-000000000201", ["R"]),
    ("help", "dlq", ["?"]),
    ("palette", "overview", [":"]),
    ("filter", "ingestion", ["/", "订"]),
  ]

  static let emptyScreens = ["overview", "ingestion", "topology", "dlq"]

  @Test(arguments: screens, sizes)
  func screen(_ screen: (name: String, address: String, keys: [String]), size: Size) async throws {
    var session = Session(at: screen.address, size: size)
    await session.settle()
    for key in screen.keys {
      session.press(key)
      await session.settle()
    }
    try Golden.check(session.surface, "\(screen.name)-\(size)")
  }

  @Test(arguments: emptyScreens, sizes)
  func emptyScreen(_ pane: String, size: Size) async throws {
    var session = Session(Fixture.empty(), at: pane, size: size)
    await session.settle()
    try Golden.check(session.surface, "empty-\(pane)-\(size)")
  }

  @Test(arguments: sizes)
  func viewer(size: Size) async throws {
    var session = Session(at: "dlq", role: .viewer, size: size)
    await session.settle()
    session.press("R")
    try Golden.check(session.surface, "viewer-\(size)")
  }

  @Test(arguments: sizes)
  func offline(size: Size) async throws {
    var session = Session(at: "dlq", size: size)
    await session.settle()
    session.send(.changed(.disconnected, at: Fixture.now))
    session.send(.tick(Fixture.now.addingTimeInterval(42)))
    try Golden.check(session.surface, "offline-\(size)")
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
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }
}
