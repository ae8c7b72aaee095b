import Glibc
import Terminal
import Testing

/// A process that dies gives its terminal back all the same.
@Suite struct CrashTests {
  @Test(arguments: [SIGABRT, SIGSEGV, SIGTRAP, SIGILL])
  func aCrashGivesTheTerminalBack(signal: Int32) async throws {
    let terminal = PseudoTerminal(.standard)
    var before = termios()
    tcgetattr(terminal.slave, &before)
    let path = terminal.path
    await #expect(processExitsWith: .signal(signal)) { [path = path as String, signal = signal as Int32] in
      let descriptor = open(path, O_RDWR | O_NOCTTY)
      var screen = try Screen(
        Screen.Options(descriptors: (descriptor, descriptor), term: "xterm-256color", mouse: true))
      screen.present(Surface(screen.size))
      var modes = termios()
      tcgetattr(descriptor, &modes)
      guard modes.c_lflag & tcflag_t(ECHO) == 0 else { return }
      // A thread of a pool has SIGABRT blocked; abort() unblocks it.
      if signal == SIGABRT { abort() }
      raise(signal)
      _ = screen.size
    }
    terminal.settle()
    #expect(!terminal.emulator.isAlternate && terminal.emulator.isCursorVisible)
    #expect(terminal.emulator.modes.isDisjoint(with: ["?2004", "?1000", "?1006"]))
    var after = termios()
    tcgetattr(terminal.slave, &after)
    #expect(before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag)
  }
}
