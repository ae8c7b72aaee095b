/// The work of ``within(_:_:)`` took longer than it may.
public struct DeadlineExceeded: Error, Hashable, Sendable {
  public var limit: Duration

  public init(limit: Duration) { self.limit = limit }
}

extension DeadlineExceeded: DescribedError {
  public var errorCode: String { "unavailable" }
  public var description: String { localized("no answer within \(limit)", "\(limit) 内没有响应") }
  public var nextStep: String? { nil }
  public var isTransient: Bool { true }
}

/// What `body` returns or throws, or ``DeadlineExceeded`` when that takes longer than the limit.
///
/// At the limit, and when the caller is cancelled, the work is cancelled and not waited for: this returns on time even
/// when the work hangs in a call that nothing interrupts.
public func within<Value: Sendable>(
  _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let (outcomes, continuation) = AsyncStream.makeStream(
    of: Result<Value, any Error>.self, bufferingPolicy: .bufferingOldest(1))
  let work = Task {
    do { continuation.yield(.success(try await body())) } catch { continuation.yield(.failure(error)) }
  }
  let clock = Task {
    try await Task.sleep(for: limit)
    continuation.yield(.failure(DeadlineExceeded(limit: limit)))
  }
  defer {
    work.cancel()
    clock.cancel()
  }
  for await outcome in outcomes { return try outcome.get() }
  throw CancellationError()
}
