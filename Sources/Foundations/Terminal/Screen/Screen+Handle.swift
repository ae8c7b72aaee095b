internal import CNCurses
internal import Glibc
internal import Synchronization

extension Screen {
  /// The ncurses screen and its streams: made once, given back once.
  struct Handle: ~Copyable {
    let input: Int32
    let output: Int32
    private let streams: (input: UnsafeMutablePointer<FILE>, output: UnsafeMutablePointer<FILE>)
    private let screen: OpaquePointer
    private let mouse: Bool

    /// ncurses has global state, so there is one screen in a process.
    private static let isOpen = Atomic<Bool>(false)

    /// Undoes by bytes alone what ``enter()`` and ncurses did, for a process that dies: plain style, paste and mouse
    /// off, cursor shown, main screen.
    private static let restoring = "\u{1b}[0m\u{1b}[?2004l\u{1b}[?1000l\u{1b}[?1006l\u{1b}[?25h\u{1b}[?1049l\r"

    init(_ options: Options) throws(ScreenError) {
      let (input, output) = try Handle.descriptors(options)
      guard isatty(input) == 1 || options.descriptors != nil else { throw .noTerminal }
      guard Handle.isOpen.compareExchange(expected: false, desired: true, ordering: .sequentiallyConsistent).exchanged
      else { throw .alreadyOpen }
      Handle.setLocale()
      guard let reading = fdopen(dup(input), "r") else { throw Handle.failed(.noTerminal) }
      guard let writing = fdopen(dup(output), "w") else {
        fclose(reading)
        throw Handle.failed(.noTerminal)
      }
      let term = options.term ?? getenv("TERM").map { String(cString: $0) } ?? "dumb"
      fs_guard_open(output, Handle.restoring, Handle.restoring.utf8.count)
      guard let screen = newterm(term, writing, reading) else {
        fs_guard_close()
        fclose(reading)
        fclose(writing)
        throw Handle.failed(.unknownTerminal(term))
      }
      self.input = fileno(reading)
      self.output = fileno(writing)
      self.screen = screen
      streams = (reading, writing)
      mouse = options.mouse
      raw()
      noecho()
      nonl()
      set_escdelay(25)
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

    /// Sets what ncurses does not know of: bracketed paste, mouse.
    func enter() {
      write(Array("\u{1b}[?2004h".utf8))
      if mouse { write(Array("\u{1b}[?1000h\u{1b}[?1006h".utf8)) }
    }

    /// Gives the terminal back; a later update takes it again.
    func leave() {
      if mouse { write(Array("\u{1b}[?1006l\u{1b}[?1000l".utf8)) }
      write(Array("\u{1b}[?2004l".utf8))
      endwin()
    }

    func windowSize() -> Size {
      var columns: Int32 = 0
      var rows: Int32 = 0
      guard fs_window_size(output, &columns, &rows) == 1 else { return .standard }
      return Size(Int(columns), Int(rows))
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

    private static func failed(_ error: ScreenError) -> ScreenError {
      isOpen.store(false, ordering: .sequentiallyConsistent)
      return error
    }

    private static func descriptors(_ options: Options) throws(ScreenError) -> (Int32, Int32) {
      if let descriptors = options.descriptors { return (descriptors.input, descriptors.output) }
      if isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 { return (STDIN_FILENO, STDOUT_FILENO) }
      let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
      guard descriptor >= 0 else { throw .noTerminal }
      return (descriptor, descriptor)
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
