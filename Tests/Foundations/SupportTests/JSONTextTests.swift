import Support
import Testing

@Suite struct JSONTextTests {
  @Test func isCompactOrIndented() {
    let json: JSON = ["a": [1, 2.5, []], "b": [:], "c": ["d": nil]]
    #expect(json.text() == #"{"a":[1,2.5,[]],"b":{},"c":{"d":null}}"#)
    #expect(
      json.text(pretty: true) == """
        {
          "a": [
            1,
            2.5,
            []
          ],
          "b": {},
          "c": {
            "d": null
          }
        }
        """)
  }

  @Test func holdsNoControlCharacter() throws {
    let hostile =
      String(String.UnicodeScalarView((0...0xa0).compactMap { Unicode.Scalar($0) }))
      + "\u{2028}\u{2029}\u{202e}\u{2066}\u{2069}"
    let text = JSON.string(hostile).text()
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) })
    #expect(!text.unicodeScalars.contains { (0x2028...0x202e).contains($0.value) })
    #expect(!text.unicodeScalars.contains { (0x2066...0x2069).contains($0.value) })
    #expect(try JSON(parsing: text) == .string(hostile))
  }

  @Test func numbersThatAreNoneAreNull() {
    #expect(JSON.array([.number(.nan), .number(.infinity), .number(-0.5)]).text() == "[null,null,-0.5]")
  }

  @Test func extremesComeBack() throws {
    let json: JSON = [
      .integer(.min), .integer(.max), .number(.greatestFiniteMagnitude), .number(.leastNonzeroMagnitude), 0.1,
    ]
    #expect(try JSON(parsing: json.text()) == json)
  }

  @Test func membersAreSetAndTakenAway() {
    var json: JSON = ["a": 1]
    json["b"] = 2
    json["a"] = 3
    #expect(json == ["a": 3, "b": 2])
    json["a"] = nil
    #expect(json == ["b": 2])
    #expect(json["b"]?.integer == 2 && json["b"]?.number == 2 && json["b"]?.string == nil)
    #expect(JSON.number(2.5).integer == nil && JSON.number(1e300).integer == nil && JSON.number(4).integer == 4)
  }
}
