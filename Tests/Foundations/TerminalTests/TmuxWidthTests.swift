import Foundation
import Testing

@testable import Terminal

/// What the screen writes takes the columns that the grid gave it, as tmux counts them.
@Suite(.timeLimit(.minutes(1))) struct TmuxWidthTests {
  /// What differs between terminals: CJK, half and full width, marks, Hangul letters, Indic conjuncts, emoji with and
  /// without VS16, skin tones, ZWJ families, keycaps, flags, tags, ambiguous signs, hostile scalars.
  static let clusters = [
    "a", "数", "한", "ｱ", "Ａ", "é", "e\u{301}", "a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "ﾊﾟ",
    "\u{1112}\u{1161}\u{11ab}",
    "क्षि", "นำ", "ﷺ", "❤", "❤\u{fe0f}", "☺\u{fe0e}", "☎\u{fe0f}", "👍", "👍🏽", "👩\u{200d}🔬", "👨\u{200d}👩\u{200d}👧\u{200d}👦",
    "🏳\u{fe0f}\u{200d}🌈", "1\u{fe0f}\u{20e3}", "#\u{20e3}", "🇨🇳", "🇨",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "…", "─", "█", "⣿", "‹", "“", "→", "●", "◐", "✓", "✗", "▌", "㎏", "\u{200b}", "\u{202e}", "\u{feff}", "\u{1b}",
    "\u{9b}",
    "\u{301}", "\u{20dd}", "\u{fffd}", "\u{10ffff}", "🫠", "🧑🏿\u{200d}🤝\u{200d}🧑🏻",
  ]

  @Test func everyClusterTakesItsColumns() throws {
    // The widths that the C library knows depend on it.
    setlocale(LC_CTYPE, "C.UTF-8")
    let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "widths-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let forms = Self.clusters.map(written)
    try (forms.joined(separator: "\n") + "\n").write(
      to: folder.appending(path: "clusters"), atomically: true, encoding: .utf8)
    let script = """
      stty raw -echo
      while IFS= read -r cluster <&4; do
        printf '\\r\\033[K%s\\033[6n' "$cluster"
        IFS=';' read -r -d R row column
        echo "$column" >> columns
      done 4< clusters
      """
    try script.write(to: folder.appending(path: "measure"), atomically: true, encoding: .utf8)
    try tmux(in: folder, socket: folder.lastPathComponent)
    let measured = try String(contentsOf: folder.appending(path: "columns"), encoding: .utf8)
      .split(separator: "\n").compactMap { Int($0) }
    try #require(measured.count == Self.clusters.count)
    for (cluster, column) in zip(Self.clusters, measured) {
      #expect(column - 1 == Text.width(cluster), "\(cluster.unicodeScalars.map { String($0.value, radix: 16) })")
    }
  }

  /// What ``Screen`` sends for the cells of a text.
  private func written(_ text: String) -> String {
    var surface = Surface(Size(Text.width(text), 1))
    surface.draw(text, at: .zero)
    let scalars = surface.cells.filter { $0.columns > 0 }.flatMap(TerminalForm.of).flatMap { $0.dropLast() }
    return String(String.UnicodeScalarView(scalars.compactMap { Unicode.Scalar(UInt32($0)) }))
  }

  private func tmux(in folder: URL, socket: String) throws {
    func run(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/tmux")
      process.arguments = ["-u", "-L", socket, "-f", "/dev/null"] + arguments
      process.currentDirectoryURL = folder
      process.environment = ["LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "PATH": "/usr/bin:/bin"]
      try process.run()
      process.waitUntilExit()
    }
    let pane = "bash measure; tmux -L \(socket) wait-for -S measured"
    try run("new-session", "-d", "-x", "80", "-y", "24", "-c", folder.path, pane)
    try run("wait-for", "measured")
  }
}
