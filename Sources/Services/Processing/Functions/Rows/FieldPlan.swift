import Model
import Tabular

/// What is done with the values of one field: a plain value, so that the loop over rows counts no references.
struct FieldPlan: Sendable {
  /// Which rules beside the type there are to check.
  struct Rules: OptionSet {
    let rawValue: UInt8
    static let length = Rules(rawValue: 1)
    static let allowed = Rules(rawValue: 2)
    static let range = Rules(rawValue: 4)
  }

  /// The index in the template, and of the column in the file.
  let field: Int
  let column: Int
  let type: Template.FieldType
  let mask: Template.Mask?
  let isRequired: Bool
  let rules: Rules
  let lengthMax: Int
  let minimum: Double
  let maximum: Double

  init(_ definition: Template.Field, field: Int, column: Int) {
    self.field = field
    self.column = column
    type = definition.type
    mask = definition.mask
    isRequired = definition.isRequired
    lengthMax = definition.lengthMax ?? .max
    minimum = definition.minimum ?? -.infinity
    maximum = definition.maximum ?? .infinity
    var rules: Rules = []
    if definition.lengthMax != nil { rules.insert(.length) }
    if !definition.allowed.isEmpty { rules.insert(.allowed) }
    let isNumber = [.integer, .decimal, .duration].contains(definition.type)
    if isNumber, definition.minimum != nil || definition.maximum != nil { rules.insert(.range) }
    self.rules = rules
  }
}

extension FieldPlan {
  /// Reads a field; the rules other than the list of allowed values are checked.
  @inline(__always)
  func value(of raw: Bytes) -> FieldValue {
    let text = raw.trimmed
    if text.isEmpty { return isRequired ? .problem(.missing) : .null }
    if !rules.isEmpty, rules.contains(.length), text.count > lengthMax { return .problem(.tooLong) }
    if type == .text { return .text(text) }
    return typedValue(of: text)
  }

  private func typedValue(of text: Bytes) -> FieldValue {
    switch type {
    case .text: .text(text)
    case .integer: checked(Parse.integer(text))
    case .duration: checked(Parse.durationSeconds(text))
    case .decimal: decimal(text)
    case .boolean: Parse.boolean(text).map(FieldValue.boolean) ?? .problem(.type)
    case .date: date(text)
    case .timestamp: timestamp(text)
    }
  }

  private func checked(_ number: Int64?) -> FieldValue {
    guard let number else { return .problem(.type) }
    if rules.contains(.range), let problem = rangeProblem(Double(number)) { return .problem(problem) }
    return .integer(number)
  }

  private func decimal(_ text: Bytes) -> FieldValue {
    guard let number = Parse.decimal(text) else { return .problem(.type) }
    if rules.contains(.range) {
      // No value at all is taken for one out of range.
      let value = Double(String(decoding: number, as: UTF8.self)) ?? .nan
      if let problem = rangeProblem(value) { return .problem(problem) }
    }
    return .canonical(number)
  }

  private func rangeProblem(_ number: Double) -> FieldProblem? {
    if !(number >= minimum) { return .belowMinimum }
    return number > maximum ? .aboveMaximum : nil
  }

  /// A time of day in a date column is refused rather than dropped, unless it is midnight.
  private func date(_ text: Bytes) -> FieldValue {
    guard let value = Parse.dateTime(text), value.hour == 0, value.minute == 0, value.second == 0,
      value.microsecond == 0
    else { return .problem(.type) }
    return .date(value)
  }

  /// Times with a zone are stored in UTC; times without one as they are written.
  private func timestamp(_ text: Bytes) -> FieldValue {
    guard let value = Parse.dateTime(text) else { return .problem(.type) }
    if FieldPlan.hasCanonicalForm(text) { return .canonical(text) }
    guard let stored = value.inZone(minutes: 0) else { return .problem(.type) }
    return .timestamp(stored)
  }

  /// Whether a valid time is written `2024-01-02 03:04:05`.
  @inline(__always)
  private static func hasCanonicalForm(_ text: Bytes) -> Bool {
    text.count == 19 && text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-") && text[10] == UInt8(ascii: " ")
      && text[13] == UInt8(ascii: ":") && text[16] == UInt8(ascii: ":")
  }
}
