/// The values that one field of a cron expression admits.
public struct CronField: Hashable, Sendable {
  /// Which field it is.
  public enum Kind: Int, Hashable, Sendable, CaseIterable {
    case minute, hour, day, month, weekday

    /// The values that may be written; of weekdays 7 is Sunday, as 0 is.
    var range: ClosedRange<Int> {
      switch self {
      case .minute: 0...59
      case .hour: 0...23
      case .day: 1...31
      case .month: 1...12
      case .weekday: 0...7
      }
    }

    var names: [String] {
      switch self {
      case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
      case .weekday: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
      case .minute, .hour, .day: []
      }
    }

    /// What the first of the names stands for.
    var firstName: Int { self == .month ? 1 : 0 }
  }

  public let kind: Kind
  /// Bit n is set when n is admitted.
  private let bits: UInt64
  /// It was written with a `*`: it restricts nothing, or by steps only.
  public let isStarred: Bool

  public func contains(_ value: Int) -> Bool { value >= 0 && value < 64 && bits & (1 << UInt64(value)) != 0 }

  /// Ascending.
  public var values: [Int] { kind.range.filter(contains) }

  /// It admits every value.
  public var isEvery: Bool { values.count == kind.range.count - (kind == .weekday ? 1 : 0) }

  /// The first admitted value from here on.
  func first(from value: Int) -> Int? {
    guard value < 64 else { return nil }
    let rest = bits & (~0 << UInt64(max(0, value)))
    return rest == 0 ? nil : rest.trailingZeroBitCount
  }

  // MARK: - Reading

  init(_ text: Substring, _ kind: Kind) throws(CronError) {
    self.kind = kind
    var bits: UInt64 = 0
    var isStarred = false
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part.hasPrefix("*") { isStarred = true }
      for value in try CronField.values(part, kind) { bits |= 1 << UInt64(value == 7 && kind == .weekday ? 0 : value) }
    }
    self.bits = bits
    self.isStarred = isStarred
  }

  /// `*`, `*/5`, `3`, `1-5`, `9-17/2`, `MON-FRI`.
  private static func values(_ part: Substring, _ kind: Kind) throws(CronError) -> [Int] {
    let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let (from, to) = try bounds(pieces[0], kind)
    guard pieces.count == 2 else { return Array(from...to) }
    guard let step = Int(pieces[1]), step > 0 else { throw CronError(kind, .step(String(pieces[1]))) }
    guard pieces[0] == "*" || pieces[0].contains("-") else {
      throw CronError(kind, .stepWithoutRange(String(part), "\(from)-\(kind.range.upperBound)/\(step)"))
    }
    // Sunday once.
    let last = pieces[0] == "*" && kind == .weekday ? 6 : to
    return Array(stride(from: from, through: last, by: step))
  }

  private static func bounds(_ text: Substring, _ kind: Kind) throws(CronError) -> (Int, Int) {
    if text == "*" { return (kind.range.lowerBound, kind.range.upperBound) }
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let from = try number(ends[0], kind)
    guard ends.count == 2 else { return (from, from) }
    var to = try number(ends[1], kind)
    // Sunday is the end of the week as well.
    if kind == .weekday, to == 0, from > 0 { to = 7 }
    guard from <= to else {
      let range = kind.range
      let last = kind == .weekday ? 6 : range.upperBound
      throw CronError(kind, .backwards(String(text), "\(from)-\(last),\(range.lowerBound)-\(to)"))
    }
    return (from, to)
  }

  private static func number(_ text: Substring, _ kind: Kind) throws(CronError) -> Int {
    if let index = kind.names.firstIndex(of: text.uppercased()) { return kind.firstName + index }
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isPlain, let number = Int(text) else { throw CronError(kind, .noValue(String(text))) }
    guard kind.range.contains(number) else { throw CronError(kind, .outOfRange(number, kind.range)) }
    return number
  }
}
