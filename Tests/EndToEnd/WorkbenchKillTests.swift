import Foundation
import Servers
import Support
import TestSupport
import Testing

/// An annotator's console, killed in the middle of an answer, goes on with the same item and what was answered.
@Suite(.serialized) struct WorkbenchKillTests {
  private static let schema = """
    fields:
    - {name: mood, kind: choice, options: [good, mixed, bad]}
    - {name: note, kind: text, is_required: false}
    """
  private static let tasks = (1...5).map { #"{"text": "item \#($0): 茶很好 🍵"}"# }.joined(separator: "\n")

  @Test func aKilledWorkbenchGoesOnWhereItWas() async throws {
    try await TestPlatform.run { platform in
      let folder = URL(fileURLWithPath: platform.servers.directory)
      let files = (schema: folder.appending(path: "mood.yaml"), tasks: folder.appending(path: "tasks.jsonl"))
      try Data(Self.schema.utf8).write(to: files.schema)
      try Data(Self.tasks.utf8).write(to: files.tasks)
      for arguments in [
        ["label", "create", "moods", "--schema", files.schema.path], ["label", "import", "moods", files.tasks.path],
      ] {
        let made = try await FlowSightBinary.run(arguments + ["--as", "lea/lead"], platform.settings)
        try #require(made.status == 0, "\(made.error)")
      }
      let work = ["label", "work", "moods", "--as", "ann/annotator"]

      let first = try TmuxTerminal(work, platform.settings)
      defer { first.close() }
      try await expect("item 1", on: first)
      try first.type("1")
      try first.press("Enter")
      try await expect("item 2", on: first)
      try first.type("2")
      try first.type("why not")
      try await expect("why not", on: first)
      try await expect("saved", on: first)
      let saved = try await eventually {
        let held = try await FlowSightBinary.run(
          ["label", "held", "moods", "--as", "ann/annotator", "-o", "json"], platform.settings)
        return held.output.contains("why not")
      }
      #expect(saved)
      try killAll(in: first)

      let second = try TmuxTerminal(work, platform.settings, columns: 40, rows: 12)
      defer { second.close() }
      try await expect("item 2", on: second)
      try await expect("◉mixed", on: second)
      try second.resize(columns: 80, rows: 24)
      try await expect("why not", on: second)
      try second.press("Enter")
      try await expect("item 3", on: second)
      let exported = try await FlowSightBinary.run(["label", "export", "moods", "--as", "lea/lead"], platform.settings)
      #expect(exported.output.contains(#""note":"why not""#), "\(exported.output)")
    }
  }

  /// The process of the terminal and its children, as `kill -9` does.
  private func killAll(in terminal: TmuxTerminal) throws {
    let shell = try terminal.state("#{pane_pid}")
    let children = try? String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
    for process in (children ?? "").split(separator: " ").map(String.init) + [shell] {
      if let process = pid_t(process) { kill(process, SIGKILL) }
    }
  }

  private func expect(_ text: String, on terminal: TmuxTerminal) async throws {
    let isThere = try await eventually { try terminal.screen().contains(text) }
    let screen = try terminal.screen()
    try #require(isThere, "'\(text)' is not on the screen:\n\(screen)")
  }
}
