import Foundation
import Support
import Testing

@testable import Console

@Suite struct FormatTests {
  @Test(arguments: [
    (-5.0, "<1m"), (0, "<1m"), (59, "<1m"), (60, "1m"), (3599, "59m"), (3600, "1h"), (86_399, "23h"), (86_400, "1d"),
    (1e12, "–"),
  ])
  func ages(seconds: Double, expected: String) {
    #expect(Format.age(of: Fixture.now.addingTimeInterval(-seconds), at: Fixture.now) == expected)
  }

  @Test(arguments: [
    (0.0, "0.0s"), (0.083, "83ms"), (0.1, "0.1s"), (9.99, "9.9s"), (10, "10s"), (72, "1m12s"), (7500, "2h05m"),
    (-1, "–"), (.infinity, "–"),
    (1e300, "–"),
  ])
  func durations(seconds: Double, expected: String) {
    #expect(Format.duration(seconds) == expected)
  }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (9_949, "9.9 KB"), (10_000, "10 KB"), (999_600, "1.0 MB"),
    (Int64.max, "9.2 EB"), (-4, "0 B"),
  ])
  func bytes(count: Int64, expected: String) {
    #expect(Format.bytes(count) == expected)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-123_456, "-123,456"), (Int.max, "9,223,372,036,854,775,807"),
  ])
  func counts(value: Int, expected: String) {
    #expect(Format.count(value) == expected)
  }

  @Test func parameters() throws {
    #expect(try Parameters.parse("  ") == [:])
    #expect(
      try Parameters.parse("mode=lenient n=5 f=1.5 on=true none=null q=a=b") == [
        "mode": "lenient", "n": 5, "f": 1.5, "on": true, "none": nil, "q": "a=b",
      ])
    #expect(try Parameters.parse(#"{"mode": "lenient"}"#) == ["mode": "lenient"])
    for wrong in ["lenient", "=x", "{", "{]", "a=1 b"] {
      #expect(throws: Parameters.Problem.self) { try Parameters.parse(wrong) }
    }
  }

  @Test(arguments: ["dlq", "dlq/abc", "topology/x", "OVERVIEW", "ingestion/"])
  func addresses(text: String) {
    #expect(Address(parsing: text) != nil)
  }

  @Test(arguments: ["", "/", "nowhere", "dlqx/1"])
  func wrongAddresses(text: String) {
    #expect(Address(parsing: text) == nil)
  }
}
