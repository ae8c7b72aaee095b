/// The words of a command line, sorted out.
struct Arguments: Equatable, Sendable {
  var operands: [String] = []
  private var values: [String: [String]] = [:]

  init(operands: [String] = [], _ values: [(Option, String)] = []) {
    self.operands = operands
    for (option, value) in values { add(value, for: option) }
  }

  mutating func add(_ value: String, for option: Option) { values[option.name, default: []].append(value) }

  func has(_ option: Option) -> Bool { values[option.name] != nil }

  /// The option's value; `nil` when it was not given.
  func value(_ option: Option) -> String? { values[option.name]?.last }

  /// The values of an option that may be given several times, in order.
  func values(_ option: Option) -> [String] { values[option.name] ?? [] }

  /// An operand of the form `NAME[@VERSION]`. Both are as they were typed; a name may be empty.
  func nameAndVersion(_ operand: String?) -> (name: String, version: String?) {
    let parts = (operand ?? "").split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return (parts[0], parts.count == 2 ? parts[1] : nil)
  }

  /// The option's value as an integer in `range`.
  func integer(_ option: Option, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .badValue(option, text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
