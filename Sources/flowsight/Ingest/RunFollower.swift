import Foundation
import Model
import Support

/// Waits until a dataset version is published or has failed and the run that did it has ended, and tells what happens
/// on the way.
///
/// It looks again whenever the platform says that something changed, and every few seconds in case a hint was lost.
struct RunFollower: Sendable {
  enum News: Equatable, Sendable {
    case step(name: String, state: JobState, failure: Failure?)
    case progress(step: String, Model.Progress)
    /// Nothing has begun for a while.
    case noWorker
  }

  /// Seconds between looks when no hint comes.
  static let secondsBetweenLooks = 2.0
  /// Looks in a row that may fail for a passing reason.
  static let failedLooksMax = 30
  /// Looks without a run before ``News/noWorker`` is told.
  static let looksBeforeNoWorker = 5

  var platform: any Platform
  var dataset: DatasetID
  var version: String
  var tell: @Sendable (News) -> Void

  /// The version once it is settled. Fails with `wait_timeout` after `timeoutSeconds`.
  func settled(timeoutSeconds: Int?) async throws -> DatasetVersion {
    try await platform.withLooks(everySeconds: RunFollower.secondsBetweenLooks) { wakeups in
      try await withThrowingTaskGroup(of: DatasetVersion.self) { group in
        if let timeoutSeconds {
          group.addTask {
            try await Task.sleep(for: .seconds(timeoutSeconds))
            throw timeout(timeoutSeconds)
          }
        }
        group.addTask { try await follow(wakeups) }
        defer { group.cancelAll() }
        guard let finished = try await group.next() else { throw CancellationError() }
        return finished
      }
    }
  }

  private func follow(_ wakeups: AsyncStream<Void>) async throws -> DatasetVersion {
    var view = View()
    var failedLooks = 0
    var wakeup = wakeups.makeAsyncIterator()
    repeat {
      do {
        if let version = try await look(&view) { return version }
        failedLooks = 0
      } catch let failure as Failure where failure.isTransient && failedLooks < RunFollower.failedLooksMax {
        failedLooks += 1
      }
    } while await wakeup.next() != nil
    throw CancellationError()
  }

  /// What was told already.
  private struct View {
    var states: [String: JobState] = [:]
    var looksWithoutRun = 0
  }

  private func look(_ view: inout View) async throws -> DatasetVersion? {
    let version = try await currentVersion()
    var isRunning = false
    if let run = try await platform.latestRun(dataset: dataset, version: self.version) {
      let detail = try await platform.run(run.id)
      tellSteps(detail.steps, &view)
      isRunning = !detail.run.state.isTerminal
    }
    // The catalog knows of the end before the last step has reported it.
    if let version, version.state == .published || version.state == .failed, !isRunning { return version }
    if view.states.values.allSatisfy({ $0 == .pending }) {
      view.looksWithoutRun += 1
      if view.looksWithoutRun == RunFollower.looksBeforeNoWorker { tell(.noWorker) }
    }
    return nil
  }

  /// `nil` while the catalog has not heard of it.
  func currentVersion() async throws -> DatasetVersion? {
    do {
      return try await platform.version(dataset: dataset, version: version)
    } catch let failure as Failure where failure.errorCode == "not_found" {
      return nil
    }
  }

  private func tellSteps(_ steps: [Step], _ view: inout View) {
    for step in steps {
      if view.states[step.name] != step.state, step.state != .pending || step.failure != nil {
        tell(.step(name: step.name, state: step.state, failure: step.failure))
      }
      view.states[step.name] = step.state
      if step.state == .running, let progress = step.progress { tell(.progress(step: step.name, progress)) }
    }
  }

  private func timeout(_ seconds: Int) -> Failure {
    Failure(
      "wait_timeout", "it was not settled within \(seconds) seconds; the work goes on",
      nextStep: "see how it is with `flowsight runs list`, or wait again with the same command", isTransient: true)
  }
}
