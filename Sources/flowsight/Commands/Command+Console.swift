import Console
import Foundation
import Model
import Support
import Terminal
import YAML

extension Option {
  static let pane = value(
    "pane", "ADDRESS", "where to begin: \(Console.panes.joined(separator: ", ")), dlq/SIGNATURE, …")
  static let once = flag("once", "print one frame as text and end")
  static let size = value("size", "WxH", "the frame's size, 80x24 without it")
  static let theme = value("theme", "NAME", "dark, light, mono, or a theme file")
}

extension Command {
  static let console = Command(
    "console", "open the operations console",
    details: "With `--once` nothing is needed but a place to print: one frame, as text, for scripts and reports.",
    options: [.pane, .theme, .once, .size]
  ) { invocation in
    let address = invocation.arguments.value(.pane) ?? "overview"
    let theme = try invocation.theme()
    let size = try invocation.frameSize()
    return try await invocation.withPlatform { platform in
      if invocation.arguments.has(.once) {
        invocation.streams.output(try await Console.frame(platform: platform, address: address, size: size) + "\n")
        return .success
      }
      return try await invocation.runConsole(on: platform, address: address, theme: theme)
    }
  }
}

extension Invocation {
  /// Opens the console and returns when the person leaves it.
  func runConsole(on platform: any Platform, address: String, theme: Theme) async throws -> ExitStatus {
    guard streams.inputIsTerminal, streams.outputIsTerminal else {
      throw Failure(
        "no_terminal", "the console needs a terminal for its input and its output",
        nextStep: "run it in one, or print a frame with `flowsight console --once`")
    }
    let options = ConsoleOptions(
      address: address, theme: theme, colorDepth: environment.setting("NO_COLOR") == nil ? .trueColor : .mono)
    do {
      switch try await Console.run(platform: platform, options: options) {
      case .finished, .hangup: return .success
      case .signal: return .interrupted
      }
    } catch let error as ScreenError {
      throw Failure("no_terminal", "\(error)", nextStep: "check TERM and that its description is installed")
    }
  }

  /// The theme that was asked for by name or by file.
  func theme() throws(Failure) -> Theme {
    guard let name = arguments.value(.theme) else { return .dark }
    if let theme = Theme.builtIn.first(where: { $0.name == name }) { return theme }
    do {
      return try Theme(try YAML.parse(try String(contentsOfFile: name, encoding: .utf8)))
    } catch {
      throw Failure(
        "theme_unknown", "'\(name)' is no theme and no theme file: \(error)",
        nextStep: "use one of: \(Theme.builtIn.map(\.name).joined(separator: ", ")); or a file of the folder themes")
    }
  }

  fileprivate func frameSize() throws(UsageError) -> Size {
    guard let text = arguments.value(.size) else { return Size(80, 24) }
    guard let size = Size(parsing: text) else { throw .badValue(.size, text, expected: "columns x rows, as in 80x24") }
    return size
  }
}
