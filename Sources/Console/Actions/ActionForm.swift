import Foundation
import Model
import Terminal

/// The preview of an action with the fields that must be filled in before it is done. The cancel button has the focus.
struct ActionForm: Hashable, Sendable {
  enum Field: Hashable, Sendable {
    case parameters, rate, reason, count, name, confirm, cancel
  }

  let verb: Verb
  /// What is acted on: named once, frozen.
  let action: Action
  let preview: ActionPreview
  let fields: [Field]
  private(set) var focus = Field.cancel
  private(set) var parameters: InputLine
  private(set) var rate = InputLine(placeholder: ActionWords.ratePlaceholder)
  private(set) var reason = InputLine(placeholder: ActionWords.reasonPlaceholder)
  private(set) var count = InputLine()
  private(set) var name = InputLine()
  /// The profile whose name is to be typed; `nil` asks for none.
  let profile: String?
  /// What stands in the way of the last try to confirm.
  private(set) var problem: String?

  /// `typed`: the form that was filled in before what it says was shown.
  init(verb: Verb, action: Action, preview: ActionPreview, profile: String? = nil, typed: ActionForm? = nil) {
    self.profile = profile
    self.verb = verb
    self.action = action
    self.preview = preview
    parameters = InputLine(action.parametersText, placeholder: ActionWords.parametersPlaceholder(verb))
    let eligible = preview.eligibleCount
    var fields: [Field] = []
    if eligible > 0 {
      if verb.takesParameters { fields.append(.parameters) }
      if verb == .redrive, preview.bulk != nil { fields.append(.rate) }
      fields.append(.reason)
      if eligible > 1 { fields.append(.count) }
      if profile != nil { fields.append(.name) }
      fields.append(.confirm)
    }
    self.fields = fields + [.cancel]
    guard let typed else { return }
    (parameters, rate, reason, count) = (typed.parameters, typed.rate, typed.reason, typed.count)
  }

  /// What pressing a button came to.
  enum Outcome: Hashable, Sendable {
    case editing
    case cancelled
    case confirmed(Action, reason: String)
  }

  mutating func press() -> Outcome {
    switch focus {
    case .cancel: return .cancelled
    case .confirm: return confirm()
    case .parameters, .rate, .reason, .count, .name:
      moveFocus(by: 1)
      return .editing
    }
  }

  mutating func moveFocus(by step: Int) {
    let index = fields.firstIndex(of: focus) ?? 0
    focus = fields[((index + step) % fields.count + fields.count) % fields.count]
  }

  mutating func edit(_ key: Key) {
    switch focus {
    case .parameters: _ = parameters.handle(key)
    case .rate: _ = rate.handle(key)
    case .reason: _ = reason.handle(key)
    case .count: _ = count.handle(key)
    case .name: _ = name.handle(key)
    case .confirm, .cancel: turn(key)
    }
    problem = nil
  }

  mutating func paste(_ text: String) {
    switch focus {
    case .parameters: parameters.insert(text)
    case .rate: rate.insert(text)
    case .reason: reason.insert(text)
    case .count: count.insert(text)
    case .name: name.insert(text)
    case .confirm, .cancel: break
    }
  }

  func line(_ field: Field) -> InputLine? {
    var line: InputLine
    switch field {
    case .parameters: line = parameters
    case .rate: line = rate
    case .reason: line = reason
    case .count: line = count
    case .name: line = name
    case .confirm, .cancel: return nil
    }
    line.isFocused = field == focus
    return line
  }

  private mutating func turn(_ key: Key) {
    if key == .left { moveFocus(by: -1) } else if key == .right { moveFocus(by: 1) }
  }

  private mutating func confirm() -> Outcome {
    let eligible = preview.eligibleCount
    let why = reason.text.trimmingCharacters(in: .whitespaces)
    if why.isEmpty { return stop(at: .reason, ActionWords.reasonMissing) }
    if fields.contains(.count), Int(count.text.trimmingCharacters(in: .whitespaces)) != eligible {
      return stop(at: .count, ActionWords.countWrong(eligible))
    }
    let rateText = rate.text.trimmingCharacters(in: .whitespaces)
    let perSecond = Int(rateText)
    if !rateText.isEmpty, (perSecond ?? 0) < 1 { return stop(at: .rate, ActionWords.rateWrong) }
    if let profile, name.text.trimmingCharacters(in: .whitespaces) != profile {
      return stop(at: .name, ActionWords.nameWrong(profile))
    }
    do throws(Parameters.Problem) {
      return .confirmed(try action.with(parameters: parameters.text, rate: perSecond), reason: why)
    } catch {
      return stop(at: .parameters, error.message)
    }
  }

  private mutating func stop(at field: Field, _ problem: String) -> Outcome {
    focus = field
    self.problem = problem
    return .editing
  }
}
