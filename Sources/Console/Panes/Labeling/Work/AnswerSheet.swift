import Foundation
import Model
import Support
import Terminal

/// The answers to a schema's questions about one item, as they are given by keys. A value: it knows nothing of leases
/// or screens.
struct AnswerSheet: Sendable {
  static let undoMax = 10

  let schema: LabelSchema
  let payload: JSON
  private(set) var annotation: Annotation
  /// The index of the question that keys answer.
  private(set) var focus = 0
  /// The text of a text question, while it has the focus.
  var editor: TextEditor?
  /// Characters of the last key or paste that the question did not take.
  var leftOut = 0
  /// Letters of a label that is being looked for.
  private(set) var finder: InputLine?
  /// The first key of a chord.
  private(set) var chord: Character?
  /// The digits of a rating.
  private(set) var number = ""
  /// The texts that spans are of, by member of the payload.
  var texts: [String: SpanText] = [:]
  private var past: [Annotation] = []
  private var future: [Annotation] = []
  /// The question whose text is being typed: what is typed in one go is one step.
  private var typing: String?

  init(_ schema: LabelSchema, payload: JSON, draft: JSON?) {
    self.schema = schema
    self.payload = payload
    annotation = AnswerSheet.readable(draft, schema, payload)
    for field in schema.fields where field.kind == .spans {
      guard let source = field.source, texts[source] == nil, let text = payload[source]?.string else { continue }
      texts[source] = SpanText(text)
    }
    focusOn(schema.fields.firstIndex { annotation[$0.name] == nil && $0.isRequired } ?? 0)
  }

  /// What of a draft or prediction answers the schema.
  static func readable(_ draft: JSON?, _ schema: LabelSchema, _ payload: JSON) -> Annotation {
    var annotation = Annotation()
    for member in draft?.members ?? [] {
      let alone = try? schema.annotation(.object([member]), payload: payload, isDraft: true)
      annotation[member.name] = alone?[member.name] ?? partial(member, schema)
    }
    return Annotation(schema.fields.compactMap { field in annotation[field.name].map { (field.name, $0) } })
  }

  /// A ranking that is not finished.
  private static func partial(_ member: JSON.Member, _ schema: LabelSchema) -> LabelValue? {
    guard let field = schema[member.name], field.kind == .ranking, let values = member.value.array else { return nil }
    let known = values.compactMap(\.string).filter { field.option($0) != nil }
    return known.isEmpty || Set(known).count != known.count ? nil : .ranking(known)
  }

  var field: LabelField { schema.fields[focus] }
  /// Keys are letters of a text.
  var isTyping: Bool { editor != nil || finder != nil }
  var isUntouched: Bool { past.isEmpty }
  var canRedo: Bool { !future.isEmpty }

  /// The first question that has to be answered and is not.
  var missing: LabelField? {
    schema.fields.first { $0.isRequired && $0.kind != .spans && annotation[$0.name] == nil }
  }

  /// What is submitted: where no span was found, that is the answer.
  var answers: JSON {
    Annotation(
      schema.fields.compactMap { field in
        let value = annotation[field.name] ?? (field.kind == .spans && field.isRequired ? .spans([]) : nil)
        return value.map { (field.name, $0) }
      }
    ).json
  }

  /// The one question is answered by one key.
  var isOneKey: Bool {
    schema.fields.count == 1 && (field.kind == .choice && field.options.count <= 81 || field.isDigitRating)
  }
}

// MARK: - Changing

extension AnswerSheet {
  /// Sets an answer, in the order of the schema; returns whether anything changed.
  @discardableResult
  mutating func set(_ name: String, _ value: LabelValue?, isTyped: Bool = false) -> Bool {
    guard annotation[name] != value else { return false }
    if !isTyped || typing != name { remember() }
    typing = isTyped ? name : nil
    annotation[name] = value
    annotation = Annotation(schema.fields.compactMap { field in annotation[field.name].map { (field.name, $0) } })
    return true
  }

  private mutating func remember() {
    past.append(annotation)
    if past.count > AnswerSheet.undoMax { past.removeFirst() }
    future = []
  }

  mutating func undo() -> Bool {
    guard let before = past.popLast() else { return false }
    future.append(annotation)
    show(before)
    return true
  }

  mutating func redo() -> Bool {
    guard let after = future.popLast() else { return false }
    past.append(annotation)
    show(after)
    return true
  }

  private mutating func show(_ annotation: Annotation) {
    self.annotation = annotation
    number = ""
    typing = nil
    if editor != nil { edit() }
  }

  /// Takes all answers of somebody else: a prediction, an annotator's version.
  @discardableResult
  mutating func take(_ answers: JSON) -> Bool {
    let taken = AnswerSheet.readable(answers, schema, payload)
    guard taken != annotation, !taken.answers.isEmpty else { return false }
    remember()
    show(taken)
    return true
  }

  // MARK: Focus

  mutating func moveFocus(by step: Int) {
    let count = schema.fields.count
    focusOn(((focus + step) % count + count) % count)
  }

  mutating func focusOn(_ index: Int) {
    focus = min(max(0, index), schema.fields.count - 1)
    chord = nil
    number = ""
    finder = nil
    typing = nil
    if field.kind == .text { edit() } else { editor = nil }
  }

  /// Keys are the workbench's again; the next focus goes on with the text.
  mutating func stopTyping() { editor = nil }

  mutating func focus(on name: String) {
    if let index = schema.fields.firstIndex(where: { $0.name == name }) { focusOn(index) }
  }

  /// To the next question without an answer, if there is one behind.
  private mutating func goOn() {
    let next = schema.fields.indices.first { $0 > focus && annotation[schema.fields[$0].name] == nil }
    if let next { focusOn(next) }
  }

