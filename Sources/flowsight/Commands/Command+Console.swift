import Console
import Foundation
import Model
import Support
import Terminal

extension Option {
  static let pane = value(
    "pane", "ADDRESS", "where to begin: \(Console.panes.joined(separator: ", ")), dlq/SIGNATURE, …",
    suggestions: Console.panes)
  static let linear = flag("linear", "no screen: views as sentences, commands line by line, for screen readers")
  static let once = flag("once", "print one frame as text and end")
  static let size = value("size", "WxH", "the frame's size, 80x24 without it")
  static let record = value("record", "FILE", "write every message of the session into this new file, secrets masked")
  static let replay = value("replay", "FILE", "play a recorded session, without servers")
  static let speed = value("speed", "N", "play N times as fast, 1 without it")
  static let slow = flag("slow", "draw ten times a second at most, for a slow link")
  static let theme = value(
    "theme", "NAME", "how it looks: \(ThemeCatalog.names.joined(separator: ", ")), or a theme file",
    suggestions: ThemeCatalog.names, live: .themes)
  static let language = value(
    "lang", "LANGUAGE", "the console's language; without it, the locale's", choices: Language.allCases.map(\.rawValue))
  static let mouse = value(
    "mouse", "ON|OFF", "off leaves the mouse to the terminal's own selection", choices: ["on", "off"])
  static let title = value(
    "title", "ON|OFF", "on names the terminal's window after the platform and the pane", choices: ["on", "off"])
  static let synchronized = value(
    "synchronized", "ON|OFF", "off shows large changes as they come, where a terminal holds its picture badly",
    choices: ["on", "off"])
  static let colors = value(
    "colors", "DEPTH", "the most colours to use; NO_COLOR is mono", choices: ["mono", "16", "256", "true"])

  /// How the console looks, wherever it is opened.
  static let looks = [theme, colors, language, mouse, title, synchronized]
}

extension Command {
  static let console = Command(
    "console", "open the operations console",
    details: """
      With `--once` nothing is needed but a place to print: one frame, as text, for scripts and reports; of a session
      that is replayed, the last one. What the options leave open is taken from the configuration file.
      """,
    options: [.pane] + Option.looks + [.linear, .once, .size, .record, .replay, .speed, .slow]
  ) { invocation in
    if let path = invocation.arguments.value(.replay) { return try await invocation.replay(path) }
    if invocation.arguments.value(.record) != nil,
      invocation.arguments.has(.once) || invocation.arguments.has(.linear)
    {
      throw Failure.invalid(
        "--record keeps what is done on a screen; with --once and --linear there is none",
        nextStep: "leave out --record, or open the console without them")
    }
    let language = invocation.language(try invocation.configuration())
    return try await Language.$current.withValue(language) {
      try await invocation.withPlatform(and: {
        (options: try invocation.consoleOptions(), size: try invocation.frameSize())
      }) { platform, chosen in
        let options = chosen.options
        if invocation.arguments.has(.linear) {
          let streams = invocation.streams
          await Console.converse(platform: platform, options: options, read: streams.answer, write: streams.output)
          return .success
        }
        guard invocation.arguments.has(.once) else { return try await invocation.runConsole(on: platform, options) }
        let frame = try await Console.frame(
          platform: platform, address: options.address, size: chosen.size, keymap: options.keymap)
        invocation.streams.output(frame + "\n")
        return .success
      }
    }
  }
}

