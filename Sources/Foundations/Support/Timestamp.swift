public import Foundation

extension Date {
  /// ISO 8601 in UTC with milliseconds: `2026-02-24T03:04:05.678Z`. Times outside of the years 1 to 9999 are written as
  /// the nearest that is inside.
  public var iso8601: String {
    let total = Int64((secondsInRange * 1000).rounded(.down))
    let (seconds, milliseconds) = total.flooredQuotient(by: 1000)
    let (days, secondOfDay) = seconds.flooredQuotient(by: 86_400)
    let (year, month, day) = Date.civil(daysSince1970: days)
    return String(unsafeUninitializedCapacity: 24) { buffer in
      var count = 0
      func put(_ value: Int64, _ width: Int, _ end: Unicode.Scalar) {
        var rest = value
        for place in stride(from: count + width - 1, through: count, by: -1) {
          buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        buffer[count + width] = UInt8(ascii: end)
        count += width + 1
      }
      put(year, 4, "-")
      put(month, 2, "-")
      put(day, 2, "T")
      put(secondOfDay / 3600, 2, ":")
      put(secondOfDay / 60 % 60, 2, ":")
      put(secondOfDay % 60, 2, ".")
      put(milliseconds, 3, "Z")
      return count
    }
  }

  private var secondsInRange: Double {
    let seconds = timeIntervalSince1970
    return seconds.isNaN ? 0 : min(max(seconds, -62_135_596_800), 253_402_300_799.999)
  }

  /// The instant of an ISO 8601 text: a date, `T` or a space, a time with any fraction of a second, then `Z`, an offset
  /// (`+08:00`, `+0800`, `+08`), or nothing for UTC. `nil` when it is anything else, or no such day or time exists.
  public init?(iso8601 text: String) {
    var reader = DigitReader(bytes: Array(text.utf8)[...])
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
      let day = reader.number(2), reader.skip("T") || reader.skip(" "), let hour = reader.number(2), reader.skip(":"),
      let minute = reader.number(2), reader.skip(":"), let second = reader.number(2), hour < 24, minute < 60,
      second < 60, let fraction = reader.fraction(), let offset = reader.offsetSeconds(), reader.bytes.isEmpty
    else { return nil }
    let days = Date.daysSince1970(year: year, month: month, day: day)
    guard (1...12).contains(month), Date.civil(daysSince1970: days) == (year, month, day) else { return nil }
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(timeIntervalSince1970: Double(seconds) + fraction)
  }

  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  public static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shifted.flooredQuotient(by: 400)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(daysSince1970 days: Int64) -> (Int64, Int64, Int64) {
    let (era, dayOfEra) = (days + 719_468).flooredQuotient(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Int64 {
  fileprivate func flooredQuotient(by divisor: Int64) -> (Int64, Int64) {
    let remainder = ((self % divisor) + divisor) % divisor
    return ((self - remainder) / divisor, remainder)
  }
}

/// Takes the parts of a timestamp off the front.
private struct DigitReader {
  var bytes: ArraySlice<UInt8>

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = bytes.first, UInt32(first) == character.value else { return false }
    bytes.removeFirst()
    return true
  }

  /// Exactly `count` digits.
  mutating func number(_ count: Int) -> Int64? {
    guard bytes.count >= count else { return nil }
    var value: Int64 = 0
    for byte in bytes.prefix(count) {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 48)
    }
    bytes.removeFirst(count)
    return value
  }

  /// `.` and at least one digit; 0 when there is no `.`.
  mutating func fraction() -> Double? {
    guard skip(".") else { return 0 }
    let digits = bytes.prefix { (48...57).contains($0) }
    bytes.removeFirst(digits.count)
    return digits.isEmpty ? nil : Double("0." + String(decoding: digits, as: UTF8.self))
  }

  /// Seconds east of Greenwich.
  mutating func offsetSeconds() -> Int64? {
    if bytes.isEmpty || skip("Z") { return 0 }
    let sign: Int64 = skip("-") ? -1 : 1
    guard sign < 0 || skip("+"), let hours = number(2), hours < 24 else { return nil }
    if bytes.isEmpty { return sign * hours * 3600 }
    _ = skip(":")
    guard let minutes = number(2), minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
