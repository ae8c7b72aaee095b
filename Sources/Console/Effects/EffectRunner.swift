import Foundation
import Model
import Support
import Synchronization
import Terminal

/// Does what effects ask for and leaves the answers in the mailbox.
final class EffectRunner: Sendable {
  let platform: any Platform
  let environment: Environment
  private let files: MemoryFiles?
  private let language: Mutex<Language>
  /// The export under way.
  private let exporting = Mutex<(generation: Int, task: Task<Int, any Error>)?>(nil)

  /// Without files, nothing is kept.
  init(
    platform: any Platform, environment: Environment, files: MemoryFiles? = nil, language: Language = .current
  ) {
    self.files = files
    self.language = Mutex(language)
    self.platform = platform
    self.environment = environment
  }

  func run(_ effect: ConsoleEffect, _ mailbox: Mailbox<ConsoleMessage>) async {
    switch effect {
    case .copy(let text): mailbox.ask(.copy(text))
    case .redraw: mailbox.ask(.redraw)
    case .suspend: mailbox.ask(.suspend)
    default: break
    }
    if let message = await answer(to: effect, telling: { mailbox.send($0) }) { mailbox.send(message) }
  }

  /// Does it and returns what the state is to be told; `nil` when that is nothing. `progress` is what it is told on the
  /// way.
  func answer(
    to effect: ConsoleEffect, telling progress: @escaping @Sendable (ConsoleMessage) -> Void = { _ in }
  ) async -> ConsoleMessage? {
    await Language.$current.withValue(language.withLock { $0 }) { await perform(effect, progress) }
  }

  private func perform(
    _ effect: ConsoleEffect, _ progress: @escaping @Sendable (ConsoleMessage) -> Void
  ) async -> ConsoleMessage? {
    switch effect {
    case .speak(let language):
      self.language.withLock { $0 = language }
      return .woke(.language)
    case .load(let load, let generation):
      let result = await result(within: .load) { try await load.answer(from: $0) }
      return .loaded(load, generation: generation, result, at: environment.now())
    case .ping(let generation):
      let result = await result(within: .ping) { try await $0.ping() }
      return .pinged(generation: generation, result, at: environment.now())
    case .preview(let action, let generation):
      let result = await result(within: .preview) { try await action.preview(on: $0) }
      return .previewed(generation: generation, result)
    case .perform(let action, let reason, let generation):
      let result = await result(within: .perform) { try await action.perform(on: $0, reason: reason) }
      return .performed(generation: generation, result)
    case .errand(let errand):
      let now = environment.now()
      let result = await result(within: .perform) { try await errand.run(on: $0, at: now) }
      return .ran(errand, result, at: environment.now())
    case .wake(let wake, let milliseconds):
      // Many consoles lose a server at once; they do not come back at once.
      let jitter = if case .heartbeat = wake { 0.5 + environment.random() } else { 1.0 }
      try? await Task.sleep(for: .milliseconds(Int(Double(milliseconds) * jitter)))
      return .woke(wake)
    case .export(let export, let generation):
      let task = Task { [platform] in
        try await export.run(on: platform) { progress(.export(.written($0), generation: generation)) }
      }
      exporting.withLock { $0 = (generation, task) }
      let result = await result {
        try await withTaskCancellationHandler {
          try await task.value
        } onCancel: {
          task.cancel()
        }
      }
      exporting.withLock { $0 = nil }
      return .export(.ended(result), generation: generation)
    case .cancelExport(let generation):
      exporting.withLock { if $0?.generation == generation { $0?.task.cancel() } }
      return nil
    case .keep(let keepsake): return keep(keepsake).map(ConsoleMessage.unkept)
    case .recall: return files.map { .recalled($0.deeds()) }
    case .write(let contents, let path): return .wrote(path, NewFile.write(contents, to: path))
    case .copy, .redraw, .suspend: return nil
    }
  }

  /// Why it could not be kept.
  private func keep(_ keepsake: Keepsake) -> Failure? {
    guard let files else { return nil }
    do throws(Failure) {
      switch keepsake {
      case .memo(let memo): try files.keep(memo)
      case .deed(let deed): try files.keep(deed)
      }
      return nil
    } catch {
      return error
    }
  }

  /// Sends the platform's changes until cancelled. Should the stream end, the connection is taken for lost, and it is
  /// followed anew.
  func follow(_ send: @escaping @Sendable (ConsoleMessage) -> Void) -> Task<Void, Never> {
    Task {
      while !Task.isCancelled {
        for await change in platform.changes() {
          send(.changed(change, at: environment.now()))
        }
        if Task.isCancelled { return }
        send(.changed(.disconnected, at: environment.now()))
        try? await Task.sleep(for: .seconds(1 + environment.random()))
      }
    }
  }

  /// How long the platform may take.
  private struct Limit {
    var duration: Duration
    /// A view that is too slow is not a connection that is lost, and is not asked for again and again.
    var isTransient = true

    static let ping = Limit(duration: .seconds(5))
    static let load = Limit(duration: .seconds(30), isTransient: false)
    static let preview = Limit(duration: .seconds(30))
    static let perform = Limit(duration: .seconds(60))
  }

  private func result<Value: Sendable>(
    within limit: Limit, _ body: @escaping @Sendable (any Platform) async throws -> Value
  ) async -> Result<Value, Failure> {
    await result {
      do {
        return try await within(limit.duration) { [platform] in try await body(platform) }
      } catch let late as DeadlineExceeded {
        throw Failure("unavailable", late.description, isTransient: limit.isTransient)
      }
    }
  }

  private func result<Value: Sendable>(_ body: () async throws -> Value) async -> Result<Value, Failure> {
    do {
      return .success(try await body())
    } catch let failure as Failure {
      return .failure(failure)
    } catch is CancellationError {
      return .failure(Failure("cancelled", "it was cancelled"))
    } catch {
      return .failure(Failure("internal_error", "\(error)"))
    }
  }
}

extension Action {
  func preview(on platform: any Platform) async throws -> ActionPreview {
    switch self {
    case .letters(let action, let letters): try await platform.preview(action, letters)
    case .bulk(let action, let query): try await platform.prepare(action, query)
    case .backfill(let backfill, _): try await platform.prepare(backfill)
    case .labelTasks(let action, let tasks): try await platform.previewLabelTasks(action, tasks)
    case .interventions(let interventions): try await platform.preview(interventions)
    }
  }

  func perform(on platform: any Platform, reason: String) async throws -> ActionResult {
    switch self {
    case .letters(let action, let letters): try await platform.perform(action, letters, reason: reason)
    case .labelTasks(let action, let tasks): try await platform.performLabelTasks(action, tasks, reason: reason)
    case .interventions(let interventions): try await platform.perform(interventions, reason: reason)
    // What was shown was frozen; what was not is never acted on.
    case .backfill(_, let operation?):
      try await platform.perform(.startOperation(operation, parameters: [:], ratePerSecond: nil), reason: reason)
    case .bulk, .backfill(_, nil): throw Failure("nothing_eligible", ActionWords.nothing)
    }
  }
}