extension Invocation {
  /// How the console begins: the command line, then what was chosen on this platform, then its profile, then the rest
  /// of the configuration file. Fails with the first thing that is wrong there.
  func consoleOptions(address: String = "overview", platform: String? = nil) throws -> ConsoleOptions {
    let file = try configuration()
    if let failure = file?.keymapFailures.first { throw failure }
    let profileName = platform ?? (try? settings().profile) ?? ServerSettings.customProfile
    let profile = file?.profiles[profileName]
    let memory = ConfigurationFile.stateFolder(environment: environment).map { MemoryFiles(folder: $0) }
    let setting = profile?.theme ?? file?.theme ?? Theme.dark.name
    let given = try arguments.value(.theme).map { ($0, try ThemeCatalog.theme($0, environment)) }
    // What is wrong with a theme that is not wanted now does no harm.
    let configured =
      try given.map { (try? ThemeCatalog.theme(setting, environment)) ?? $0.1 }
      ?? ThemeCatalog.theme(setting, environment)
    let themes = ThemeCatalog.all(environment)
    // A theme that was chosen and is there no more is no reason not to open.
    let chosen = memory?.theme(of: profileName, configured: configured.name).flatMap { name in
      themes.first { $0.name == name }.map { (name, $0) }
    }
    let (name, plain) = given ?? chosen ?? (setting, configured)
    let marked = { @Sendable (theme: Theme) in profile?.color.map { theme.badge(on: $0) } ?? theme }
    let theme = marked(plain)
    let place = arguments.value(.pane) ?? address
    try Console.check(address: place)
    var options = ConsoleOptions(
      address: place, keymap: file?.keymap ?? .standard, theme: theme,
      colorDepth: colorDepth, mouse: isOn(.mouse) ?? file?.mouse ?? false,
      language: language(file), pace: .milliseconds(arguments.has(.slow) ? 100 : 16),
      record: arguments.value(.record))
    options.themes = themes.map(marked)
    if !options.themes.contains(where: { $0.name == theme.name }) { options.themes.append(theme) }
    options.themeChanges = { [environment] in
      ThemeCatalog.changes(environment, and: ThemeCatalog.file(name, environment), marked: marked)
    }
    options.namesWindow = isOn(.title) ?? file?.title ?? true
    options.synchronized = isOn(.synchronized) ?? file?.synchronized ?? true
    options.configuredTheme = configured.name
    options.memory = memory
    return options
  }

  private func isOn(_ option: Option) -> Bool? { arguments.value(option).map { $0 == "on" } }

  /// Opens the console and returns when the person leaves it.
  func runConsole(on platform: any Platform, _ options: ConsoleOptions) async throws -> ExitStatus {
    let settling = Task {
      try await Task.sleep(for: Invocation.startingTime)
      Memory.givesBackCode()
    }
    defer { settling.cancel() }
    return try await withScreen { try await Console.run(platform: platform, options: options) }
  }

  /// After this a console has all that it needed only to start.
  private static let startingTime = Duration.seconds(2)

  func language(_ file: ConfigurationFile?) -> Language {
    arguments.value(.language).flatMap(Language.init(rawValue:)) ?? file?.language ?? Language(environment: environment)
  }

  fileprivate func replay(_ path: String) async throws -> ExitStatus {
    let recording = try Recording(path: path)
    if arguments.has(.once) {
      streams.output(recording.lastFrame.text() + "\n")
      return .success
    }
    let speed = arguments.value(.speed) ?? "1"
    guard let speed = Double(speed), (0.01...10_000).contains(speed) else {
      throw UsageError.badValue(.speed, speed, expected: "a number from 0.01 to 10000")
    }
    let options = try consoleOptions()
    return try await withScreen { try await Console.replay(recording, speed: speed, options: options) }
  }

  private var colorDepth: ColorDepth {
    switch arguments.value(.colors) {
    case "mono": .mono
    case "16": .ansi16
    case "256": .indexed256
    case "true": .trueColor
    default: environment.setting("NO_COLOR") == nil ? .trueColor : .mono
    }
  }

  private func withScreen(_ run: () async throws -> LoopEnding) async throws -> ExitStatus {
    guard streams.inputIsTerminal, streams.outputIsTerminal else {
      throw Failure(
        "no_terminal", "the console needs a terminal for its input and its output",
        nextStep: "run it in one, or print a frame with `flowsight console --once`")
    }
    do {
      switch try await run() {
      case .finished, .hangup: return Task.isCancelled ? .interrupted : .success
      case .signal: return .interrupted
      }
    } catch let error as ScreenError {
      throw Failure("no_terminal", "\(error)", nextStep: "check TERM and that its description is installed")
    }
  }

  fileprivate func frameSize() throws(UsageError) -> Size {
    guard let text = arguments.value(.size) else { return Size(80, 24) }
    guard let size = Size(parsing: text) else { throw .badValue(.size, text, expected: "columns x rows, as in 80x24") }
    return size
  }
}
