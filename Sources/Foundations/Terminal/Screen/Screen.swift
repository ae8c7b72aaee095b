internal import CNCurses
internal import CSignals
internal import Glibc

/// Why there is no screen.
public enum ScreenError: Error, Hashable, CustomStringConvertible {
  /// No terminal: input or output is something else, and the process has none of its own.
  case noTerminal
  /// terminfo does not know the terminal's name, or it cannot address its cursor.
  case unknownTerminal(String)
  /// ncurses keeps its state in globals: one screen at a time.
  case alreadyOpen

  public var description: String {
    switch self {
    case .noTerminal: "not a terminal"
    case .unknownTerminal(let name): "the terminal “\(name)” is unknown or too simple; set TERM"
    case .alreadyOpen: "another screen is open"
    }
  }
}

/// The one owner of ncurses and of the terminal: shows surfaces, reads events, and gives the terminal back when it
/// ends.
///
/// Confined to the thread that made it. ``present(_:)`` writes only what changed since the last surface, in one
/// update; an equal surface writes nothing. Glyphs whose width terminals disagree about (emoji sequences) are written
/// in the form that all take for the same width: the base emoji, or the text form and a blank.
public struct Screen: ~Copyable {
  public struct Options: Sendable {
    /// `nil` is the process's own terminal: standard input and output, or else `/dev/tty`.
    public var descriptors: (input: Int32, output: Int32)?
    /// The terminal's name; `nil` is `$TERM`.
    public var term: String?
    /// `truecolor` or `24bit` of a terminal that shows any colour; `nil` is `$COLORTERM`.
    public var colorTerm: String?
    /// The most colours to use; the terminal may have fewer.
    public var depth: ColorDepth
    public var mouse: Bool
    /// Large changes are shown as one, by a terminal that says that it can (mode 2026).
    public var synchronized: Bool
    public var theme: Theme

    public init(
      descriptors: (input: Int32, output: Int32)? = nil, term: String? = nil, colorTerm: String? = nil,
      depth: ColorDepth = .trueColor, mouse: Bool = false, synchronized: Bool = true, theme: Theme = .dark
    ) {
      self.descriptors = descriptors
      self.term = term
      self.colorTerm = colorTerm
      self.depth = depth
      self.mouse = mouse
      self.synchronized = synchronized
      self.theme = theme
    }
  }

  var handle: Handle
  let keys: KeyReader
  var ink: InkCache
  /// What the terminal shows; `nil` when that is unknown.
  var shown: Surface?
  public private(set) var size: Size

  /// How long the end waits for an answer of the terminal that would otherwise be typed into the shell.
  private static let answerMilliseconds: Int32 = 100

  deinit { keys.takeAnswer(withinMilliseconds: Screen.answerMilliseconds) }

  /// Takes the terminal over: alternate screen, raw keys, hidden cursor.
  public init(_ options: Options = Options()) throws(ScreenError) {
    handle = try Handle(options)
    size = handle.windowSize()
    ink = InkCache(theme: options.theme, depth: options.depth)
    keys = KeyReader(descriptor: handle.input)
    if options.synchronized, handle.isXtermLike {
      keys.awaitsAnswer = true
      handle.write(KeyReader.question)
    }
  }

  /// The colours that the terminal shows.
  public var depth: ColorDepth { ink.depth }

  public var theme: Theme {
    get { ink.theme }
    set {
      guard newValue != ink.theme else { return }
      ink.theme = newValue
      shown = nil
    }
  }

  /// Readable when there is something to read with ``events()``.
  public var descriptor: Int32 { handle.input }

  /// All events that have arrived, without waiting.
  public func events() -> [Event] { keys.events() }

  /// Whether the terminal is gone: hung up, closed, or at its end. Ask after ``events()`` gave none.
  public var isHungUp: Bool {
    var state = pollfd(fd: handle.input, events: Int16(POLLIN), revents: 0)
    guard poll(&state, 1, 0) > 0 else { return false }
    let gone = Int16(POLLHUP) | Int16(POLLERR) | Int16(POLLNVAL)
    return state.revents & gone != 0 || fs_bytes_waiting(handle.input) <= 0
  }

  /// Takes over the window's size after it changed, and returns it.
  public mutating func resize() -> Size {
    let size = handle.windowSize()
    if size != self.size {
      self.size = size
      resizeterm(Int32(size.height), Int32(size.width))
      shown = nil
    }
    return size
  }

  /// Forgets what the terminal shows, so that the next surface is written whole.
  public mutating func invalidate() {
    clearok(fs_stdscr(), true)
    shown = nil
  }

  /// Gives the terminal back, stops the process as ctrl-z does, and takes the terminal again when it is continued.
  public mutating func suspend() {
    keys.takeAnswer(withinMilliseconds: Screen.answerMilliseconds)
    handle.leave()
    fs_signals_stop()
    handle.enter()
    _ = resize()
    invalidate()
  }

  /// Names the terminal's window, where it has one that can be named, until the screen ends. Control characters show as
  /// marks, and what is longer than ``titleColumnsMax`` is cut.
  public mutating func name(_ title: String) {
    handle.name(Text.truncated(Text.sanitised(title), to: Screen.titleColumnsMax))
  }

  public static let titleColumnsMax = 120

  public func bell() { handle.write([0x07]) }

  /// Asks the terminal to put text on the clipboard (OSC 52). Terminals may refuse silently. Larger texts than
  /// ``clipboardBytesMax`` are not sent, since terminals drop them.
  @discardableResult
  public func copyToClipboard(_ text: String) -> Bool {
    guard text.utf8.count <= Screen.clipboardBytesMax else { return false }
    handle.write(Array("\u{1b}]52;c;\(Base64.text(Array(text.utf8)))\u{07}".utf8))
    return true
  }

  public static let clipboardBytesMax = 74_994
}
