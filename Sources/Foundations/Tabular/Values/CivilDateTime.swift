/// A date and time of day in the calendar, as a file writes it; the zone only when it writes one.
public struct CivilDateTime: Sendable, Hashable, BitwiseCopyable {
  public private(set) var year: Int
  public private(set) var month: Int
  public private(set) var day: Int
  public private(set) var hour: Int
  public private(set) var minute: Int
  public private(set) var second: Int
  public private(set) var microsecond: Int
  /// Minutes east of UTC.
  public private(set) var zoneMinutes: Int?

  /// `nil` for a date that the proleptic Gregorian calendar does not have in the years 1 to 9999, or a time of day
  /// outside 00:00:00 to 23:59:59.
  @inline(__always)
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0,
    zoneMinutes: Int? = nil
  ) {
    guard year >= 1, year <= 9999, day >= 1, day <= CivilDateTime.days(inMonth: month, of: year),
      hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second < 60,
      microsecond >= 0, microsecond < 1_000_000, (zoneMinutes ?? 0).magnitude <= 14 * 60
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.microsecond = microsecond
    self.zoneMinutes = zoneMinutes
  }

  /// 0 for what is no month.
  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: 31
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 0
    }
  }
}

extension CivilDateTime {
  /// Appends `2024-01-02`.
  public func appendDate(to out: inout ByteBuffer) {
    out.reserve(10)
    writeDate(out.base + out.count)
    out.count &+= 10
  }

  /// Appends `2024-01-02 03:04:05`, with `.123456` when there is a fraction. The zone is not written.
  public func append(to out: inout ByteBuffer) {
    out.reserve(26)
    let target = out.base + out.count
    writeDate(target)
    target[10] = UInt8(ascii: " ")
    CivilDateTime.writePair(hour, target + 11)
    target[13] = UInt8(ascii: ":")
    CivilDateTime.writePair(minute, target + 14)
    target[16] = UInt8(ascii: ":")
    CivilDateTime.writePair(second, target + 17)
    out.count &+= 19
    guard microsecond > 0 else { return }
    target[19] = UInt8(ascii: ".")
    CivilDateTime.writePair(microsecond / 10_000, target + 20)
    CivilDateTime.writePair(microsecond / 100 % 100, target + 22)
    CivilDateTime.writePair(microsecond % 100, target + 24)
    out.count &+= 7
  }

  @inline(__always)
  private func writeDate(_ target: UnsafeMutablePointer<UInt8>) {
    CivilDateTime.writePair(year / 100, target)
    CivilDateTime.writePair(year % 100, target + 2)
    target[4] = UInt8(ascii: "-")
    CivilDateTime.writePair(month, target + 5)
    target[7] = UInt8(ascii: "-")
    CivilDateTime.writePair(day, target + 8)
  }

  /// Writes a number below 100 as two digits.
  @inline(__always)
  private static func writePair(_ value: Int, _ target: UnsafeMutablePointer<UInt8>) {
    let value = UInt32(truncatingIfNeeded: value)
    target[0] = 0x30 &+ UInt8(truncatingIfNeeded: value / 10)
    target[1] = 0x30 &+ UInt8(truncatingIfNeeded: value % 10)
  }

  /// The same moment on the clocks of another zone. A time without a zone is taken as one of that zone already.
  /// `nil` when it falls out of the years 1 to 9999.
  public func inZone(minutes target: Int) -> CivilDateTime? {
    guard let zoneMinutes, zoneMinutes != target else { return self }
    let shifted = hour * 60 + minute + target - zoneMinutes
    let dayMinutes = 24 * 60
    let minuteOfDay = ((shifted % dayMinutes) + dayMinutes) % dayMinutes
    var result = self
    for _ in 0..<abs((shifted - minuteOfDay) / dayMinutes) { result.moveDay(forward: shifted > 0) }
    return CivilDateTime(
      year: result.year, month: result.month, day: result.day, hour: minuteOfDay / 60, minute: minuteOfDay % 60,
      second: second, microsecond: microsecond, zoneMinutes: target)
  }

  private mutating func moveDay(forward: Bool) {
    day += forward ? 1 : -1
    if day < 1 {
      month = month == 1 ? 12 : month - 1
      if month == 12 { year -= 1 }
      day = CivilDateTime.days(inMonth: month, of: year)
    } else if day > CivilDateTime.days(inMonth: month, of: year) {
      day = 1
      month = month == 12 ? 1 : month + 1
      if month == 1 { year += 1 }
    }
  }
}