  mutating func find() {
    guard !field.options.isEmpty else { return }
    finder = InputLine(prompt: Span("/ ", .accent), placeholder: LabelingWords.findPlaceholder)
  }

  /// What is being looked for, the best first.
  var found: [LabelOption] {
    guard let finder else { return [] }
    let scored = field.options.enumerated().compactMap { index, option in
      Fuzzy.score(finder.text, in: option.shown + " " + option.value).map { (index, $0, option) }
    }
    return scored.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.2)
  }
}

// MARK: - Keys

extension AnswerSheet {
  enum Outcome: Hashable, Sendable {
    /// The key is none of an answer's.
    case refused
    case taken
    case changed
    /// The one question has its answer.
    case answered
  }

  mutating func take(_ key: Key) -> Outcome {
    leftOut = 0
    if finder != nil { return takeFinding(key) }
    if editor != nil { return takeTyping(key) }
    if field.kind == .rating { return takeRating(key) }
    guard !field.options.isEmpty, let digit = key.digit else {
      let wasChord = chord != nil
      chord = nil
      return wasChord && key == .escape ? .taken : .refused
    }
    let count = field.options.count
    if count <= 9 {
      return (1...count).contains(digit) ? choose(field.options[digit - 1].value) : .taken
    }
    guard let first = chord?.wholeNumberValue else {
      chord = (1...9).contains(digit) ? key.typed : nil
      return .taken
    }
    chord = nil
    let index = (first - 1) * 9 + digit - 1
    return digit > 0 && field.options.indices.contains(index) ? choose(field.options[index].value) : .taken
  }

  /// The keys of an option: a digit, or two where there are many; `nil` when it has to be looked for.
  static func keys(of index: Int, count: Int) -> String? {
    if count <= 9 { return "\(index + 1)" }
    return index < 81 ? "\(index / 9 + 1)\(index % 9 + 1)" : nil
  }

  mutating func choose(_ option: String) -> Outcome {
    let name = field.name
    switch field.kind {
    case .choice:
      let changed = set(name, .choice(option))
      if schema.fields.count == 1 { return .answered }
      goOn()
      return changed ? .changed : .taken
    case .choices:
      var chosen = chosen(name)
      if chosen.remove(option) == nil { chosen.insert(option) }
      let values = field.options.map(\.value).filter(chosen.contains)
      return set(name, values.isEmpty ? nil : .choices(values)) ? .changed : .taken
    case .ranking: return rank(option) ? .changed : .taken
    case .spans: return label(option) ? .changed : .taken
    case .rating, .text: return .refused
    }
  }

  private func chosen(_ name: String) -> Set<String> {
    if case .choices(let values) = annotation[name] { Set(values) } else { [] }
  }

  /// The options that have their place already; a ranking counts once all have one.
  var ranked: [String] {
    if case .ranking(let values) = annotation[field.name] { values } else { [] }
  }

  private mutating func rank(_ option: String) -> Bool {
    var order = ranked
    if let index = order.firstIndex(of: option) { order.removeSubrange(index...) } else { order.append(option) }
    let rest = field.options.map(\.value).filter { !order.contains($0) }
    if rest.count == 1 { order += rest }
    return set(field.name, order.isEmpty ? nil : .ranking(order))
  }

  // MARK: Numbers

  private mutating func takeRating(_ key: Key) -> Outcome {
    guard let low = field.minimum, let high = field.maximum else { return .refused }
    switch key {
    case .left: return step(-1, low, high)
    case .right: return step(1, low, high)
    case .backspace:
      number = String(number.dropLast())
      return .taken
    default: break
    }
    guard key.modifiers.isEmpty, let character = key.typed, character.isASCII,
      character.isNumber || ".-".contains(character)
    else { return .refused }
    let longer = number + String(character)
    number = field.rating(longer) != nil || Double(longer).map({ $0 <= high }) ?? true ? longer : String(character)
    guard let value = field.rating(number) else { return .taken }
    let changed = set(field.name, .rating(value))
    if field.isDigitRating {
      if schema.fields.count == 1 { return .answered }
      goOn()
    }
    return changed ? .changed : .taken
  }

  private mutating func step(_ direction: Double, _ low: Double, _ high: Double) -> Outcome {
    let step = field.step ?? (high - low) / 10
    var value = direction > 0 ? low : high
    if case .rating(let now) = annotation[field.name] { value = min(max(low, now + direction * step), high) }
    let steps = ((value - low) / step).rounded()
    value = min(high, low + steps * step)
    number = ""
    return set(field.name, .rating(value)) ? .changed : .taken
  }

  // MARK: Letters

  /// What is pasted is looked for.
  mutating func takeFound(_ text: String) -> Outcome {
    finder?.insert(text)
    return .taken
  }

  private mutating func takeFinding(_ key: Key) -> Outcome {
    switch key {
    case .escape:
      finder = nil
      return .taken
    case .enter:
      let first = found.first
      finder = nil
      return first.map { choose($0.value) } ?? .taken
    default:
      _ = finder?.handle(key)
      return .taken
    }
  }
}

extension LabelField {
  /// Each number of the scale is one digit.
  var isDigitRating: Bool {
    guard kind == .rating, let minimum, let maximum, step == 1 else { return false }
    return minimum >= 0 && maximum <= 9 && minimum.rounded() == minimum
  }

  /// The number that is written, when the scale has it.
  func rating(_ text: String) -> Double? {
    guard let number = Double(text), let minimum, let maximum, (minimum...maximum).contains(number) else { return nil }
    guard let step else { return number }
    let steps = (number - minimum) / step
    return abs(steps - steps.rounded()) < 1e-9 ? number : nil
  }
}
