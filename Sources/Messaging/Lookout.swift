public import Support

/// Looks for work every so often, until its task is cancelled. A look that fails is logged, and the next one is taken.
public struct Lookout: Sendable {
  private static let pauseWhenBusy = Duration.milliseconds(20)
  private static let pauseAfterFailureMin = Duration.seconds(1)

  private let every: Duration
  private let problem: String
  private let log: Log

  /// `problem` is what is logged when a look fails: what cannot be done now.
  public init(every: Duration, problem: String, log: Log) {
    self.every = every
    self.problem = problem
    self.log = log
  }

  /// `look` returns whether there is more to do at once.
  public nonisolated(nonsending) func run(_ look: nonisolated(nonsending) () async throws -> Bool) async {
    while !Task.isCancelled {
      var pause = every
      do {
        if try await look() { pause = Lookout.pauseWhenBusy }
      } catch {
        if Task.isCancelled { break }
        log(.warning, problem, ["error": .string("\(error)")])
        pause = max(pause, Lookout.pauseAfterFailureMin)
      }
      try? await Task.sleep(for: pause)
    }
  }
}
