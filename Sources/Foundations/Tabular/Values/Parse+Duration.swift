extension Parse {
  /// Longer than any duration that means something: some 317 years.
  public static let durationSecondsMax: Int64 = 10_000_000_000

  /// A length of time in milliseconds: seconds as a number (`80`, `12.5`), `01:20` as minutes and seconds, `00:01:20`,
  /// or units in falling order (`1分20秒`, `2小时5分`, `1天2小时`, `1h2m3s`, `80s`, `500ms`).
  public static func durationMilliseconds(_ bytes: Bytes) -> Int64? {
    let text = bytes.trimmed
    var cursor = Cursor(text)
    guard cursor.digitCount > 0 else { return nil }
    let milliseconds = text.contains(UInt8(ascii: ":")) ? clockDuration(&cursor) : unitDuration(&cursor)
    guard let milliseconds, cursor.isAtEnd, milliseconds <= durationSecondsMax * 1000 else { return nil }
    return milliseconds
  }

  /// The same in seconds, rounded half up.
  public static func durationSeconds(_ bytes: Bytes) -> Int64? {
    durationMilliseconds(bytes).map { ($0 + 500) / 1000 }
  }

  private static func clockDuration(_ cursor: inout Cursor) -> Int64? {
    guard let first = cursor.number(1...6), cursor.take(UInt8(ascii: ":")), let second = cursor.number(2...2),
      second < 60
    else { return nil }
    var seconds = Int64(first) * 60 + Int64(second)
    if cursor.take(UInt8(ascii: ":")) {
      guard let third = cursor.number(2...2), third < 60 else { return nil }
      seconds = seconds * 60 + Int64(third)
    }
    guard let fraction = thousandths(&cursor) else { return nil }
    return seconds * 1000 + fraction
  }

  private static func unitDuration(_ cursor: inout Cursor) -> Int64? {
    var total: Int64 = 0
    var previous = Int64.max
    repeat {
      guard let number = cursor.number(1...11), let fraction = thousandths(&cursor) else { return nil }
      cursor.skipSpaces()
      let unit = cursor.isAtEnd && previous == .max ? 1000 : unitMilliseconds(&cursor)
      guard let unit, unit < previous else { return nil }
      previous = unit
      let (whole, overflow) = Int64(number).multipliedReportingOverflow(by: unit)
      let (sum, overflowAgain) = total.addingReportingOverflow(whole)
      if overflow || overflowAgain { return nil }
      // A fraction is of at most a day, so that its product fits.
      let (all, overflowAtLast) = sum.addingReportingOverflow(fraction * unit / 1000)
      if overflowAtLast { return nil }
      total = all
      cursor.skipSpaces()
    } while !cursor.isAtEnd
    return total
  }

  /// Thousandths behind a decimal point; 0 without one, `nil` for a point without digits. Further digits are dropped.
  private static func thousandths(_ cursor: inout Cursor) -> Int64? {
    guard cursor.take(UInt8(ascii: ".")) else { return 0 }
    let digits = min(3, cursor.digitCount)
    guard digits > 0, var value = cursor.number(digits...digits) else { return nil }
    for _ in digits..<3 { value *= 10 }
    while cursor.number(1...1) != nil {}
    return Int64(value)
  }

  private static func unitMilliseconds(_ cursor: inout Cursor) -> Int64? {
    if cursor.take("天") || cursor.take("d") { return 86_400_000 }
    if cursor.take("小时") || cursor.take("时") || cursor.take("h") { return 3_600_000 }
    if cursor.take("毫秒") || cursor.take("ms") { return 1 }
    if cursor.take("分钟") || cursor.take("分") || cursor.take("min") || cursor.take("m") { return 60_000 }
    if cursor.take("秒钟") || cursor.take("秒") || cursor.take("sec") || cursor.take("s") { return 1000 }
    return nil
  }
}
