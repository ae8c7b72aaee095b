import Foundation
import Glibc
import Model
import Support
import Terminal
import Testing

@testable import Console

/// The console in a terminal: a pty whose far end only counts what is written.
private final class Pty: Sendable {
  let slave: Int32
  private let master: Int32

  init(width: UInt16, height: UInt16) {
    // TIOCSPTLCK and TIOCGPTN are macros with arguments in C.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    _ = ioctl(master, 0x4004_5431, &lock)
    _ = ioctl(master, 0x8004_5430, &number)
    slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var window = [height, width, 0, 0]
    _ = ioctl(master, UInt(TIOCSWINSZ), &window)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(slave)
    close(master)
  }

  func type(_ text: String) { _ = text.withCString { write(master, $0, strlen($0)) } }

  /// Takes what has been written and returns how much it was.
  func drain() -> Int {
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(master, &buffer, buffer.count), count > 0 { total += count }
    return total
  }
}

@Suite(.serialized) struct ConsoleInATerminalTests {
  /// In a process of its own: ncurses has one screen in each, and other suites open theirs at the same time.
  @Test(.timeLimit(.minutes(1)))
  func itShowsItIsQuietItMovesItQuits() async {
    await #expect(processExitsWith: .success) { try await ConsoleInATerminalTests.showMoveAndQuit() }
  }

  private static func showMoveAndQuit() async throws {
    let pty = Pty(width: 80, height: 24)
    let monitor = LoopMonitor()
    let platform = MemoryPlatform(Fixture.full())
    // The clock stands: nothing changes by time.
    let options = ConsoleOptions(
      address: "dlq", descriptors: (pty.slave, pty.slave), environment: Fixture.environment, monitor: monitor)
    let ending = Task { try await Console.run(platform: platform, options: options) }

    await monitor.wait { $0.isIdle && $0.draws > 0 && $0.messages >= 2 && $0.effectsInFlight == 0 }
    #expect(pty.drain() > 500)
    await monitor.wait { $0.isIdle }
    #expect(pty.drain() == 0)

    let events = monitor.counts.events
    pty.type("j")
    await monitor.wait { $0.isIdle && $0.events > events }
    let moved = pty.drain()
    #expect(moved > 0 && moved <= 250, "a cursor key costs \(moved) bytes")

    // A change that changes nothing on the screen writes nothing.
    let messages = monitor.counts.messages
    platform.post(.letters)
    await monitor.wait { $0.isIdle && $0.messages >= messages + 3 && $0.effectsInFlight == 0 }
    #expect(pty.drain() == 0)

    pty.type("q")
    #expect(try await ending.value == .finished)
  }

  @Test func aFrameIsTextWithoutEscapes() async throws {
    let frame = try await Console.frame(
      platform: MemoryPlatform(Fixture.full()), address: "dlq", size: Size(80, 24), environment: Fixture.environment)
    #expect(frame.split(separator: "\n", omittingEmptySubsequences: false).count == 24)
    #expect(frame.contains("rows_rejected"))
    #expect(!frame.contains("\u{1b}"))
  }

  @Test func aFrameOfNothingSaysWhatThereIs() async {
    await #expect(throws: (any Error).self) {
      try await Console.frame(platform: MemoryPlatform(Fixture.full()), address: "nowhere", size: .standard)
    }
  }
}
