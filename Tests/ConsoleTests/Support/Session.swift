import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// A console without a terminal or a clock: keys go in, effects are kept until they are asked for, screens come out.
struct Session {
  let platform: MemoryPlatform
  var state: ConsoleState
  /// Effects that nobody has carried out yet, in order.
  private(set) var effects: [ConsoleEffect]

  init(
    _ data: MemoryPlatform.Data = Fixture.full(), at address: String = "overview", role: Model.Role = .operator,
    size: Size = .standard, language: Language = .english, keymap: Keymap = .standard,
    isProduction: Bool = false, isReadOnly: Bool = false
  ) {
    platform = MemoryPlatform(data, role: role, isProduction: isProduction, isReadOnly: isReadOnly)
    platform.change {
      if $0.overview.causes == Fixture.causes(in: .english) { $0.overview.causes = Fixture.causes(in: language) }
    }
    state = ConsoleState(
      actor: platform.actor, backend: platform.backend, address: Address(parsing: address) ?? Address(.overview),
      size: size, now: Fixture.now, keymap: keymap, language: language)
    effects = state.start()
  }

  /// Is given each message before the state is.
  var record: ((ConsoleMessage) -> Void)?
  /// Makes another answer of each that comes from the platform.
  var alter: ((ConsoleMessage) -> ConsoleMessage)?

  mutating func send(_ message: ConsoleMessage) {
    var message = message
    switch message {
    case .loaded, .previewed, .performed, .ran, .pinged: message = alter?(message) ?? message
    case .event, .changed, .export, .unkept, .wrote, .recalled, .themed, .woke, .tick, .stopped: break
    }
    record?(message)
    effects += Console.update(&state, message)
  }

  /// Presses keys by their names.
  mutating func press(_ names: String...) {
    for name in names { send(.event(.key(Key(parsing: name) ?? .escape))) }
  }

  mutating func type(_ text: String) {
    for character in text { send(.event(.key(.character(character)))) }
  }

  /// Goes to a field of the dialog, as far around as it takes.
  mutating func focus(_ field: ActionForm.Field, _ location: SourceLocation = #_sourceLocation) {
    for _ in 0...(form?.fields.count ?? 0) + 1 where form?.focus != field { press("tab") }
    #expect(form?.focus == field, sourceLocation: location)
  }

  /// Types into the dialog's fields, one after another from the one with the focus on, and confirms.
  mutating func confirm(_ texts: String...) {
    if form?.isAtButton == true { press("tab") }
    for text in texts {
      type(text)
      press("tab")
    }
    press("enter")
  }

  mutating func resize(_ width: Int, _ height: Int) { send(.event(.resize(Size(width, height)))) }

  /// Takes the effects that wait.
  mutating func takeEffects() -> [ConsoleEffect] {
    defer { effects = [] }
    return effects
  }

  /// Carries out all effects, and those that follow from them, until none is left; wakes come at once, but for heartbeats.
  mutating func settle(wakes: Bool = false) async {
    let language = state.language
    var session = self
    self = await Language.$current.withValue(language) {
      await session.carryOut(wakes: wakes)
      return session
    }
  }

  /// With all that it reads on opening.
  func settled() async -> Session {
    var session = self
    await session.settle()
    return session
  }

  /// What is read arrives; everything else that waits goes on waiting.
  mutating func answer() async {
    for effect in takeEffects() {
      guard case .load(let load, let generation) = effect else {
        effects.append(effect)
        continue
      }
      let result = await outcome { try await load.answer(from: platform) }
      send(.loaded(load, generation: generation, result, at: state.now))
    }
  }

  /// The heartbeat that is due comes, and is answered.
  mutating func beat() async {
    send(.woke(.heartbeat(state.heartbeat.due ?? 0)))
    await settle()
  }

  private mutating func carryOut(wakes: Bool) async {
    while !effects.isEmpty {
      let effect = effects.removeFirst()
      switch effect {
      case .load(let load, let generation):
        let result = await outcome { try await load.answer(from: platform) }
        send(.loaded(load, generation: generation, result, at: state.now))
      case .ping(let generation):
        send(.pinged(generation: generation, await outcome { try await platform.ping() }, at: state.now))
      case .preview(let action, let generation):
        send(.previewed(generation: generation, await outcome { try await action.preview(on: platform) }))
      case .perform(let action, let reason, let generation):
        let result = await outcome { try await action.perform(on: platform, reason: reason) }
        send(.performed(generation: generation, result))
      case .errand(let errand):
        let result = await outcome { try await errand.run(on: platform, at: state.now) }
        send(.ran(errand, result, at: state.now))
      // The heart beats without end.
      case .wake(.heartbeat, _): break
      case .wake(let wake, _): if wakes { send(.woke(wake)) }
      case .export(let export, let generation):
        // Keys at random write no files.
        let isWanted = export.path.hasPrefix(FileManager.default.temporaryDirectory.path)
        let result = await outcome {
          guard isWanted else { throw Failure("cancelled", "the test writes nothing") }
          return try await export.run(on: platform) { _ in }
        }
        send(.export(.ended(result), generation: generation))
      case .copy, .redraw, .suspend, .speak, .keep, .recall, .write, .cancelExport: break
      }
    }
  }

  private func outcome<Value>(_ body: () async throws -> Value) async -> Result<Value, Failure> {
    do {
      return .success(try await body())
    } catch {
      return .failure(error as? Failure ?? Failure("internal_error", "\(error)"))
    }
  }

  var surface: Surface { Console.view(state, state.size) }
  var lines: [String] { surface.lines() }
  var text: String { surface.text() }
  var address: String { state.trail.top.scene.address.description }

  var dialog: ActionDialog? { if case .dialog(let dialog) = state.mode { dialog } else { nil } }
  var form: ActionForm? { if case .form(let form) = dialog?.phase { form } else { nil } }
}
