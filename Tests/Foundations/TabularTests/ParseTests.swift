import Tabular
import Testing

@Suite struct ParseTests {
  @Test(arguments: [
    ("2024-01-02", "2024-01-02 00:00:00"), ("2024/1/2 3:04", "2024-01-02 03:04:00"),
    ("2024-01-02 03:04:05", "2024-01-02 03:04:05"), ("2024/01/02 03:04:05", "2024-01-02 03:04:05"),
    ("2024-01-02T03:04:05Z", "2024-01-02 03:04:05"), ("2024-01-02T03:04:05+08:00", "2024-01-02 03:04:05"),
    ("2024-01-02 03:04:05.67", "2024-01-02 03:04:05.670000"), ("2024年1月2日 3:04:05", "2024-01-02 03:04:05"),
    ("2024年1月2日3时4分5秒", "2024-01-02 03:04:05"), ("2024年1月2日", "2024-01-02 00:00:00"),
    ("20240102", "2024-01-02 00:00:00"), ("20240102030405", "2024-01-02 03:04:05"), ("2024.1.2", "2024-01-02 00:00:00"),
    ("  2024-02-29\u{3000}", "2024-02-29 00:00:00"), ("2024-1-2  23:59:59", "2024-01-02 23:59:59"),
    ("2024-01-02T03:04:05.1234567-0330", "2024-01-02 03:04:05.123456"), ("0001-01-01", "0001-01-01 00:00:00"),
  ])
  func dates(text: String, expected: String) throws {
    let value = try #require(withBytes(text, Parse.dateTime))
    #expect(written { value.append(to: &$0) } == expected)
  }

  @Test(arguments: [
    "", " ", "2023-02-29", "2024-13-01", "2024-00-01", "2024-01-32", "2024-01-02 24:00:00", "2024-01-02 03:60:00",
    "2024-01-02 03:04:61", "24-01-02", "2024-01/02", "2024-01-02 03:04:05 x", "2024-01-02T", "0000-01-01", "20241301",
    "2024-01-02 03:04:05+25:00", "2024-01-02 03:04:0a", "2024-1a-02 03:04:05", "一月二日", "2024年1月2", "2024-01-02 3",
    "99999999999999999999999999", "2024-01-02 03:04:05.", "1900-02-29",
  ])
  func noDates(text: String) {
    #expect(withBytes(text, Parse.dateTime) == nil)
  }

  @Test func zones() throws {
    let value = try #require(withBytes("2024-12-31T20:30:00Z", Parse.dateTime))
    let shanghai = try #require(value.inZone(minutes: 480))
    #expect(written { shanghai.append(to: &$0) } == "2025-01-01 04:30:00")
    let west = try #require(withBytes("2024-03-01T00:30:00+00:00", Parse.dateTime)?.inZone(minutes: -60))
    #expect(written { west.append(to: &$0) } == "2024-02-29 23:30:00")
    let local = try #require(withBytes("2024-03-01 00:30", Parse.dateTime))
    #expect(local.inZone(minutes: -60) == local)
    #expect(withBytes("0001-01-01T00:00:00+08:00", Parse.dateTime)?.inZone(minutes: 0) == nil)
    #expect(written { local.appendDate(to: &$0) } == "2024-03-01")
  }

  @Test(arguments: [
    ("1分20秒", 80), ("80", 80), ("00:01:20", 80), ("01:20", 80), ("1h2m", 3720), ("80s", 80), ("2小时5分", 7500),
    ("1天2小时3分4秒", 93784), ("12.5", 13), ("12.4秒", 12), ("1.5小时", 5400), ("500ms", 1), ("90分钟", 5400), ("0秒", 0),
    ("1h 2m 3s", 3723), ("100:00:00", 360_000), ("3秒钟", 3), (" 7 秒 ", 7),
  ])
  func durations(text: String, seconds: Int64) {
    #expect(withBytes(text, Parse.durationSeconds) == seconds)
  }

  @Test(arguments: [
    "", "秒", "1分1分", "1秒2分", "1:2", "00:60:00", "-5", "1x", "1分20", "1小", "99999999999天", "123456789012345678901",
    "1..5秒", "１２秒", "10000000001", "1:00:00:00",
  ])
  func noDurations(text: String) {
    #expect(withBytes(text, Parse.durationMilliseconds) == nil)
  }

  @Test(
    arguments: [
      ("0", 0), ("-12", -12), (" +7 ", 7), ("1,234,567", 1_234_567), ("9223372036854775807", Int64.max),
      ("-9223372036854775808", Int64.min), ("007", 7), ("9223372036854775808", nil), ("-9223372036854775809", nil),
      ("", nil),
      ("1,23", nil), ("1234,567", nil), ("1.0", nil), ("1e3", nil), ("-", nil), ("1 2", nil), (",123", nil),
    ] as [(String, Int64?)])
  func integers(text: String, expected: Int64?) {
    #expect(withBytes(text, Parse.integer) == expected)
  }

  @Test(
    arguments: [
      ("12.50", "12.50"), (" -.5 ", "-.5"), ("1.5e-3", "1.5e-3"), ("5.", "5."), (".", nil), ("1e", nil),
      ("1e9999", nil),
      ("NaN", nil), ("1,5", nil), ("", nil),
    ] as [(String, String?)])
  func decimals(text: String, expected: String?) {
    #expect(withBytes(text) { Parse.decimal($0).map { String(decoding: $0, as: UTF8.self) } } == expected)
  }

  @Test func booleans() {
    for text in ["true", "TRUE", " Yes ", "y", "1", "on", "是", "有"] { #expect(withBytes(text, Parse.boolean) == true) }
    for text in ["false", "No", "n", "0", "OFF", "否", "无", "f"] { #expect(withBytes(text, Parse.boolean) == false) }
    for text in ["", "maybe", "2", "是的", "truee"] { #expect(withBytes(text, Parse.boolean) == nil) }
  }

  @Test func trimming() {
    func trimmed(_ text: String) -> String { withBytes(text) { String(decoding: $0.trimmed, as: UTF8.self) } }
    #expect(trimmed(" \t\u{a0}\u{3000}\u{feff} 会 话。\u{3000}\u{a0}\r\n") == "会 话。")
    #expect(trimmed("\u{3000}\u{3000}") == "")
    #expect(trimmed("") == "")
    #expect(trimmed("à") == "à")
    #expect(trimmed("　まﾀ") == "まﾀ")
  }
}
