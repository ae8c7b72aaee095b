import Support
import Testing

/// A limit on work that may hang.
@Suite struct DeadlineTests {
  @Test func whatIsQuickIsReturned() async throws {
    #expect(try await within(.seconds(60)) { 1 } == 1)
    struct Refused: Error {}
    await #expect(throws: Refused.self) { try await within(.seconds(60)) { throw Refused() } }
  }

  @Test(.timeLimit(.minutes(1)))
  func workThatNothingInterruptsIsNotWaitedFor() async {
    let (stream, end) = AsyncStream.makeStream(of: Void.self)
    let limit = Duration.milliseconds(5)
    await #expect(throws: DeadlineExceeded(limit: limit)) {
      try await within(limit) {
        // Cancelled or not, it waits.
        await Task.detached { for await _ in stream { return } }.value
      }
    }
    end.finish()
  }

  @Test(.timeLimit(.minutes(1)))
  func theWorkIsCancelled() async {
    let (stream, seen) = AsyncStream.makeStream(of: Bool.self)
    let (never, end) = AsyncStream.makeStream(of: Void.self)
    defer { end.finish() }
    await #expect(throws: DeadlineExceeded.self) {
      try await within(.milliseconds(5)) {
        for await _ in never {}
        seen.yield(Task.isCancelled)
      }
    }
    for await isCancelled in stream {
      #expect(isCancelled)
      break
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func aCallerThatIsCancelledDoesNotWait() async {
    let (never, end) = AsyncStream.makeStream(of: Void.self)
    defer { end.finish() }
    let task = Task { try await within(.seconds(600)) { for await _ in never {} } }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
