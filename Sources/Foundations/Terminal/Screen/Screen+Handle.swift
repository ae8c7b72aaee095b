internal import CNCurses
internal import CSignals
internal import Glibc
internal import Synchronization

extension Screen {
  /// The ncurses screen and its streams: made once, given back once.
  struct Handle: ~Copyable {
    let input: Int32
    let output: Int32
    private let streams: Streams
    private let screen: OpaquePointer
    private let term: String
    private let mouse: Bool
    /// What the window is called; `nil` while it has the name that it had before.
    private var title: String?

    /// ncurses has global state, so there is one screen in a process.
    private static let isOpen = Atomic<Bool>(false)

    /// Undoes by bytes alone what ``enter()`` and ncurses did, for a process that dies: plain style, paste and mouse
    /// off, cursor shown, main screen.
    private static let restoring = "\u{1b}[0m\u{1b}[?2004l\u{1b}[?1000l\u{1b}[?1006l\u{1b}[?25h\u{1b}[?1049l\r"

    init(_ options: Options) throws(ScreenError) {
      guard Handle.isOpen.compareExchange(expected: false, desired: true, ordering: .sequentiallyConsistent).exchanged
      else { throw .alreadyOpen }
      do throws(ScreenError) {
        try self.init(opening: options)
      } catch {
        Handle.isOpen.store(false, ordering: .sequentiallyConsistent)
        throw error
      }
    }

    private init(opening options: Options) throws(ScreenError) {
      let (reading, writing) = try Handle.streams(options)
      let term = options.term ?? getenv("TERM").map { String(cString: $0) } ?? "dumb"
      Handle.setLocale()
      fs_guard_open(fileno(writing), Handle.restoring, Handle.restoring.utf8.count)
      var description = TerminalDescription.load(term)
      description?.keepCharacterSet()
      if options.hasTrueColor { description?.giveTrueColor() }
      let screen = fs_newterm(term, description?.variable.map { "TERMINFO=" + $0 }, writing, reading)
      guard let screen, fs_can_address_cursor() == 1 else {
        screen.map(delscreen)
        fs_guard_close()
        fclose(reading)
        fclose(writing)
        throw .unknownTerminal(term)
      }
      self.input = fileno(reading)
      self.output = fileno(writing)
      self.screen = screen
      self.term = term
      streams = (reading, writing)
      mouse = options.mouse
      raw()
      noecho()
      nonl()
      set_escdelay(KeyReader.restMilliseconds)
      curs_set(0)
      idlok(fs_stdscr(), true)
      enter()
    }

    deinit {
      leave()
      delscreen(screen)
      fclose(streams.input)
      fclose(streams.output)
      fs_guard_close()
      Handle.isOpen.store(false, ordering: .sequentiallyConsistent)
    }

    /// Sets what ncurses does not know of: bracketed paste, mouse, the window's title.
    func enter() {
      write(Array("\u{1b}[?2004h".utf8))
      if let title { write(Handle.naming(title, keepsOld: true)) }
      if mouse { write(Array("\u{1b}[?1000h\u{1b}[?1006h".utf8)) }
    }

    /// Gives the terminal back; a later update takes it again.
    func leave() {
      if mouse { write(Array("\u{1b}[?1006l\u{1b}[?1000l".utf8)) }
      if title != nil { write(Array(Handle.oldTitle.utf8)) }
      write(Array("\u{1b}[?2004l".utf8))
      endwin()
    }

    /// Names the window, where that can be done; ``leave()`` gives it the name back that it had.
    mutating func name(_ text: String) {
      guard text != title, canBeNamed else { return }
      write(Handle.naming(text, keepsOld: title == nil))
      if title == nil { fs_guard_add(Handle.oldTitle, Handle.oldTitle.utf8.count) }
      title = text
    }

    /// The old title goes on the terminal's stack (XTWINOPS 22) and comes back from there.
    private static let oldTitle = "\u{1b}[23;2t"
    private static func naming(_ title: String, keepsOld: Bool) -> [UInt8] {
      Array("\(keepsOld ? "\u{1b}[22;2t" : "")\u{1b}]2;\(title)\u{07}".utf8)
    }

    func windowSize() -> Size {
      var columns: Int32 = 0
      var rows: Int32 = 0
      guard fs_window_size(output, &columns, &rows) == 1 else { return .standard }
      return Size(Int(columns), Int(rows))
    }

    /// Whether control sequences that it does not know are swallowed rather than shown (the flag `XT`).
    var isXtermLike: Bool { tigetflag("XT") == 1 }

    /// Whether its window takes a name by OSC: xterm and its like, tmux, which says so by its status line, and what
    /// calls itself screen: tmux mostly, and screen knows the sequence too.
    private var canBeNamed: Bool {
      if isXtermLike || term.hasPrefix("screen") { return true }
      guard tigetflag("hs") == 1, let start = tigetstr("tsl"), Int(bitPattern: start) != -1 else { return false }
      return String(cString: start).hasPrefix("\u{1b}]")
    }

    /// Bytes past ncurses; never inside an update.
    func write(_ bytes: [UInt8]) {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }

    private typealias Streams = (input: UnsafeMutablePointer<FILE>, output: UnsafeMutablePointer<FILE>)

    /// Streams of the screen's own, so that closing them closes nothing of anybody else.
    private static func streams(_ options: Options) throws(ScreenError) -> Streams {
      let isStandard = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
      if let given = options.descriptors ?? (isStandard ? (STDIN_FILENO, STDOUT_FILENO) : nil) {
        return try streams(dup(given.input), dup(given.output))
      }
      let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
      return try streams(descriptor, dup(descriptor))
    }

    private static func streams(_ input: Int32, _ output: Int32) throws(ScreenError) -> Streams {
      if let reading = fdopen(input, "r") {
        if let writing = fdopen(output, "w") { return (reading, writing) }
        fclose(reading)
      } else {
        close(input)
      }
      close(output)
      throw .noTerminal
    }

    /// The user's locale where it is UTF-8, else C.UTF-8: terminals of today are, whatever a bare login says.
    private static func setLocale() {
      setlocale(LC_CTYPE, "")
      if let codeset = nl_langinfo(Int32(CODESET)), String(cString: codeset) != "UTF-8" {
        setlocale(LC_CTYPE, "C.UTF-8")
      }
    }
  }
}

extension Screen.Options {
  fileprivate var hasTrueColor: Bool {
    let name = colorTerm ?? getenv("COLORTERM").map { String(cString: $0) } ?? ""
    return depth == .trueColor && ["truecolor", "24bit"].contains(name)
  }
}

/// RFC 4648, with padding.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
      for index in 0..<4 {
        out.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
