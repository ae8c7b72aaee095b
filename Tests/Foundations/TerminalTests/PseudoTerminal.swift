import Foundation
import Glibc
import Synchronization
import Terminal

/// A terminal for tests: a pty whose far end is read by a thread into an ``Emulator``.
final class PseudoTerminal: Sendable {
  struct State {
    var emulator: Emulator
    var bytes = 0
  }

  /// TIOCSPTLCK and TIOCGPTN, function-like macros in C.
  private static let unlock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  let master: Int32
  let slave: Int32
  private let state: Mutex<State>
  private let changed = DispatchSemaphore(value: 0)

  init(_ size: Size) {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    _ = ioctl(master, PseudoTerminal.unlock, &lock)
    _ = ioctl(master, PseudoTerminal.getNumber, &number)
    slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    state = Mutex(State(emulator: Emulator(size)))
    setSize(size)
    let thread = Thread { [self] in readUntilClosed() }
    thread.start()
  }

  deinit { close(slave) }

  var descriptors: (input: Int32, output: Int32) { (slave, slave) }

  func options(depth: ColorDepth = .indexed256, mouse: Bool = false) -> Screen.Options {
    Screen.Options(descriptors: descriptors, term: "xterm-256color", depth: depth, mouse: mouse)
  }

  func setSize(_ size: Size) {
    // A winsize: rows, columns, pixels.
    var window = [UInt16(size.height), UInt16(size.width), 0, 0]
    _ = ioctl(master, UInt(TIOCSWINSZ), &window)
    state.withLock { $0.emulator.resize(size) }
  }

  /// Types: what the user's keyboard would send.
  func type(_ text: String) { type(Array(text.utf8)) }
  func type(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

  /// Waits until all that was written has been read, and returns how many bytes came since the last call.
  @discardableResult
  func settle() -> Int {
    let marker = "\u{1b}]9;settled\u{07}"
    let before = state.withLock { $0.emulator.markers }
    _ = marker.withCString { write(slave, $0, strlen($0)) }
    while state.withLock({ $0.emulator.markers }) == before { changed.wait() }
    return state.withLock { state in
      defer { state.bytes = 0 }
      return state.bytes - marker.utf8.count
    }
  }

  var emulator: Emulator { state.withLock { $0.emulator } }
  var lines: [String] { emulator.lines }

  /// Hangs up, as a closed window does.
  func hangUp() { close(master) }

  private func readUntilClosed() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      poll(&waiting, 1, -1)
      let count = read(master, &buffer, buffer.count)
      if count <= 0 { return }
      state.withLock { state in
        state.bytes += count
        for byte in buffer[..<count] { state.emulator.take(byte) }
      }
      changed.signal()
    }
  }
}
