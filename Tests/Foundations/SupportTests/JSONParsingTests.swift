import Support
import Testing

@Suite struct JSONParsingTests {
  @Test(
    arguments: [
      ("null", JSON.null), (" true ", true), ("false", false), ("0", 0), ("-0", .decimal("-0")), ("-12", -12),
      ("1.5", 1.5), ("1e3", .decimal("1e3")), ("9223372036854775807", JSON.integer(.max)), ("\"\"", ""), ("[]", []),
      ("{}", [:]),
      ("[1,[2,{}]]", [1, [2, [:]]]), ("{\"a\":{\"b\":null}}", ["a": ["b": nil]]),
      ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\u{8}\u{c}\n\r\t"), ("\"\\u4f1a\\u8bdd\"", "会话"), ("\"会话\"", "会话"),
      ("\"\\ud83d\\ude00\"", "😀"),
    ] as [(String, JSON)]) func reads(_ text: String, _ value: JSON) throws
  {
    #expect(try JSON(parsing: text) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "tru", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "1 2", "\"",
    "\"\\", "\"\\u12\"", "\"\\x\"", "\"\n\"", "-", "1-2", "--1", ".", "1e", "1e999", "NaN", "Infinity", "'a'",
    "\u{feff}1",
    "\"\\u+123\"", "01", "+1", ".5", "1.", "\u{b}1",
  ]) func refuses(_ text: String) {
    #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: text) }
  }

  /// An amount, an identifier and a measurement are what they were, whatever 64 bits hold of them.
  @Test(arguments: [
    "0", "-0", "1.5", "1.50", "1e3", "1E+3", "0.1", "100.0", "12345678901234567890", "-9223372036854775809",
    "9007199254740993.0", "0.1000000000000000055511151231257827", "1e-5", "1e-400",
  ]) func numbersAreWrittenAsTheyStood(_ text: String) throws {
    let json = try JSON(parsing: text)
    #expect(json.text() == text)
    #expect(try JSON(parsing: json.text()) == json && json.number == Double(text))
  }

  @Test func aNumberIsOneHoweverItIsWritten() throws {
    #expect(try JSON(parsing: "1e3").integer == 1000 && JSON(parsing: "1.50").integer == nil)
    #expect(try JSON(parsing: "12345678901234567890").integer == nil)
    #expect(try JSON(parsing: "1.50").decode(as: Double.self) == 1.5)
  }

  @Test func saysWhere() {
    let error = #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: "{\"a\": x}") }
    #expect(error?.description == "expected a value at byte 6")
  }

  @Test func depthHasALimit() throws {
    let deepest = String(repeating: "[", count: JSON.depthMax) + String(repeating: "]", count: JSON.depthMax)
    #expect(throws: Never.self) { try JSON(parsing: deepest) }
    #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: "[\(deepest)]") }
    #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
  }

  @Test func invalidBytesAreReplaced() throws {
    #expect(try JSON(parsing: Array("\"a".utf8) + [0xff] + Array("b\"".utf8)) == "a\u{fffd}b")
    for alone in ["\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\u0041"] {
      let text = try #require(try JSON(parsing: "\"\(alone)\"").string)
      #expect(text.hasPrefix("\u{fffd}"))
    }
    #expect(try JSON(parsing: "\"\\ud83d\\u0041\"") == "\u{fffd}A")
  }

  @Test func objectsKeepTheirOrder() throws {
    let text = "{\"z\":1,\"a\":2,\"z\":3}"
    let json = try JSON(parsing: text)
    #expect(json.text() == text)
    #expect(json["z"] == 1)
    #expect(json["none"] == nil)
  }

  @Test func cutTextsNeverCrash() {
    let whole = Array("{\"a\":[1,-2.5e3,\"\\u4f1a\\n会\"],\"b\":{\"c\":null,\"d\":true}}".utf8)
    for end in 0..<whole.count {
      #expect(throws: JSON.SyntaxError.self) { try JSON(parsing: Array(whole[..<end])) }
    }
    for index in whole.indices {
      for byte in [0x00, 0x22, 0x5c, 0x7b, 0xff] as [UInt8] {
        var bytes = whole
        bytes[index] = byte
        _ = try? JSON(parsing: bytes)
      }
    }
  }
}
