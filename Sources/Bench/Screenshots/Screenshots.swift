import Console
import Foundation
import Servers
import Support
import Terminal
import YAML

/// Pictures of the console on the demo's servers, as a real terminal shows them: SVG and PNG.
struct Screenshots {
  let platform: BenchPlatform
  let folder: URL
  let target: URL

  private struct Shot {
    var name: String
    var address: String
    var keys: [String] = []
    var persona: String?
    var language = "en"
    var sizes = Screenshots.sizes
    var themes = ["dark"]
  }

  private static let sizes = [Size(80, 24), Size(160, 45)]
  private static let allThemes = ["dark", "light", "colour-blind"]

  /// Half as many pixels again for small screens.
  private static func zoom(_ size: Size) -> String { size.width <= 80 ? "1.5" : "1" }

  private func shots() throws -> [Shot] {
    let runs = try platform.flowsight(["runs", "list", "-o", "json"])["items"]?.array ?? []
    let failed = runs.first { $0["state"]?.string == "FAILED" }?["id"]?.string ?? ""
    let succeeded = runs.first { $0["state"]?.string == "SUCCEEDED" }?["id"]?.string ?? ""
    let trace = runs.first { $0["state"]?.string == "FAILED" }?["trace_id"]?.string ?? ""
    let letter = try platform.flowsight(["dlq", "list", "-o", "json"])["items"]?.array?.first?["id"]?.string ?? ""
    return Console.panes.map { Shot(name: $0, address: $0, themes: Self.allThemes) } + [
      Shot(name: "run", address: "topology/\(succeeded)"),
      Shot(name: "run-failed", address: "topology/\(failed)"),
      Shot(name: "letter", address: "dlq/\(letter)"),
      Shot(name: "redrive", address: "dlq/\(letter)", keys: ["R"]),
      Shot(name: "timeline", address: "topology/\(succeeded)/timeline", themes: Self.allThemes),
      Shot(name: "trace", address: "topology/trace/\(trace)", themes: Self.allThemes),
      Shot(name: "edit", address: "dlq/\(letter)/edit", themes: Self.allThemes),
      Shot(name: "bulk", address: "dlq/all", keys: ["*", "R"], themes: Self.allThemes),
      Shot(name: "backfill", address: "topology/workflows/dataset.profile", keys: ["B"], themes: Self.allThemes),
      Shot(name: "schedule", address: "topology/schedules", keys: ["N"], themes: Self.allThemes),
      Shot(name: "help", address: "dlq", keys: ["?"], sizes: [Self.sizes[0]]),
      Shot(name: "palette", address: "overview", keys: [":"], sizes: [Self.sizes[0]]),
      Shot(name: "project", address: "labeling/chat_outcomes", themes: Self.allThemes),
      Shot(name: "people", address: "labeling/chat_outcomes/people", themes: Self.allThemes),
      Shot(name: "agreement", address: "labeling/chat_outcomes/agreement", themes: Self.allThemes),
      Shot(name: "tasks", address: "labeling/chat_outcomes/tasks", themes: Self.allThemes),
      Shot(
        name: "workbench", address: "labeling/chat_outcomes/work", persona: "ann/annotator", themes: Self.allThemes),
      Shot(name: "overview-zh", address: "overview", language: "zh_CN", sizes: [Self.sizes[0]]),
      Shot(name: "dlq-zh", address: "dlq", language: "zh_CN", sizes: [Self.sizes[1]]),
    ]
  }

  func run() throws {
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    for shot in try shots() {
      for theme in shot.themes {
        for size in shot.sizes { try take(shot, theme, size) }
      }
    }
    try draw()
  }

  private func take(_ shot: Shot, _ name: String, _ size: Size) throws {
    let theme = try theme(name)
    var environment = platform.environment
    environment["COLORTERM"] = "truecolor"
    environment["LANG"] = shot.language + ".UTF-8"
    environment["LC_ALL"] = nil
    environment["HOME"] = folder.path
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "NO_COLOR"] { environment[name] = nil }
    let command =
      [platform.binary, "console", "--pane", shot.address, "--theme", theme.argument]
      + (shot.persona.map { ["--as", $0] } ?? [])
    let window = try TmuxWindow(
      command, columns: size.width, rows: size.height, environment: environment, folder: folder)
    let screen: String
    do {
      screen = try window.settled(after: shot.keys)
    } catch {
      try? window.close()
      throw error
    }
    try window.close()
    let picture = Picture(ansi: screen, size: size, theme: theme.theme)
    let file = target.appending(path: "\(shot.name)-\(size)-\(name).svg")
    try picture.svg.write(to: file, atomically: true, encoding: .utf8)
    print(file.lastPathComponent)
  }

  /// What the program is told, and what the picture is seen on.
  private func theme(_ name: String) throws -> (argument: String, theme: Theme) {
    if let theme = Theme.builtIn.first(where: { $0.name == name }) { return (name, theme) }
    let path = "themes/\(name).yaml"
    return (path, try Theme(try YAML.parse(try String(contentsOfFile: path, encoding: .utf8))))
  }

  /// PNGs of the SVGs, of as few colours as a screen has.
  private func draw() throws {
    for file in try FileManager.default.contentsOfDirectory(at: target, includingPropertiesForKeys: nil).sorted(
      by: { $0.path < $1.path }) where file.pathExtension == "svg"
    {
      let size = file.lastPathComponent.contains("-80x24-") ? Self.sizes[0] : Self.sizes[1]
      let picture = file.deletingPathExtension().appendingPathExtension("png").path
      try run("rsvg-convert", "-z", Self.zoom(size), file.path, "-o", picture)
      try run(
        "convert", picture, "-strip", "-dither", "None", "-colors", "128", "-define", "png:exclude-chunks=date,time",
        "PNG8:" + picture)
    }
  }

  private func run(_ words: String...) throws {
    let environment = ProcessInfo.processInfo.environment
    let child = try ChildProcess(
      ["/usr/bin/env"] + words, environment: environment, streams: .files(output: "/dev/null"))
    guard child.wait() else {
      throw TmuxWindow.Broken(
        description: "\(words[0]) failed; apt-get install librsvg2-bin imagemagick fonts-noto-cjk")
    }
  }
}
