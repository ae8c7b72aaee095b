import Foundation
import Support
import Terminal

/// Numbers and times as the console writes them. Ages are coarse on purpose: a screen where nothing happens stays
/// the same for a minute, and then nothing is sent to the terminal.
enum Format {
  /// `<1m`, `5m`, `3h`, `2d`.
  static func age(of date: Date, at now: Date) -> String {
    let seconds = now.timeIntervalSince(date)
    if seconds < 60 { return localized("<1m", "<1分") }
    return switch seconds {
    case ..<3600: localized("\(Int(seconds / 60))m", "\(Int(seconds / 60))分")
    case ..<86_400: localized("\(Int(seconds / 3600))h", "\(Int(seconds / 3600))时")
    case ..<(86_400 * 10_000): localized("\(Int(seconds / 86_400))d", "\(Int(seconds / 86_400))天")
    default: "–"
    }
  }

  /// `83ms`, `0.4s`, `12s`, `1m12s`, `2h05m`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    if seconds >= 0.0005, seconds < 0.1 {
      return "\(Int((seconds * 1000).rounded()))" + localized("ms", "毫秒")
    }
    let whole = Int(seconds)
    return switch whole {
    case ..<10:
      "\(Int((seconds * 10).rounded(.down)) / 10).\(Int((seconds * 10).rounded(.down)) % 10)" + localized("s", "秒")
    case ..<60: "\(whole)" + localized("s", "秒")
    case ..<3600: "\(whole / 60)" + localized("m", "分") + padded(whole % 60) + localized("s", "秒")
    default: "\(whole / 3600)" + localized("h", "时") + padded(whole / 60 % 60) + localized("m", "分")
    }
  }

  /// Columns of the longest usual duration.
  static var durationColumns: Int { Text.width(localized("12m59s", "12分59秒")) }

  /// The time that something took, or has taken so far; so far in steps of five seconds while it is short.
  static func duration(from start: Date?, to end: Date?, now: Date) -> String {
    guard let start else { return "–" }
    if let end { return duration(end.timeIntervalSince(start)) }
    let seconds = now.timeIntervalSince(start)
    if seconds < 10 { return "<10" + localized("s", "秒") }
    return duration((seconds / 5).rounded(.down) * 5)
  }

  /// `512 B`, `3.4 KB`, `1.2 GB`, powers of 1000.
  static func bytes(_ count: Int64) -> String {
    let units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(max(0, count))
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    if unit == 0 { return "\(Int(value)) B" }
    return value < 9.95 ? "\(tenths(value)) \(units[unit])" : "\(Int(value.rounded())) \(units[unit])"
  }

  /// `1,234,567`.
  static func count(_ value: some BinaryInteger) -> String {
    let digits = Array(String(value))
    var out = ""
    for (index, digit) in digits.enumerated() {
      let left = digits.count - index
      if index > 0, left % 3 == 0, digits[index - 1] != "-" { out.append(",") }
      out.append(digit)
    }
    return out
  }

  /// So many a second: `0`, `0.4`, `12`; `–` when it is not known.
  static func rate(_ perSecond: Double?) -> String {
    guard let perSecond else { return "–" }
    if perSecond < 0.05 { return perSecond > 0 ? "<0.1" : "0" }
    return perSecond < 9.95 ? tenths(perSecond) : count(Int(perSecond.rounded()))
  }

  /// `13:07Z`, UTC.
  static func clock(_ date: Date) -> String { slice(date, 11..<16) + "Z" }
  /// `03-21 13:07:42`, UTC.
  static func time(_ date: Date) -> String { slice(date, 5..<10) + " " + slice(date, 11..<19) }

  /// `03-21 13:07:42.123`, UTC.
  static func instant(_ date: Date) -> String { time(date) + slice(date, 19..<23) }

  /// The start of an id, enough to recognise it among its like.
  static func short(_ id: some CustomStringConvertible) -> String {
    // Ids begin with their time; their end is random.
    let text = String(describing: id)
    return text.count > 8 ? "…" + text.suffix(8) : text
  }

  private static func slice(_ date: Date, _ range: Range<Int>) -> String {
    let characters = Array(date.iso8601)
    return range.upperBound <= characters.count ? String(characters[range]) : "–"
  }

  private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
