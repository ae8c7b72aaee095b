import Glibc
import Terminal
import Testing

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

  @Test func writesNothingWhenNothingChanged() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    screen.present(ScreenTests.frame(cursor: 2))
    #expect(terminal.settle() > 0)
    screen.present(ScreenTests.frame(cursor: 2))
    #expect(terminal.settle() == 0)
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

  /// A screen brought to its state step by step shows what a screen drawn once does: glyphs, styles, wide halves.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 5])
  func incrementalEqualsRepaint(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let size = Size(31, 9)
    let terminal = PseudoTerminal(size)
    var last = Surface(size)
    do {
      var screen = try Screen(terminal.options())
      for _ in 0..<60 {
        ScreenTests.scribble(on: &last, &numbers)
        screen.present(last)
      }
      terminal.settle()
      let stepped = terminal.emulator
      #expect(stepped.unknown == [], "seed \(seed)")
      screen.invalidate()
      screen.present(last)
      terminal.settle()
      #expect(stepped.picture == terminal.emulator.picture, "seed \(seed)")
      #expect(stepped.columnsAreWhole, "seed \(seed)")
    }
  }

  private static func scribble(on surface: inout Surface, _ numbers: inout SeededNumbers) {
    let rect = Rect(
      Int.random(in: -4..<31, using: &numbers), Int.random(in: -1..<9, using: &numbers),
      Int.random(in: 0..<40, using: &numbers), Int.random(in: 0..<5, using: &numbers))
    let role = Role.allCases.randomElement(using: &numbers) ?? .text
    switch Int.random(in: 0..<4, using: &numbers) {
    case 0: surface.fill(rect, style: Style(role))
    case 1: surface.ground(role, in: rect)
    default:
      let text = numbers.hostileText(lengthMax: 12)
      let emphasis = Emphasis(rawValue: UInt8.random(in: 0..<32, using: &numbers))
      surface.within(rect) { $0.draw(text, at: .zero, style: Style(role, emphasis)) }
    }
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

  @Test(arguments: [ColorDepth.mono, .ansi16, .indexed256])
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
    default: #expect(styles[0] == [38_203] && styles[1] == [38_231, 48_024])
    }
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
