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
    out.appendPadded(year, width: 4)
    out.append(UInt8(ascii: "-"))
    out.appendPadded(month, width: 2)
    out.append(UInt8(ascii: "-"))
    out.appendPadded(day, width: 2)
  }

  /// Appends `2024-01-02 03:04:05`, with `.123456` when there is a fraction. The zone is not written.
  public func append(to out: inout ByteBuffer) {
    appendDate(to: &out)
    out.append(UInt8(ascii: " "))
    out.appendPadded(hour, width: 2)
    out.append(UInt8(ascii: ":"))
    out.appendPadded(minute, width: 2)
    out.append(UInt8(ascii: ":"))
    out.appendPadded(second, width: 2)
    guard microsecond > 0 else { return }
    out.append(UInt8(ascii: "."))
    out.appendPadded(microsecond, width: 6)
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
