import Glibc
import Terminal
import Testing

@testable import TerminalSupport

/// A process that dies gives its terminal back all the same.
@Suite struct CrashTests {
  @Test func aStackThatIsUsedUpGivesTheTerminalBack() async throws {
    let terminal = PseudoTerminal(.standard)
    let path = terminal.path
    await #expect(processExitsWith: .signal(SIGSEGV)) { [path = path as String] in
      let descriptor = open(path, O_RDWR | O_NOCTTY)
      var screen = try Screen(Screen.Options(descriptors: (descriptor, descriptor), term: "xterm-256color"))
      screen.present(Surface(screen.size))
      func sink(_ depth: Int) -> Int { depth < 0 ? 0 : sink(depth + 1) &+ depth }
      exit(Int32(truncatingIfNeeded: sink(Int(screen.size.width))))
    }
    terminal.settle()
    #expect(!terminal.emulator.isAlternate && terminal.emulator.isCursorVisible)
  }

  /// A program that hangs ends by the second signal, and gives the terminal back.
  @Test func aProgramThatHangsIsEndedByTheSecondSignal() async throws {
    let terminal = PseudoTerminal(.standard)
    let path = terminal.path
    await #expect(processExitsWith: .signal(SIGTERM)) { [path = path as String] in
      let descriptor = open(path, O_RDWR | O_NOCTTY)
      let screen = try Screen(Screen.Options(descriptors: (descriptor, descriptor), term: "xterm-256color"))
      let loop = Loop(Hanging()) { _, _ in }
      loop.mailbox.send(0)
      var state = 0
      _ = loop.run(&state, on: screen)
    }
    terminal.settle()
    #expect(!terminal.emulator.isAlternate && terminal.emulator.isCursorVisible)
  }

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

/// Hangs at its first message, and is asked to end again and again.
private struct Hanging: Program, Sendable {
  func message(for event: Event) -> Int? { nil }
  func update(_ state: inout Int, _ message: Int) -> [Never] {
    while kill(getpid(), SIGTERM) == 0 { _ = poll(nil, 0, 100) }
    return []
  }
  func view(_ state: Int, _ size: Size) -> Surface { Surface(size) }
  func isFinished(_ state: Int) -> Bool { false }
}
