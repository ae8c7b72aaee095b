import Glibc
import Terminal
import Testing

@testable import TerminalSupport

extension ScreenTests {
  @Suite struct Input {
    /// Types bytes and collects events until the marker key arrives, so that nothing depends on timing. Alone, the
    /// marker is typed once the bytes have been read.
    private func events(
      _ bytes: String, mouse: Bool = false, alone: Bool = false, term: String? = nil
    ) throws -> [Event] {
      try events(Array(bytes.utf8), mouse: mouse, alone: alone, term: term)
    }

    private func events(
      _ bytes: [UInt8], mouse: Bool = false, alone: Bool = false, term: String? = nil
    ) throws -> [Event] {
      let terminal = PseudoTerminal(.standard)
      var options = terminal.options(mouse: mouse)
      options.term = term ?? options.term
      // Nor does an answer of the terminal come behind them.
      options.synchronized = !alone
      let screen = try Screen(options)
      let marker = Event.key(Key(.function(12), .shift))
      var events: [Event] = []
      if alone {
        terminal.type(bytes)
        var waiting = pollfd(fd: screen.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&waiting, 1, 5000) == 1)
        events += screen.events()
      }
      terminal.type((alone ? [] : bytes) + Array("\u{1b}[24;2~".utf8))
      while events.last != marker {
        var waiting = pollfd(fd: screen.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&waiting, 1, 5000) == 1)
        events += screen.events()
      }
      return events.dropLast()
    }

    @Test(arguments: [
      ("a", "a"), ("G", "G"), (" ", "space"), ("\r", "enter"), ("\n", "ctrl-j"), ("\t", "tab"), ("\u{7f}", "backspace"),
      ("\u{1}", "ctrl-a"), ("\u{3}", "ctrl-c"), ("\u{1a}", "ctrl-z"), ("\0", "ctrl-space"), ("\u{1c}", "ctrl-\\"),
      ("数", "数"), ("é", "é"), ("\u{1b}OA", "up"), ("\u{1b}OB", "down"), ("\u{1b}OC", "right"), ("\u{1b}OD", "left"),
      ("\u{1b}OH", "home"), ("\u{1b}OF", "end"), ("\u{1b}[5~", "pgup"), ("\u{1b}[6~", "pgdn"), ("\u{1b}[3~", "delete"),
      ("\u{1b}[2~", "insert"), ("\u{1b}[Z", "shift-tab"), ("\u{1b}OP", "f1"), ("\u{1b}[24~", "f12"),
      ("\u{1b}[1;5D", "ctrl-left"), ("\u{1b}[1;3C", "alt-right"), ("\u{1b}[1;2A", "shift-up"),
      ("\u{1b}[3;5~", "ctrl-delete"), ("\u{1b}x", "alt-x"), ("\u{1b}\u{7f}", "alt-backspace"),
      ("\u{1b}\r", "alt-enter"), ("\u{1b}[1~", "home"), ("\u{1b}[4~", "end"), ("\u{1b}[7~", "home"),
      ("\u{1b}[8~", "end"), ("\u{1b}Oq", "1"), ("\u{1b}Ok", "+"), ("\u{1b}OM", "enter"),
    ])
    func keys(bytes: String, name: String) throws {
      let key = try #require(Key(parsing: name))
      #expect(try events(bytes) == [.key(key)])
      #expect(try events(bytes, alone: true) == [.key(key)])
    }

    @Test func aLoneEscapeIsEscape() throws {
      let terminal = PseudoTerminal(.standard)
      let screen = try Screen(terminal.options())
      terminal.type("\u{1b}")
      var events: [Event] = []
      while events.isEmpty { events = screen.events() }
      #expect(events == [.key(.escape)])
    }

    @Test func severalKeysKeepTheirOrder() throws {
      let typed = ["j", "j", "G", "up", "数", "esc", "esc", "alt-q", "x"].compactMap { Key(parsing: $0) }
      #expect(try events("jjG\u{1b}[A数\u{1b}\u{1b}\u{1b}qx") == typed.map { .key($0) })
    }

    @Test func sequencesThatAreNoKeysTypeNothing() throws {
      #expect(try events("a\u{1b}[I\u{1b}[?1;2cb\u{1b}[97;5ud") == ["a", "b", "d"].map { .key(.character($0)) })
    }

    /// Descriptions leave out keys that the terminal, or the tmux in between, sends all the same.
    @Test(arguments: ["vt100", "linux", "screen"])
    func keysThatTheDescriptionLeavesOut(term: String) throws {
      let keys = [("\u{1b}[Z", "shift-tab"), ("\u{1b}[1~", "home"), ("\u{1b}[4~", "end"), ("\u{1b}[3~", "delete")]
      for (bytes, name) in keys {
        let key = try #require(Key(parsing: name))
        #expect(try events(bytes, alone: true, term: term) == [.key(key)])
      }
    }

    /// ncurses has read them to the end while it compared them with its keys, so that nothing is left to be read.
    @Test(arguments: ["\u{1b}[1;5I", "\u{1b}[1;2E", "\u{1b}[25~", "\u{1b}[[A", "\u{1b}[1;5", "\u{1b}OI", "\u{1b}[I"])
    func noPartOfASequenceIsTyped(bytes: String) throws {
      #expect(try events(bytes, alone: true).isEmpty)
    }

    @Test(arguments: [("\u{1b}[", "alt-["), ("\u{1b}O", "alt-O")])
    func whatOnlyBeginsLikeASequenceIsTyped(bytes: String, name: String) throws {
      let key = try #require(Key(parsing: name))
      #expect(try events(bytes, alone: true) == [.key(key)])
    }

    @Test func invalidBytesSwallowNothing() throws {
      let bytes: [UInt8] = [0xff, 0x61, 0xc3, 0x62, 0xe6, 0x95, 0x63, 0x80, 0x64]
      #expect(try events(bytes) == ["a", "b", "c", "d"].map { .key(.character($0)) })
    }

    @Test func aPasteIsOneEvent() throws {
      let pasted = "ls -l\u{3}\r数据\r"
      #expect(
        try events("a\u{1b}[200~\(pasted)\u{1b}[201~b")
          == [.key(.character("a")), .paste("ls -l\u{3}\n数据\n"), .key(.character("b"))])
    }

    @Test func mouse() throws {
      #expect(
        try events("\u{1b}[<0;5;3M\u{1b}[<0;5;3m\u{1b}[<64;1;1M\u{1b}[<65;1;1M", mouse: true) == [
          .mouse(Mouse(.press, button: 1, at: Point(4, 2))), .mouse(Mouse(.release, button: 1, at: Point(4, 2))),
          .mouse(Mouse(.wheelUp, at: .zero)), .mouse(Mouse(.wheelDown, at: .zero)),
        ])
    }

    @Test func aClosedTerminalIsNoticed() throws {
      let terminal = PseudoTerminal(.standard)
      let screen = try Screen(terminal.options())
      let before = screen.isHungUp
      terminal.hangUp()
      let events = screen.events()
      let after = screen.isHungUp
      #expect(!before && events.isEmpty && after)
    }
  }
}
