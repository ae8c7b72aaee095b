import Foundation

/// Where the program speaks and listens. Passed in, so that a test can hold both ends.
struct Streams: Sendable {
  /// Results. Writes the text as it is.
  var output: @Sendable (String) -> Void
  /// Errors, questions and progress.
  var error: @Sendable (String) -> Void
  /// A line of the answer to a question, without its line feed; `nil` at the end of the input.
  var answer: @Sendable () -> String?
  var outputIsTerminal: Bool
  var errorIsTerminal: Bool
  var inputIsTerminal: Bool
  /// Width of the terminal.
  var columns: Int

  static let columnsUnknown = 80

  static func live() -> Streams {
    Streams(
      output: { write($0, to: STDOUT_FILENO) }, error: { write($0, to: STDERR_FILENO) },
      answer: { readLine(strippingNewline: true) }, outputIsTerminal: isatty(STDOUT_FILENO) == 1,
      errorIsTerminal: isatty(STDERR_FILENO) == 1, inputIsTerminal: isatty(STDIN_FILENO) == 1,
      columns: terminalColumns() ?? columnsUnknown)
  }

  private static func terminalColumns() -> Int? {
    var size = winsize()
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 {
      if size.ws_col > 0 { return Int(size.ws_col) }
    }
    return nil
  }

  /// A reader that went away (`flowsight … | head`) ends the program as SIGPIPE would.
  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EPIPE { _exit(128 + SIGPIPE) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
}
