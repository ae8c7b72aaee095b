import ObjectStore
import Testing

@Suite struct KeyTests {
  @Test(
    "Keys that could lead out of the store or astray are refused",
    arguments: [
      "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "a/.", "./a", ".hidden", "a/.b", "a\0b", "a\nb",
      "a b", "a\\b", "a:b", "a*", "~", "é", "数据.csv", "a\u{202e}b", "%2e%2e/a", "a?b", "$(rm)", "`a`", "'",
      String(repeating: "a", count: 256), String(repeating: "aaaaaaa/", count: 128) + "a",
    ])
  func refused(text: String) {
    #expect {
      try ObjectKey(text)
    } throws: { error in
      (error as? ObjectStoreError)?.errorCode == "object_key_invalid"
    }
  }

  @Test("Ordinary keys are taken", arguments: ["a", "a/b.csv", "A-1_2+3=4", "reports/2026/01/x..y", "a."])
  func taken(text: String) throws {
    #expect(try ObjectKey(text).text == text)
  }

  @Test func theLimitsThemselvesAreTaken() throws {
    let component = String(repeating: "a", count: ObjectKey.componentBytesMax)
    #expect(try ObjectKey(component).text == component)
    let longest = [component, component, component, component].joined(separator: "/")
    #expect(longest.count == ObjectKey.bytesMax - 1)
    #expect(try ObjectKey(longest).text == longest)
    #expect(throws: ObjectStoreError.self) { try ObjectKey(longest + "/a") }
  }

  @Test func messagesAreShortAndWithoutControlCharacters() throws {
    let error = try #require(throws: ObjectStoreError.self) {
      try ObjectKey("\u{1b}[31m" + String(repeating: "x", count: 5000))
    }
    #expect(error.description.count < 300)
    #expect(!error.description.unicodeScalars.contains("\u{1b}"))
  }

  @Test func everyErrorHasACauseAndANextStep() {
    let errors: [ObjectStoreError] = [
      .full("a"), .denied("a"), .notFound("a"), .checksumMismatch(expected: "a", found: "b"),
      .offsetMismatch(expected: 1, given: 2), .lengthMismatch(expected: 1, found: 2), .busy("a"), .unavailable("a"),
      .keyInvalid("a", "b"),
    ]
    #expect(Set(errors.map(\.errorCode)).count == errors.count)
    for error in errors {
      #expect(error.errorCode.hasPrefix("object_"))
      #expect(!error.description.isEmpty && error.nextStep?.isEmpty == false)
    }
  }
}
