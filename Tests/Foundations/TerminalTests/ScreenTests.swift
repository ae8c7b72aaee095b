import Glibc
import Terminal
import Testing

@testable import TerminalSupport

/// ncurses has one screen in a process: everything that opens one is in this suite, one after another.
@Suite(.serialized) struct ScreenTests {
  static let rows = (0..<100).map { index in
    Table.Row([
      Span("job-\(1000 + index)"), Span(index % 3 == 0 ? "failed" : "running", index % 3 == 0 ? .error : .success),
      Span("数据集 \(index)"), Span("\(index * 7) s", .muted),
    ])
  }

  static func frame(cursor: Int, size: Size = .standard) -> Surface {
    var surface = Surface(size)
    let parts = surface.bounds.rows([.fixed(1), .atLeast(1), .fixed(1)])
    surface.draw(Breadcrumb(["Queues", "orders"]), in: parts[0])
    var scroll = Scroll()
    scroll.move(to: cursor, count: rows.count, height: Table.visibleRows(height: parts[1].height))
    let table = Table(
      columns: [
        .init("ID", .fixed(10)), .init("STATE", .fixed(8)), .init("DATASET", .share(1)),
        .init("AGE", .fixed(6), .trailing),
      ], count: rows.count, scroll: scroll, row: { rows[$0] })
    surface.draw(table, in: parts[1])
    surface.draw(HintBar([KeyHint("enter", "open"), KeyHint("?", "help")]), in: parts[2])
    return surface
  }

