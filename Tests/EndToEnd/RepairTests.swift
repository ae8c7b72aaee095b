import Direct
import Foundation
import Glibc
import Postgres
import Servers
import Support
import TestSupport
import Testing

/// The way of an operator: a file goes in, fails, and is repaired from the console.
@Suite(.serialized) struct RepairTests {
  @Test func aFileFailsAndIsRepairedFromTheConsole() async throws {
    try await TestPlatform.run { platform in
      let folder = URL(fileURLWithPath: platform.servers.directory)
      let host = try FlowSightBinary.start(
        ["serve", "--object-store", folder.appending(path: "objects").path], platform.settings)
      defer { host.terminate() }
      let pool = platform.pool(nil)
      let ready = try await eventually {
        try await pool.query("SELECT count(*) FROM ingestion.ing_setting").value(as: Int.self) > 0
      }
      try #require(ready)

      let good = folder.appending(path: "good.csv")
      try Data("id,name\n1,陈\n2,b\n".utf8).write(to: good)
      let published = try await FlowSightBinary.run(
        ["ingest", good.path, "--dataset", "good", "--wait", "-o", "json"], platform.settings)
      #expect(published.status == 0, "\(published.error)")
      #expect(published.json?["state"] == "PUBLISHED")
      #expect(published.json?["rows_read"] == 2)
      #expect(published.json?["rows_loaded"] == 2)
      #expect(published.json?["ods_table"] == "ods.ods_good")
      let again = try await FlowSightBinary.run(
        ["ingest", good.path, "--dataset", "good", "--wait", "-o", "json"], platform.settings)
      #expect(again.json == published.json, "run twice it changes nothing")

      let bad = folder.appending(path: "bad.csv")
      try Data("id,name\n1,a\n2\n3,c\n".utf8).write(to: bad)
      let failed = try await FlowSightBinary.run(
        ["ingest", bad.path, "--dataset", "bad", "--wait", "-o", "json"], platform.settings)
      #expect(failed.status != 0)
      #expect(failed.error.contains("column_count_mismatch"))

      try await repair(TmuxTerminal(["console", "--pane", "dlq"], platform.settings))
      let rows: Int = try await pool.query("SELECT count(*) FROM ods.ods_bad").value()
      #expect(rows == 2)
      let reasons: [String] = try await pool.query(
        "SELECT coalesce(reason, '') FROM iam.iam_audit_entry WHERE action = 'workflow.letter.redrive'"
      ).map { try $0.decode(0) }
      #expect(reasons == ["one row may go"])
    }
  }

  private func repair(_ terminal: TmuxTerminal) async throws {
    defer { terminal.close() }
    try await expect("column_count_mism", on: terminal)
    try terminal.press("Enter")
    // The breadcrumb is there before the rows are.
    try await expect("✗ dead", on: terminal)
    try terminal.press("Enter")
    // "letter" stands in the group too: what only a letter shows.
    try await expect("Attempts 1", on: terminal)
    try terminal.press("R")
    try await expect("Redrive 1 letter", on: terminal)
    // The focus is on the first field: the key that asked cannot confirm.
    try terminal.type("mode=lenient")
    try terminal.press("Tab")
    try terminal.type("one row may go")
    try terminal.press("Tab", "Enter")
    try await expect("✓ redriven", on: terminal)
    try terminal.resize(columns: 120, rows: 40)
    try terminal.press("3")
    try await expect("Topology", on: terminal)
    try await expect("✓ succeeded", on: terminal)
    try terminal.press("q")
  }

  private func expect(_ text: String, on terminal: TmuxTerminal) async throws {
    let isThere = try await eventually { try terminal.screen().contains(text) }
    let screen = try terminal.screen()
    try #require(isThere, "'\(text)' is not on the screen:\n\(screen)")
  }
}
