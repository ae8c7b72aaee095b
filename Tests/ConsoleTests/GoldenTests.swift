import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Screens as files. `UPDATE_GOLDEN=1 swift test --filter ConsoleTests.GoldenTests` writes them anew; read the difference.
@Suite struct GoldenTests {
  static let variants = Language.allCases.flatMap { language in
    [Size(40, 12), Size(80, 24), Size(120, 40), Size(200, 50)].map { Variant(size: $0, language: language) }
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
    ("workflows", "topology/workflows", []),
    ("workflow", "topology/workflows/dataset.load", []),
    ("run-running", "topology/0195a000-0000-7000-8000-000000000202", []),
    ("run-failed", "topology/0195a000-0000-7000-8000-000000000201", []),
    ("run-timeline", "topology/0195a000-0000-7000-8000-000000000202", ["tab"]),
    ("run-diamond", "topology/0195a000-0000-7000-8000-000000000205", ["tab"]),
    ("run-logs", "topology/0195a000-0000-7000-8000-000000000202", ["tab", "tab"]),
    ("run-logs-stopped", "topology/0195a000-0000-7000-8000-000000000202", ["tab", "tab", "g"]),
    ("run-logs-empty", "topology/0195a000-0000-7000-8000-000000000201", ["tab", "tab"]),
    ("run-events", "topology/0195a000-0000-7000-8000-000000000201", ["shift-tab"]),
    ("trace", "topology/trace/0195a000-0000-7000-8000-000000001001", []),
    ("queues", "queues", []),
    ("queue", "queues/workflow.jobs.processing/processing-group", []),
    ("leases", "queues/workflow.jobs.processing/processing-group", ["tab"]),
    ("lease-release", "queues/workflow.jobs.processing/processing-group/leases", ["R"]),
    ("dlq", "dlq", []),
    ("letters", "dlq/5f1c0aa1", ["space", "space"]),
    ("letter", "dlq/0195a000-0000-7000-8000-000000000307", []),
    ("letter-edited", "dlq/0195a000-0000-7000-8000-000000000306", []),
    ("payload", "dlq/0195a000-0000-7000-8000-000000000302/edit", []),
    ("payload-changed", "dlq/0195a000-0000-7000-8000-000000000302/edit", payloadKeys),
    ("payload-refused", "dlq/0195a000-0000-7000-8000-000000000302/edit", ["down", "end", "left", "left", "1"]),
    ("payload-kept", "dlq/0195a000-0000-7000-8000-000000000302/edit", payloadKeys + ["f2"]),
    ("redrive-one", "dlq/0195a000-0000-7000-8000-000000000301", ["R"]),
    ("redrive-group", "dlq", ["R"]),
    ("operations", "dlq/operations", []),
    ("operation", "dlq/operations/0195a000-0000-7000-8000-000000000302", []),
    ("backfills", "topology/backfills", []),
    ("backfill", "topology/backfills/0195a000-0000-7000-8000-000000000311", []),
    ("schedules", "topology/schedules", []),
    ("schedule", "topology/schedules/0195a000-0000-7000-8000-000000000330", []),
    ("schedule-dialog", "topology/schedules", ["C"]),
    ("backfill-dialog", "topology/workflows", ["B"]),
    ("discard-marked", "dlq/5f1c0aa1", ["space", "space", "down", "space", "D"]),
    ("rerun", "topology/0195a000-0000-7000-8000-000000000201", ["R"]),
    ("replay", "topology/0195a000-0000-7000-8000-000000000203", ["O"]),
    ("help", "dlq", ["?"]),
    ("palette", "overview", [":"]),
    ("filter", "ingestion", ["/", "订"]),
    ("datasets", "datasets", []),
    ("versions", "datasets/chat-sessions", ["down"]),
    ("version", "datasets/chat-sessions/2", []),
    ("version-columns", "datasets/chat-sessions/2", ["tab"]),
    ("audit", "audit", []),
    ("sort", "topology", ["s", "d", "a"]),
    ("sorted", "topology sort:-took", []),
    ("columns", "topology", ["c", "down", "K", "space"]),
    ("export", "topology", ["E"]),
    ("audit-entry", "audit/0195a000-0000-7000-8000-000000009001", []),
  ]

