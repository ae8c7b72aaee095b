import Foundation
import Model
import Terminal

/// The preview of an action with the fields that must be filled in before it is done. Where the focus begins is one rule
/// for all of them, ``beginning(of:_:isBulk:)``; enter in a field goes on to the next, and never confirms.
struct ActionForm: Hashable, Sendable {
  enum Field: Hashable, Sendable, CaseIterable {
    case title, cron, zone, versions, parameters, rate, reason, count, name, confirm, cancel

    /// It says nothing of what is to be done: it makes sure that it is meant.
    var isGuard: Bool { [.reason, .count, .name, .confirm, .cancel].contains(self) }
  }

  let verb: Verb
  /// What is acted on: named once, frozen.
  let action: Action
  let preview: ActionPreview
  let fields: [Field]
  private(set) var focus: Field
  private var lines: [Field: InputLine]
  /// What stood in the lines before anybody typed.
  private let given: [Field: String]
  /// The profile whose name is to be typed; `nil` asks for none.
  let profile: String?
  /// What stands in the way of the last try to confirm.
  private(set) var problem: String?

  /// When it was shown.
  let now: Date

  /// `typed`: the form that was filled in before what it says was shown; `isEdited`: somebody is still at it.
  init(
    verb: Verb, action: Action, preview: ActionPreview, profile: String? = nil, at now: Date, typed: ActionForm? = nil,
    isEdited: Bool = false
  ) {
    self.now = now
    self.profile = profile
    self.verb = verb
    self.action = action
    self.preview = preview
    let settings = action.schedule
    lines = [
      .title: InputLine(settings?.name ?? ""),
      .cron: InputLine(settings?.cron ?? "", placeholder: ActionWords.cronPlaceholder),
      .zone: InputLine(settings?.timeZone ?? "", placeholder: "Europe/Berlin"),
      .versions: InputLine(action.versionsText, placeholder: ActionWords.versionsPlaceholder),
      .parameters: InputLine(action.parametersText, placeholder: ActionWords.parametersPlaceholder(verb)),
      .rate: InputLine(placeholder: ActionWords.ratePlaceholder),
      .reason: InputLine(placeholder: ActionWords.reasonPlaceholder), .count: InputLine(), .name: InputLine(),
    ]
    given = typed?.given ?? lines.mapValues(\.text)
    let eligible = preview.eligibleCount
    var fields: [Field] = []
    // What is chosen in the form can be chosen otherwise when there is nothing.
    if eligible > 0 || verb.choosesItems {
      if verb == .schedule { fields += [.title, .cron, .zone] }
      if verb.choosesItems { fields.append(.versions) }
      if verb.takesParameters, preview.takesParameters { fields.append(.parameters) }
      if verb == .redrive, preview.bulk != nil { fields.append(.rate) }
      fields.append(.reason)
      if eligible > 1 { fields.append(.count) }
      if profile != nil { fields.append(.name) }
      fields.append(.confirm)
    }
    self.fields = fields + [.cancel]
    focus = ActionForm.beginning(of: self.fields, verb, isBulk: eligible > 1)
    if let typed { take(typed, isEdited: isEdited) }
  }

  /// What was filled in before. A number that was typed for other things does not count for these. The focus goes to
  /// what is missing: where nothing is, to the reason, whose enter neither does it nor throws it away.
  private mutating func take(_ typed: ActionForm, isEdited: Bool) {
    for (field, line) in typed.lines where field != .name || isEdited { lines[field] = line }
    let isStale = Int(text(.count)) != preview.eligibleCount
    if isStale { lines[.count] = InputLine() }
    if isEdited, fields.contains(typed.focus) {
      (focus, problem) = (typed.focus, typed.problem)
    } else if text(.reason).isEmpty || !isStale || !fields.contains(.count) {
      focus = fields.first { $0 == .reason } ?? fields[0]
    } else {
      focus = .count
    }
  }

  /// The first field has the focus, so that typing goes somewhere. Cancel has it where there is nothing to fill in but
  /// what guards something that takes away or touches many things.
  private static func beginning(of fields: [Field], _ verb: Verb, isBulk: Bool) -> Field {
    let isConfirmation = fields.allSatisfy(\.isGuard) && (verb.takesAway || isBulk)
    return isConfirmation ? .cancel : fields[0]
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
    case .title, .cron, .zone, .versions, .parameters, .rate, .reason, .count, .name:
      moveFocus(by: 1)
      return .editing
    }
  }

  mutating func moveFocus(by step: Int) {
    let index = fields.firstIndex(of: focus) ?? 0
    focus = fields[((index + step) % fields.count + fields.count) % fields.count]
  }

  mutating func goToFirstField() { focus = fields.first { lines[$0] != nil } ?? focus }

  mutating func edit(_ key: Key) {
    if lines[focus] == nil { turn(key) } else { _ = lines[focus]?.handle(key) }
    problem = nil
  }

  /// Somebody typed into it: closing it loses that.
  var holdsTyped: Bool { lines.contains { field, line in line.text != given[field] } }

  /// What is to be said where problems are; the next key takes it away.
  mutating func tell(_ text: String?) { problem = text }

  mutating func paste(_ text: String) { lines[focus]?.insert(text) }

  /// The focus is where enter presses something, not where it goes on.
  var isAtButton: Bool { lines[focus] == nil }

  func line(_ field: Field) -> InputLine? {
    guard var line = lines[field] else { return nil }
    line.isFocused = field == focus
    return line
  }

  func text(_ field: Field) -> String { (lines[field]?.text ?? "").trimmingCharacters(in: .whitespaces) }

  /// A schedule with other times than those that were previewed; `nil` while there are none.
  var typedSchedule: ScheduleSettings? {
    guard verb == .schedule, let before = action.schedule else { return nil }
    var typed = before
    (typed.cron, typed.timeZone) = (text(.cron), text(.zone))
    return typed == before ? nil : typed
  }

  private mutating func turn(_ key: Key) {
    if key == .left { moveFocus(by: -1) } else if key == .right { moveFocus(by: 1) }
  }

  private mutating func confirm() -> Outcome {
    let typed: Action
    let perSecond = Int(text(.rate))
    do throws(Parameters.Problem) {
      typed = try action.with(self, rate: perSecond)
    } catch {
      return stop(for: error)
    }
    let why = text(.reason)
    // What was typed otherwise is shown before it is asked about.
    if verb.choosesItems, typed != action { return .confirmed(typed, reason: why) }
    let eligible = preview.eligibleCount
    if eligible == 0 { return stop(at: fields[0], ActionWords.nothing) }
    if why.isEmpty { return stop(at: .reason, ActionWords.reasonMissing) }
    do throws(Failure) { try Reason.check(why) } catch { return stop(at: .reason, error.shown) }
    if fields.contains(.count), Int(text(.count)) != eligible {
      return stop(at: .count, ActionWords.countWrong(eligible))
    }
    if !text(.rate).isEmpty, (perSecond ?? 0) < 1 { return stop(at: .rate, ActionWords.rateWrong) }
    if let profile, text(.name) != profile { return stop(at: .name, ActionWords.nameWrong(profile)) }
    return .confirmed(typed, reason: why)
  }

  /// Something is wrong with what was typed: the focus goes there.
  @discardableResult
  mutating func stop(for problem: Parameters.Problem) -> Outcome {
    stop(at: [problem.field, .parameters].first(where: fields.contains) ?? focus, problem.message)
  }

  private mutating func stop(at field: Field, _ problem: String) -> Outcome {
    focus = field
    self.problem = problem
    return .editing
  }
}
