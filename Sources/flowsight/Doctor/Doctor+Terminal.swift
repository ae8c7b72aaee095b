import Terminal

extension Doctor {
  /// Milliseconds that tmux may hold back an escape before the console feels slow.
  static let escapeMillisecondsMax = 50

  static func terminal(_ surroundings: Surroundings, _ environment: [String: String]) -> [Finding] {
    let facts = surroundings.terminal
    return [name(facts), colors(facts, environment), locale(facts), size(facts)].compactMap(\.self)
      + (surroundings.tmux.map { tmux($0, facts) } ?? [])
  }

  private static func name(_ facts: TerminalFacts) -> Finding {
    guard facts.isDescribed, facts.canAddressCursor else {
      let why = facts.name.isEmpty ? "TERM is not set" : "nothing describes the terminal \(facts.name) well enough"
      return Finding(
        check: "terminal", verdict: .fail, errorCode: "terminal_unknown", message: why,
        nextStep: "set TERM to what the terminal is, such as xterm-256color; or install ncurses-term")
    }
    return .ok("terminal", facts.name)
  }

  private static func colors(_ facts: TerminalFacts, _ environment: [String: String]) -> Finding {
    if environment.setting("NO_COLOR") != nil { return .ok("colors", "none, as NO_COLOR asks") }
    if facts.hasTrueColor { return .ok("colors", "every colour (COLORTERM)") }
    if facts.colors >= 256 { return .ok("colors", "\(facts.colors)") }
    return .warn(
      "colors", "colors_few", facts.colors <= 0 ? "the terminal has none" : "the terminal has \(facts.colors)",
      next: "if it can do more, set TERM to a description that says so, such as xterm-256color")
  }

  private static func locale(_ facts: TerminalFacts) -> Finding {
    switch facts.codeset {
    case "UTF-8"?: return .ok("locale", "\(facts.locale), UTF-8")
    case let codeset?:
      return .warn(
        "locale", "locale_not_utf8",
        "\(facts.locale) has the characters of \(codeset); the console writes UTF-8 all the same",
        next: "set LANG=C.UTF-8, unless the terminal really shows another encoding")
    case nil:
      return .warn(
        "locale", "locale_missing", "the locale \(facts.locale) is not installed",
        next: "set LANG=C.UTF-8, or install it: `dpkg-reconfigure locales`")
    }
  }

  /// `nil` when the output is no terminal.
  private static func size(_ facts: TerminalFacts) -> Finding? {
    guard let size = facts.size else { return nil }
    let text = "\(size.width)x\(size.height)"
    guard size.width >= Size.standard.width, size.height >= Size.standard.height else {
      return .warn(
        "size", "terminal_small", "\(text): the views leave things out below 80x24", next: "make the window larger")
    }
    return .ok("size", text)
  }

  private static func tmux(_ options: [String: String], _ facts: TerminalFacts) -> [Finding] {
    var findings: [Finding] = []
    if let text = options["escape-time"], let milliseconds = Int(text), milliseconds > escapeMillisecondsMax {
      findings.append(
        .warn(
          "tmux", "escape_time_long", "tmux holds every Esc back for \(milliseconds) ms",
          next: "put `set -sg escape-time 10` into ~/.tmux.conf"))
    }
    if options["set-clipboard"] == "off" {
      findings.append(
        .warn(
          "tmux", "clipboard_off", "tmux keeps what is copied from the clipboard (set-clipboard off)",
          next: "put `set -sg set-clipboard on` into ~/.tmux.conf"))
    }
    if options.isEmpty {
      findings.append(
        .warn("tmux", "tmux_silent", "TMUX is set, and tmux does not answer", next: "unset TMUX, or start tmux anew"))
    }
    return findings.isEmpty ? [.ok("tmux", "escape-time \(options["escape-time"] ?? "?") ms")] : findings
  }
}