  /// As a lead sees them.
  static let labelScreens: [(name: String, address: String, keys: [String])] = [
    ("label-projects", "labeling", []),
    ("label-project", "labeling/moods", []),
    ("label-people", "labeling/moods", ["tab"]),
    ("label-gold", "labeling/moods", ["tab", "tab"]),
    ("label-agreement", "labeling/moods", ["tab", "tab", "tab"]),
    ("label-days", "labeling/moods", ["tab", "tab", "tab", "tab"]),
    ("label-weeks", "labeling/moods", ["tab", "tab", "tab", "tab", "tab"]),
    ("label-settings", "labeling/moods", ["E"]),
    ("label-groups", "labeling/moods/groups", []),
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

  /// `"mode": "strict"` of the order becomes `"mode": "lenient"`.
  static let payloadKeys =
    ["ctrl-end", "up", "up", "up", "end", "left"] + Array(repeating: "backspace", count: 6)
    + "lenient".map(String.init)

  static let emptyScreens = PaneID.allCases.map(\.rawValue)

  static let shots: [Shot] =
    screens.map { Shot($0.name, at: $0.address, $0.keys) }
    + labelScreens.map { Shot($0.name, at: $0.address, $0.keys, role: .lead) }
    + reviewScreens.map { Shot($0.name, at: $0.address, $0.keys, role: .lead, of: .reviewed) }
    + emptyScreens.map { Shot("empty-\($0)", at: $0, of: .empty) }
    + [
      Shot("viewer", at: "dlq", ["R"], role: .viewer),
      Shot("forbidden", at: "audit", role: .viewer),
      Shot("label-owner", at: "labeling/moods", role: .admin, of: .owned),
      Shot("offline", at: "dlq", lostSeconds: 42),
    ]

  /// Text and roles: what the depths of colour have in common.
  @Test(arguments: shots, variants)
  func screen(_ shot: Shot, variant: Variant) async throws {
    let surface = await shot.taken(in: variant)
    try Golden.check(surface.text() + "\n\n" + surface.styles, variant.name(shot.name))
  }

  /// What each role looks like at each depth, on the grounds that there are: with the roles of the screens, every
  /// screen at every depth.
  @Test(arguments: Theme.builtIn, [ColorDepth.mono, .ansi16, .indexed256])
  func looks(_ theme: Theme, depth: ColorDepth) throws {
    let grounds: [Terminal.Role?] = [nil, .selection, .panel]
    let lines = grounds.flatMap { ground in
      Terminal.Role.allCases.map { role in
        let name = role.rawValue + (ground.map { "/" + $0.rawValue } ?? "")
        return name.padding(toLength: 20, withPad: " ", startingAt: 0)
          + theme.look(of: Style(role, on: ground), depth: depth).described
      }
    }
    try Golden.check(lines.joined(separator: "\n"), "looks/\(theme.name)-\(depth)")
  }
}

/// A screen that is kept: where, as whom, over which data, after which keys.
struct Shot: Sendable, CustomTestStringConvertible {
  enum Data: Sendable {
    case full, reviewed, empty
    /// A platform of one's own, where an administrator may act as others.
    case owned
  }

  var name: String
  var address: String
  var keys: [String]
  var role: Model.Role
  var data: Data
  /// How long the connection has been lost; `nil` when it has not.
  var lostSeconds: Double?

  init(
    _ name: String, at address: String, _ keys: [String] = [], role: Model.Role = .operator, of data: Data = .full,
    lostSeconds: Double? = nil
  ) {
    (self.name, self.address, self.keys) = (name, address, keys)
    (self.role, self.data, self.lostSeconds) = (role, data, lostSeconds)
  }

  var testDescription: String { name }

  func session(
    size: Size, language: Language, altered alter: ((ConsoleMessage) -> ConsoleMessage)? = nil
  ) async -> Session {
    let data =
      switch data {
      case .full: Fixture.full()
      case .reviewed: Fixture.reviewed
      case .empty: Fixture.empty()
      case .owned: Fixture.owned
      }
    var session = Session(data, at: address, role: role, size: size, language: language)
    session.alter = alter
    await session.settle()
    for key in keys {
      session.press(key)
      await session.settle()
    }
    session.send(.tick(Fixture.now))
    if let lostSeconds {
      session.send(.changed(.disconnected, at: Fixture.now))
      session.send(.tick(Fixture.now.addingTimeInterval(lostSeconds)))
    }
    return session
  }

  func taken(in variant: GoldenTests.Variant) async -> Surface {
    await session(size: variant.size, language: variant.language).surface
  }
}

extension Surface {
  /// The roles of each row as runs, `6badge 1 3text/selection`: role, ground, emphasis; a bare number is plain text.
  var styles: String {
    (0..<size.height).map { y in
      var runs: [(columns: Int, style: Style)] = []
      for x in 0..<size.width {
        guard let cell = self[Point(x, y)] else { continue }
        if let last = runs.indices.last, runs[last].style == cell.style {
          runs[last].columns += 1
        } else {
          runs.append((1, cell.style))
        }
      }
      if runs.last?.style == .text { runs.removeLast() }
      return runs.map { "\($0.columns)\($0.style.described)" }.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

extension Style {
  fileprivate var described: String {
    if self == .text { return "" }
    return role.rawValue + (ground.map { "/" + $0.rawValue } ?? "") + emphasis.described
  }
}

extension Look {
  fileprivate var described: String { "\(foreground) on \(background)\(attributes.described)" }
}

extension Emphasis {
  fileprivate var described: String {
    let names: [(Emphasis, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
    ]
    return names.filter { contains($0.0) }.map { "+" + $0.1 }.joined()
  }
}

enum Golden {
  static func check(
    _ text: String, _ name: String, filePath: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent("Golden")
    let file = folder.appendingPathComponent(name + ".txt")
    let text = text + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }
}
