public import Foundation

extension Date {
  /// ISO 8601 in UTC with milliseconds: `2026-02-24T03:04:05.678Z`.
  public var iso8601: String {
    let total = Int64((timeIntervalSince1970 * 1000).rounded(.down))
    let (seconds, milliseconds) = total.flooredQuotient(by: 1000)
    let (days, secondOfDay) = seconds.flooredQuotient(by: 86_400)
    let (year, month, day) = Date.civil(daysSince1970: days)
    return [
      padded(year, 4), "-", padded(month, 2), "-", padded(day, 2), "T", padded(secondOfDay / 3600, 2), ":",
      padded(secondOfDay / 60 % 60, 2), ":", padded(secondOfDay % 60, 2), ".", padded(milliseconds, 3), "Z",
    ].joined()
  }

  private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The instant of an ISO 8601 text in UTC (`…Z` or `…+00:00`, `T` or a space, any fraction of a second).
  public init?(iso8601 text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19)
    else { return nil }
    var fraction = 0.0
    if bytes.count > 20, bytes[19] == UInt8(ascii: ".") {
      let digits = bytes[20...].prefix { (48...57).contains($0) }
      fraction = Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
    }
    let days = Date.daysSince1970(year: year, month: month, day: day)
    self.init(timeIntervalSince1970: Double(days * 86_400 + hour * 3600 + minute * 60 + second) + fraction)
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
