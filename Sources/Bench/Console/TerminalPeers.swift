import Foundation

/// Programs that people know, to be driven beside the console. Those that are not installed are left out.
struct TerminalPeers {
  /// A folder of a Python virtual environment, and of the script for the table.
  let environment: String
  let folder: URL
  let postgres: String

  static let standardEnvironment = "/tmp/flowsight-peers"

  private struct Peer {
    var subject: TerminalSubject
    var isInstalled: Bool
    var installation: String
  }

  /// What can be driven, and of the others how they are installed.
  func found() throws -> (subjects: [TerminalSubject], missing: [String]) {
    let peers = try all()
    return (
      peers.filter(\.isInstalled).map(\.subject),
      peers.filter { !$0.isInstalled }.map { "\($0.subject.name) is missing: \($0.installation)" }
    )
  }

  private func all() throws -> [Peer] {
    let script = folder.appending(path: "table.py")
    try Self.table.write(to: script, atomically: true, encoding: .utf8)
    let interpreter = environment + "/bin/python"
    return [
      debian("htop", marker: "Command"),
      debian("btop", marker: "Pid:"),
      debian("tig", marker: "[main]", in: try? repository()),
      python(
        "pg_activity", ["--no-db-size", postgres], marker: "RUNNING QUERIES", package: "pg_activity psycopg2-binary"),
      python(
        "harlequin", ["--locale", "C"], marker: "Query Results", package: "harlequin",
        opening: (1...9).map { "select \($0);\r" }.joined()),
      Peer(
        subject: TerminalSubject(
          name: "Textual, 100,000 rows", command: [interpreter, script.path], marker: "bench-00000", runs: 1),
        isInstalled: FileManager.default.fileExists(atPath: interpreter)
          && !((try? FileManager.default.subpathsOfDirectory(atPath: environment + "/lib")) ?? [])
            .filter { $0.hasSuffix("textual/app.py") }.isEmpty,
        installation: pip("textual")),
    ]
  }

  private func debian(_ name: String, marker: String, in place: String? = nil) -> Peer {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    return Peer(
      subject: TerminalSubject(
        name: name, command: (place.map { ["/usr/bin/env", "-C", $0] } ?? []) + [path ?? name], marker: marker),
      isInstalled: path != nil,
      installation: "apt-get install \(name)")
  }

  /// A repository with a history, for those that show one: git refuses one that somebody else owns, and what it stands in
  /// is not the same everywhere.
  private func repository() throws -> String {
    let place = folder.appending(path: "repository").path
    let history = folder.appending(path: "history").path
    let commits = (1...1000).map { number in
      let message = "change \(number)"
      return "commit refs/heads/main\ncommitter Bench <bench@localhost> \(1_770_000_000 + number * 60) +0000\n"
        + "data \(message.utf8.count)\n\(message)\nM 644 inline file\ndata \(message.utf8.count)\n\(message)\n"
    }
    try commits.joined().write(toFile: history, atomically: true, encoding: .utf8)
    let script =
      "git init -q -b main \(place) && cd \(place) && git fast-import --quiet <\(history) && git reset -q --hard"
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/bin/sh")
    git.arguments = ["-c", script]
    try git.run()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { throw BenchPlatform.Broken(description: "git makes no repository") }
    return place
  }

  private func python(
    _ name: String, _ arguments: [String], marker: String, package: String, opening: String? = nil
  ) -> Peer {
    let path = "\(environment)/bin/\(name)"
    return Peer(
      subject: TerminalSubject(name: name, command: [path] + arguments, marker: marker, opening: opening, runs: 3),
      isInstalled: FileManager.default.isExecutableFile(atPath: path), installation: pip(package))
  }

  private func pip(_ package: String) -> String {
    "python3 -m venv \(environment) && \(environment)/bin/pip install \(package)"
  }

  private static let table = """
    from textual.app import App
    from textual.widgets import DataTable

    class Table(App):
        def compose(self):
            yield DataTable(cursor_type="row")

        def on_mount(self):
            table = self.query_one(DataTable)
            table.add_columns("State", "Dataset", "Version", "Step", "Tries", "Age", "Id")
            for number in range(100_000):
                table.add_row("dead", f"bench-{number:05}", "3", "validate", "4", "2h", f"{number:08x}")

    Table().run()

    """
}
