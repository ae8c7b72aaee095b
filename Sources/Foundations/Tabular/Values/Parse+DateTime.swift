extension Parse {
  /// A date, with or without a time of day: `2024-01-02`, `2024/1/2 3:04`, `2024.1.2`, `2024-01-02 03:04:05.678`,
  /// `2024-01-02T03:04:05Z`, `…+08:00`, `2024年1月2日 3:04:05`, `2024年1月2日3时4分5秒`, `20240102`, `20240102030405`.
  /// White space around it is ignored. `nil` for anything else, and for what the calendar does not have.
  public static func dateTime(_ bytes: Bytes) -> CivilDateTime? {
    if bytes.count == 19, let base = bytes.baseAddress, let value = canonicalDateTime(base) { return value }
    var cursor = Cursor(bytes.trimmed)
    let value: CivilDateTime?
    switch cursor.digitCount {
    case 4: value = separatedDateTime(&cursor)
    case 8, 14: value = compactDateTime(&cursor)
    default: value = nil
    }
    return cursor.isAtEnd ? value : nil
  }

  /// `2024-01-02 03:04:05`, or with a `T` or slashes, all digits present.
  @inline(__always)
  private static func canonicalDateTime(_ text: UnsafePointer<UInt8>) -> CivilDateTime? {
    let separator = text[4]
    guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/"), text[7] == separator,
      text[10] == UInt8(ascii: " ") || text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
      text[16] == UInt8(ascii: ":")
    else { return nil }
    var other: UInt8 = 0
    @inline(__always) func pair(_ index: Int) -> Int {
      let tens = text[index] &- 0x30
      let units = text[index &+ 1] &- 0x30
      other |= (tens > 9 ? 1 : 0) | (units > 9 ? 1 : 0)
      return Int(tens) &* 10 &+ Int(units)
    }
    let year = pair(0) &* 100 &+ pair(2)
    let (month, day) = (pair(5), pair(8))
    let (hour, minute, second) = (pair(11), pair(14), pair(17))
    guard other == 0 else { return nil }
    return CivilDateTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }

  private static func compactDateTime(_ cursor: inout Cursor) -> CivilDateTime? {
    let hasTime = cursor.digitCount == 14
    guard let year = cursor.number(4...4), let month = cursor.number(2...2), let day = cursor.number(2...2) else {
      return nil
    }
    guard hasTime else {
      return CivilDateTime(year: year, month: month, day: day)
    }
    guard let hour = cursor.number(2...2), let minute = cursor.number(2...2), let second = cursor.number(2...2) else {
      return nil
    }
    return CivilDateTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }

  private static func separatedDateTime(_ cursor: inout Cursor) -> CivilDateTime? {
    guard let year = cursor.number(4...4) else { return nil }
    let month: Int?
    let day: Int?
    if cursor.take("年") {
      month = cursor.number(1...2)
      guard cursor.take("月") else { return nil }
      day = cursor.number(1...2)
      guard cursor.take("日") || cursor.take("号") else { return nil }
    } else {
      let separator = cursor.peek
      guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") || separator == UInt8(ascii: "."),
        cursor.take(separator)
      else { return nil }
      month = cursor.number(1...2)
      guard cursor.take(separator) else { return nil }
      day = cursor.number(1...2)
    }
    guard let month, let day else { return nil }
    guard !cursor.isAtEnd else { return CivilDateTime(year: year, month: month, day: day) }
    return timeOfDay(&cursor, year, month, day)
  }

  private static func timeOfDay(_ cursor: inout Cursor, _ year: Int, _ month: Int, _ day: Int) -> CivilDateTime? {
    if !cursor.take(UInt8(ascii: "T")) { cursor.skipSpaces() }
    guard let hour = cursor.number(1...2) else { return nil }
    var second = 0
    var microsecond = 0
    var minute = 0
    if cursor.take(UInt8(ascii: ":")) {
      guard let value = cursor.number(2...2) else { return nil }
      minute = value
      if cursor.take(UInt8(ascii: ":")) {
        guard let value = cursor.number(2...2) else { return nil }
        second = value
        if cursor.take(UInt8(ascii: ".")) || cursor.take(UInt8(ascii: ",")) {
          guard let value = fraction(&cursor) else { return nil }
          microsecond = value
        }
      }
    } else {
      guard cursor.take("时") || cursor.take("点"), let value = cursor.number(1...2), cursor.take("分") else { return nil }
      minute = value
      if !cursor.isAtEnd {
        guard let value = cursor.number(1...2), cursor.take("秒") else { return nil }
        second = value
      }
    }
    var zone: Int?
    if !cursor.isAtEnd {
      zone = zoneMinutes(&cursor)
      if zone == nil { return nil }
    }
    return CivilDateTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond,
      zoneMinutes: zone)
  }

  /// Digits behind the point as microseconds; those past the sixth are dropped.
  private static func fraction(_ cursor: inout Cursor) -> Int? {
    let digits = min(cursor.digitCount, 6)
    guard digits > 0, var value = cursor.number(digits...digits) else { return nil }
    for _ in digits..<6 { value *= 10 }
    while isDigit(cursor.peek) { _ = cursor.number(1...1) }
    return value
  }

  private static func zoneMinutes(_ cursor: inout Cursor) -> Int? {
    cursor.skipSpaces()
    if cursor.take(UInt8(ascii: "Z")) || cursor.take(UInt8(ascii: "z")) { return 0 }
    let isEast = cursor.peek == UInt8(ascii: "+")
    guard isEast || cursor.peek == UInt8(ascii: "-"), cursor.take(cursor.peek), let hours = cursor.number(2...2) else {
      return nil
    }
    var minutes = 0
    if !cursor.isAtEnd {
      _ = cursor.take(UInt8(ascii: ":"))
      guard let value = cursor.number(2...2), value < 60 else { return nil }
      minutes = value
    }
    return (isEast ? 1 : -1) * (hours * 60 + minutes)
  }
}
