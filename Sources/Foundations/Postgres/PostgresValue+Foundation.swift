public import Foundation
import Support

extension UUID: PostgresEncodable, PostgresDecodable {
  public var postgresValue: PostgresValue { .text(text) }
  public init?(postgresText text: String) { self.init(uuidString: text) }
}

/// `timestamptz` and `date`, to the microsecond. What lies outside the years 1 to 9999 is sent as an infinity and read
/// as `distantPast` or `distantFuture`.
extension Date: PostgresEncodable, PostgresDecodable {
  private static let first = Date(timeIntervalSince1970: -62_135_596_800)
  private static let end = Date(timeIntervalSince1970: 253_402_300_800)

  public var postgresValue: PostgresValue {
    guard self >= Self.first else { return .text("-infinity") }
    guard self < Self.end else { return .text("infinity") }
    let total = Int64((timeIntervalSince1970 * 1_000_000).rounded())
    let microsecond = ((total % 1_000_000) + 1_000_000) % 1_000_000
    let whole = Date(timeIntervalSince1970: Double((total - microsecond) / 1_000_000)).iso8601
    let digits = String(microsecond)
    return .text("\(whole.dropLast(4))\(String(repeating: "0", count: 6 - digits.count))\(digits)Z")
  }

  public init?(postgresText text: String) {
    switch text {
    case "infinity": self = .distantFuture
    case "-infinity": self = .distantPast
    default:
      guard let date = Date(iso8601: text.utf8.count == 10 ? text + "T00:00:00Z" : text) else { return nil }
      self = date
    }
  }
}