  @Test func showsWhatTheSurfaceHolds() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    let frame = ScreenTests.frame(cursor: 2)
    screen.present(frame)
    terminal.settle()
    #expect(terminal.lines == frame.lines())
    #expect(terminal.emulator.unknown == [])
    #expect(terminal.emulator.isAlternate && !terminal.emulator.isCursorVisible)
  }

  /// The window has the name that the program gives it, once, and in the end the one that it had before.
  @Test func theWindowIsNamedAndGetsItsNameBack() throws {
    let terminal = PseudoTerminal(.standard)
    let before = terminal.emulator.commands
    do {
      var screen = try Screen(terminal.options())
      screen.present(ScreenTests.frame(cursor: 2))
      terminal.settle()
      // Some descriptions have the terminal keep its title as ncurses begins.
      let kept = terminal.emulator.titles
      #expect(terminal.emulator.commands == before)
      screen.name("live · 死信")
      screen.name("live · 死信")
      terminal.settle()
      #expect(
        terminal.emulator.commands == before + ["\u{1b}]2;live · 死信\u{07}"] && terminal.emulator.titles == kept + 1)
      screen.name("x\u{1b}]0;y\u{07}\u{9c}\u{202e}" + String(repeating: "長", count: 10_000))
      terminal.settle()
      let title = try #require(terminal.emulator.commands.last)
      #expect(String(title.dropFirst().dropLast()).hostileScalars().isEmpty && title.utf8.count < 400)
      #expect(terminal.emulator.titles == kept + 1)
    }
    terminal.settle()
    #expect(terminal.emulator.titles == 0 && terminal.emulator.unknown == [])
  }

  /// In tmux as well, which mostly calls itself screen; not where the name would be written on the screen.
  @Test(arguments: [("tmux-256color", true), ("screen", true), ("screen-256color", true), ("linux", false)])
  func aWindowIsNamedWhereItCanBe(term: String, isNamed: Bool) throws {
    let terminal = PseudoTerminal(.standard)
    var options = terminal.options()
    options.term = term
    var screen = try Screen(options)
    screen.name("live")
    terminal.settle()
    #expect(terminal.emulator.commands.contains("\u{1b}]2;live\u{07}") == isNamed)
  }

  @Test func writesNothingWhenNothingChanged() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    screen.present(ScreenTests.frame(cursor: 2))
    #expect(terminal.settle() > 0)
    screen.present(ScreenTests.frame(cursor: 2))
    #expect(terminal.settle() == 0)
  }

  /// Rows without a blank cell, a colour for each field, glyphs of three bytes.
  @Test func aCursorMoveInAFullListCostsAtMost250Bytes() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    var most = 0
    for cursor in 0..<12 {
      var surface = Surface(.standard)
      let fields = [
        Span("✗ failed-failed", .error), Span("数据集数据集数据", .accent), Span("██████████ 100%", .success),
        Span("0123456789012345678901234567890", .muted),
      ]
      let columns = [15, 16, 15, 27].map { Table.Column("C", .fixed($0)) }
      let table = Table(columns: columns, count: 22, scroll: Scroll(cursor: cursor, top: 0)) { _ in Table.Row(fields) }
      surface.draw(table, in: surface.bounds)
      surface.draw("\(cursor + 1)/22", at: Point(70, 0), style: .muted)
      screen.present(surface)
      let bytes = terminal.settle()
      if cursor > 0 { most = max(most, bytes) }
    }
    #expect(most <= 250, "\(most) bytes")
  }

  @Test func aCursorMoveCostsAtMost250Bytes() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    screen.present(ScreenTests.frame(cursor: 2))
    terminal.settle()
    var most = 0
    for cursor in 3..<12 {
      screen.present(ScreenTests.frame(cursor: cursor))
      most = max(most, terminal.settle())
    }
    #expect(most <= 250, "\(most) bytes")
  }

  @Test func emojiSequencesAreWrittenInAFormOfOneWidth() throws {
    let terminal = PseudoTerminal(Size(20, 2))
    var screen = try Screen(terminal.options())
    var surface = Surface(Size(20, 2))
    surface.draw("|👩‍🔬|❤\u{fe0f}|🇨🇳|👍🏽|1\u{fe0f}\u{20e3}|", at: .zero)
    screen.present(surface)
    terminal.settle()
    #expect(terminal.lines[0] == "|👩|❤ |🇨🇳|👍|1 |")
    #expect(surface.lines()[0] == "|👩‍🔬|❤\u{fe0f}|🇨🇳|👍🏽|1\u{fe0f}\u{20e3}|")
  }

  @Test(arguments: ColorDepth.allCases)
  func colours(depth: ColorDepth) throws {
    let terminal = PseudoTerminal(Size(6, 1))
    var screen = try Screen(terminal.options(depth: depth))
    let used = screen.depth
    #expect(used == depth)
    var surface = Surface(Size(6, 1))
    surface.draw("e", at: .zero, style: .error)
    surface.draw("s", at: Point(1, 0), style: Style(.text, on: .selection))
    screen.present(surface)
    terminal.settle()
    let styles = terminal.emulator.grid[0].map(\.style)
    switch depth {
    case .mono: #expect(styles[0] == [1, 4] && styles[1] == [7])
    case .ansi16: #expect(styles[0] == [91] && styles[1] == [44, 97])
    case .indexed256: #expect(styles[0] == [38_203] && styles[1] == [38_231, 48_024])
    case .trueColor:
      #expect(styles[0] == [1 << 24 | 0xff5f5f] && styles[1] == [1 << 24 | 0xffffff, 1 << 25 | 0x005f87])
    }
  }

  @Test func aTerminalThatSaysNothingOfTrueColourGets256() throws {
    let terminal = PseudoTerminal(.standard)
    let screen = try Screen(
      Screen.Options(descriptors: terminal.descriptors, term: "xterm-256color", colorTerm: "", depth: .trueColor))
    let depth = screen.depth
    #expect(depth == .indexed256)
  }

  /// Large changes are held together where the terminal says that it can, small ones never.
  @Test(arguments: [true, false], [true, false])
  func synchronizedOutput(terminalCan: Bool, isWanted: Bool) throws {
    let terminal = PseudoTerminal(.standard, hasSynchronizedOutput: terminalCan)
    var options = terminal.options()
    options.synchronized = isWanted
    var screen = try Screen(options)
    #expect(terminal.settle() > 0)
    if isWanted {
      var waiting = pollfd(fd: screen.descriptor, events: Int16(POLLIN), revents: 0)
      #expect(poll(&waiting, 1, 5000) == 1)
      #expect(screen.events().isEmpty)
    }
    screen.present(ScreenTests.frame(cursor: 2))
    terminal.settle()
    #expect(terminal.emulator.changes(ofMode: "?2026") == (terminalCan && isWanted ? 2 : 0))
    screen.present(ScreenTests.frame(cursor: 3))
    terminal.settle()
    #expect(terminal.emulator.changes(ofMode: "?2026") == (terminalCan && isWanted ? 2 : 0))
    #expect(!terminal.emulator.modes.contains("?2026"))
  }

  @Test func resizing() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    screen.present(ScreenTests.frame(cursor: 2))
    terminal.settle()
    for size in [Size(40, 12), Size(1, 1), Size(120, 40), Size(80, 24)] {
      terminal.setSize(size)
      let resized = screen.resize()
      #expect(resized == size)
      let frame = ScreenTests.frame(cursor: 2, size: size)
      screen.present(frame)
      terminal.settle()
      #expect(terminal.lines == frame.lines(), "\(size)")
    }
  }

  @Test func theTerminalIsGivenBack() throws {
    let terminal = PseudoTerminal(.standard)
    var before = termios()
    tcgetattr(terminal.slave, &before)
    do {
      var screen = try Screen(terminal.options(mouse: true))
      screen.present(ScreenTests.frame(cursor: 2))
      terminal.settle()
      #expect(terminal.emulator.modes.isSuperset(of: ["?1049", "?2004", "?1000", "?1006"]))
    }
    terminal.settle()
    #expect(!terminal.emulator.isAlternate && terminal.emulator.isCursorVisible)
    #expect(terminal.emulator.modes.isDisjoint(with: ["?2004", "?1000", "?1006", "?1"]))
    var after = termios()
    tcgetattr(terminal.slave, &after)
    #expect(before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag)
  }

  @Test func oneScreenAtATime() throws {
    let terminal = PseudoTerminal(.standard)
    let screen = try Screen(terminal.options())
    #expect(throws: ScreenError.alreadyOpen) { _ = try Screen(terminal.options()) }
    _ = screen.size
  }

  @Test(arguments: ["no-such-terminal", "dumb", ""])
  func unknownTerminals(name: String) throws {
    let terminal = PseudoTerminal(.standard)
    #expect(throws: ScreenError.unknownTerminal(name)) {
      _ = try Screen(Screen.Options(descriptors: terminal.descriptors, term: name))
    }
    _ = try Screen(terminal.options())
  }

  @Test func noTerminal() {
    #expect(throws: ScreenError.noTerminal) { _ = try Screen(Screen.Options(descriptors: (-1, -1))) }
  }

  @Test func aNullDeviceIsAScreenThatHasEnded() throws {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    var screen = try Screen(Screen.Options(descriptors: (null, null), term: "xterm-256color"))
    screen.present(ScreenTests.frame(cursor: 1))
    let (size, events, isHungUp) = (screen.size, screen.events(), screen.isHungUp)
    #expect(size == .standard && events.isEmpty && isHungUp)
  }

  @Test func clipboard() throws {
    let terminal = PseudoTerminal(.standard)
    let screen = try Screen(terminal.options())
    for (text, code) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("数据", "5pWw5o2u")] {
      let isSent = screen.copyToClipboard(text)
      #expect(isSent)
      terminal.settle()
      #expect(terminal.emulator.commands.last == "\u{1b}]52;c;\(code)\u{7}")
    }
    let isSent = screen.copyToClipboard(String(repeating: "x", count: Screen.clipboardBytesMax + 1))
    #expect(!isSent)
  }
}
