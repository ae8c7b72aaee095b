import Foundation
import Support
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"), (-0.0005, "1969-12-31T23:59:59.999Z"),
    (1_771_902_245.678, "2026-02-24T03:04:05.678Z"), (-62_135_596_800, "0001-01-01T00:00:00.000Z"),
    (253_402_300_799, "9999-12-31T23:59:59.000Z"),
  ]) func writesAndReads(_ seconds: Double, _ text: String) throws {
    let date = Date(timeIntervalSince1970: seconds)
    #expect(date.iso8601 == text)
    let back = try #require(Date(iso8601: text))
    #expect(abs(back.timeIntervalSince(date)) < 0.0006)
  }

  @Test(arguments: [
    ("2026-02-24 03:04:05+00:00", "2026-02-24T03:04:05.000Z"), ("2026-02-24T03:04:05.5Z", "2026-02-24T03:04:05.500Z"),
    ("2026-02-24T03:04:05.123456+00", "2026-02-24T03:04:05.123Z"),
    ("2026-02-24T11:04:05+08:00", "2026-02-24T03:04:05.000Z"),
    ("2026-02-23T22:34:05-04:30", "2026-02-24T03:04:05.000Z"), ("2026-02-24T03:04:05", "2026-02-24T03:04:05.000Z"),
  ]) func readsItsVariants(_ text: String, _ canonical: String) {
    #expect(Date(iso8601: text)?.iso8601 == canonical)
  }

  @Test(arguments: [
    "", "2026", "2026-02-24", "2026-02-24T", "2026-02-24T03:04", "2026/02/24T03:04:05Z", "2026-13-01T00:00:00Z",
    "2026-02-30T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-24T24:00:00Z", "2026-02-24T00:60:00Z",
    "x026-02-24T00:00:00Z",
    "2026-02-24T03:04:05Zx", "2026-02-24T03:04:05+8", "2026-02-24T03:04:05.Z", "会议-02-24T03:04:05Z",
  ]) func refuses(_ text: String) {
    #expect(Date(iso8601: text) == nil)
  }

  @Test func agreesWithFoundationOverTheYears() throws {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let days = stride(from: -130_000, to: 200_000, by: 373)
    let dates = days.map { Date(timeIntervalSince1970: Double($0) * 86_400 + Double(abs($0) % 86_400) + 0.25) }
    #expect(dates.map(\.iso8601) == dates.map { $0.formatted(style) })
    #expect(dates.map { Date(iso8601: $0.iso8601) } == dates)
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300, -1e300, 1e15])
  func extremesDoNotCrash(_ seconds: Double) {
    let date = Date(timeIntervalSince1970: seconds)
    #expect(date.iso8601.hasSuffix("Z"))
    #expect(UUID.version7(at: date).text.count == 36)
  }
}
