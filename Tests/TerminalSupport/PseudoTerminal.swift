import Foundation
import Glibc
import Synchronization
import Terminal

/// A terminal for tests: a pty whose far end is read by a thread into an ``Emulator``.
final class PseudoTerminal: Sendable {
  /// TIOCSPTLCK and TIOCGPTN, function-like macros in C.
  private static let unlock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  let path: String
  let slave: Int32
  private let wire: Wire

  init(_ size: Size, hasSynchronizedOutput: Bool = false) {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    _ = ioctl(master, PseudoTerminal.unlock, &lock)
    _ = ioctl(master, PseudoTerminal.getNumber, &number)
    path = "/dev/pts/\(number)"
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var emulator = Emulator(size)
    emulator.hasSynchronizedOutput = hasSynchronizedOutput
    wire = Wire(master: master, emulator)
    setSize(size)
    let thread = Thread { [wire] in wire.readUntilClosed() }
    thread.start()
  }

  /// Ends the thread too: reading fails once nobody has the terminal open.
  deinit { close(slave) }

  var descriptors: (input: Int32, output: Int32) { (slave, slave) }

  func options(depth: ColorDepth = .indexed256, mouse: Bool = false) -> Screen.Options {
    Screen.Options(
      descriptors: descriptors, term: "xterm-256color", colorTerm: depth == .trueColor ? "truecolor" : "", depth: depth,
      mouse: mouse)
  }

  func setSize(_ size: Size) {
    // A winsize: rows, columns, pixels.
    var window = [UInt16(size.height), UInt16(size.width), 0, 0]
    _ = ioctl(wire.master, UInt(TIOCSWINSZ), &window)
    wire.state.withLock { $0.emulator.resize(size) }
  }

  /// Types: what the user's keyboard would send.
  func type(_ text: String) { type(Array(text.utf8)) }
  func type(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { write(wire.master, $0.baseAddress, $0.count) } }

  /// Waits until all that was written has been read, and returns how many bytes came since the last call.
  @discardableResult
  func settle() -> Int {
    let marker = "\u{1b}]9;settled\u{07}"
    let before = wire.state.withLock { $0.emulator.markers }
    _ = marker.withCString { write(slave, $0, strlen($0)) }
    wire.wait { $0.emulator.markers > before }
    return wire.state.withLock { state in
      defer { state.bytes = 0 }
      return state.bytes - marker.utf8.count
    }
  }

  var emulator: Emulator { wire.state.withLock { $0.emulator } }
  var lines: [String] { emulator.lines }

  /// Hangs up, as a closed window does.
  func hangUp() {
    wire.state.withLock { $0.life = .hangingUp }
    _ = write(slave, " ", 1)
    wire.wait { $0.life == .closed }
  }
}

/// The far end of a pty, closed when reading it fails or it hangs up.
private final class Wire: Sendable {
  enum Life { case open, hangingUp, closed }

  struct State {
    var emulator: Emulator
    var bytes = 0
    var life = Life.open
  }

  let master: Int32
  let state: Mutex<State>
  private let changed = DispatchSemaphore(value: 0)

  init(master: Int32, _ emulator: Emulator) {
    self.master = master
    state = Mutex(State(emulator: emulator))
  }

  func wait(until condition: (State) -> Bool) {
    while !state.withLock({ condition($0) }) { changed.wait() }
  }

  func readUntilClosed() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while state.withLock({ $0.life }) == .open {
      let count = read(master, &buffer, buffer.count)
      if count <= 0 { break }
      let replies = state.withLock { state in
        state.bytes += count
        let before = state.emulator.replies.count
        for byte in buffer[..<count] { state.emulator.take(byte) }
        return Array(state.emulator.replies[before...])
      }
      if !replies.isEmpty { _ = replies.withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }
      changed.signal()
    }
    close(master)
    state.withLock { $0.life = .closed }
    changed.signal()
  }
}
