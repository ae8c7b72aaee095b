import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console
@testable import TerminalSupport

/// The console in a terminal.
@Suite(.serialized) struct ConsoleInATerminalTests {
  /// In a process of its own: ncurses has one screen in each, and other suites open theirs at the same time.
  @Test(.timeLimit(.minutes(1)))
  func itShowsItIsQuietItMovesItQuits() async {
    await #expect(processExitsWith: .success) { try await ConsoleInATerminalTests.showMoveAndQuit() }
  }

  private static func showMoveAndQuit() async throws {
    let terminal = PseudoTerminal(.standard)
    let monitor = LoopMonitor()
    let platform = MemoryPlatform(Fixture.full())
    // The clock stands: nothing changes by time.
    let options = ConsoleOptions(
      address: "dlq", descriptors: terminal.descriptors, environment: Fixture.environment, monitor: monitor)
    let ending = Task { try await Console.run(platform: platform, options: options) }

    await monitor.wait { $0.isIdle && $0.draws > 0 && $0.messages >= 2 && $0.effectsInFlight == 0 }
    #expect(terminal.settle() > 500)
    await monitor.wait { $0.isIdle }
    #expect(terminal.settle() == 0)

    let events = monitor.counts.events
    terminal.type("j")
    await monitor.wait { $0.isIdle && $0.events > events }
    let moved = terminal.settle()
    #expect(moved > 0 && moved <= 250, "a cursor key costs \(moved) bytes")

    // A change that changes nothing on the screen writes nothing.
    let messages = monitor.counts.messages
    platform.post(.letters)
    await monitor.wait { $0.isIdle && $0.messages >= messages + 3 && $0.effectsInFlight == 0 }
    #expect(terminal.settle() == 0)

    terminal.type("q")
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
