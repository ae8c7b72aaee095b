extension Parse {
  /// Longer than any duration that means something: some 317 years.
  public static let durationSecondsMax: Int64 = 10_000_000_000

  /// A length of time in milliseconds: seconds as a number (`80`, `12.5`), `01:20` as minutes and seconds, `00:01:20`,
  /// or units in falling order (`1分20秒`, `2小时5分`, `1天2小时`, `1h2m3s`, `80s`, `500ms`).
  public static func durationMilliseconds(_ bytes: Bytes) -> Int64? {
    var cursor = Cursor(bytes.trimmed)
    guard let first = cursor.number(1...11) else { return nil }
    let isClock = cursor.peek == UInt8(ascii: ":")
    let milliseconds = isClock ? clockDuration(&cursor, first) : unitDuration(&cursor, first)
    guard let milliseconds, cursor.isAtEnd, milliseconds <= durationSecondsMax * 1000 else { return nil }
    return milliseconds
  }

  /// The same in seconds, rounded half up.
  public static func durationSeconds(_ bytes: Bytes) -> Int64? {
    durationMilliseconds(bytes).map { ($0 + 500) / 1000 }
  }

  private static func clockDuration(_ cursor: inout Cursor, _ first: Int) -> Int64? {
    guard first < 1_000_000, cursor.take(UInt8(ascii: ":")), let second = cursor.number(2...2), second < 60 else {
      return nil
    }
    var seconds = Int64(first) * 60 + Int64(second)
    if cursor.take(UInt8(ascii: ":")) {
      guard let third = cursor.number(2...2), third < 60 else { return nil }
      seconds = seconds * 60 + Int64(third)
    }
    guard let fraction = thousandths(&cursor) else { return nil }
    return seconds * 1000 + fraction
  }

  /// Numbers of at most eleven digits, so that no product of one with a unit overflows.
  private static func unitDuration(_ cursor: inout Cursor, _ first: Int) -> Int64? {
    var number = first
    var total: Int64 = 0
    var previous = Int64.max
    while true {
      guard let fraction = thousandths(&cursor) else { return nil }
      cursor.skipSpaces()
      let unit = cursor.isAtEnd && previous == .max ? 1000 : unitMilliseconds(&cursor)
      guard let unit, unit < previous else { return nil }
      previous = unit
      let (sum, overflow) = total.addingReportingOverflow(Int64(number) &* unit &+ fraction &* unit / 1000)
      if overflow { return nil }
      total = sum
      cursor.skipSpaces()
      if cursor.isAtEnd { return total }
      guard let following = cursor.number(1...11) else { return nil }
      number = following
    }
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
    if cursor.peek >= 0x80 { return chineseUnitMilliseconds(&cursor) }
    if cursor.take("d") { return 86_400_000 }
    if cursor.take("h") { return 3_600_000 }
    if cursor.take("ms") { return 1 }
    if cursor.take("min") || cursor.take("m") { return 60_000 }
    return cursor.take("sec") || cursor.take("s") ? 1000 : nil
  }

  private static func chineseUnitMilliseconds(_ cursor: inout Cursor) -> Int64? {
    let character = cursor.threeBytes
    cursor.skip(3)
    switch character {
    case 0xe7a792:  // 秒
      skipBell(&cursor)
      return 1000
    case 0xe58886:  // 分
      skipBell(&cursor)
      return 60_000
    case 0xe697b6:  // 时
      return 3_600_000
    case 0xe5a4a9:  // 天
      return 86_400_000
    case 0xe5b08f:  // 小, of 小时
      return cursor.take("时") ? 3_600_000 : nil
    case 0xe6afab:  // 毫, of 毫秒
      return cursor.take("秒") ? 1 : nil
    default: return nil
    }
  }

  /// 分钟 and 秒钟 mean the same as 分 and 秒.
  @inline(__always)
  private static func skipBell(_ cursor: inout Cursor) {
    if cursor.threeBytes == 0xe9929f { cursor.skip(3) }
  }
}
