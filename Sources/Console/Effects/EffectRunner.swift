import Foundation
import Model
import Support
import Synchronization
import Terminal

/// Does what effects ask for and leaves the answers in the mailbox.
final class EffectRunner: Sendable {
  let platform: any Platform
  let environment: Environment
  private let language: Mutex<Language>

  init(platform: any Platform, environment: Environment, language: Language = .current) {
    self.language = Mutex(language)
    self.platform = platform
    self.environment = environment
  }

  func run(_ effect: ConsoleEffect, _ mailbox: Mailbox<ConsoleMessage>) async {
    await Language.$current.withValue(language.withLock { $0 }) { await perform(effect, mailbox) }
  }

  private func perform(_ effect: ConsoleEffect, _ mailbox: Mailbox<ConsoleMessage>) async {
    switch effect {
    case .speak(let language):
      self.language.withLock { $0 = language }
      mailbox.send(.woke(.language))
    case .load(let load, let generation):
      let result = await result { try await load.answer(from: platform) }
      mailbox.send(.loaded(load, generation: generation, result, at: environment.now()))
    case .preview(let action, let generation):
      mailbox.send(.previewed(generation: generation, await result { try await action.preview(on: platform) }))
    case .perform(let action, let reason, let generation):
      let result = await result { try await action.perform(on: platform, reason: reason) }
      mailbox.send(.performed(generation: generation, result))
    case .errand(let errand):
      let result = await result { try await errand.run(on: platform, at: environment.now()) }
      mailbox.send(.ran(errand, result, at: environment.now()))
    case .wake(let wake, let milliseconds):
      // Many consoles lose a server at once; they do not come back at once.
      let jitter = wake == .retry ? 0.5 + environment.random() : 1
      try? await Task.sleep(for: .milliseconds(Int(Double(milliseconds) * jitter)))
      mailbox.send(.woke(wake))
    case .copy(let text): mailbox.ask(.copy(text))
    }
  }

  /// Posts the platform's changes until cancelled. Should the stream end, the connection is taken for lost, and it is
  /// followed anew.
  func follow(_ mailbox: Mailbox<ConsoleMessage>) -> Task<Void, Never> {
    Task {
      while !Task.isCancelled {
        for await change in platform.changes() {
          mailbox.send(.changed(change, at: environment.now()))
        }
        if Task.isCancelled { return }
        mailbox.send(.changed(.disconnected, at: environment.now()))
        try? await Task.sleep(for: .seconds(1 + environment.random()))
      }
    }
  }

  private func result<Value>(_ body: () async throws -> Value) async -> Result<Value, Failure> {
    do {
      return .success(try await body())
    } catch let failure as Failure {
      return .failure(failure)
    } catch {
      return .failure(Failure("internal_error", "\(error)"))
    }
  }
}

extension Action {
  func preview(on platform: any Platform) async throws -> ActionPreview {
    switch self {
    case .letters(let action, let letters): try await platform.preview(action, letters)
    case .rerun(let run, _): try await platform.previewRerun(run)
    case .labelTasks(let action, let tasks): try await platform.previewLabelTasks(action, tasks)
    }
  }

  func perform(on platform: any Platform, reason: String) async throws -> ActionResult {
    switch self {
    case .letters(let action, let letters): try await platform.perform(action, letters, reason: reason)
    case .rerun(let run, let parameters): try await platform.rerun(run, parameters: parameters, reason: reason)
    case .labelTasks(let action, let tasks): try await platform.performLabelTasks(action, tasks, reason: reason)
    }
  }
}
