import Tabular
import Testing

@Suite struct CopyEncoderTests {
  @Test func rows() throws {
    var encoder = CopyEncoder(capacity: 1)
    encoder.text("a\tb\\c\nd\re")
    encoder.null()
    encoder.integer(.min)
    encoder.boolean(true)
    encoder.endRow()
    encoder.text("dropped")
    encoder.dropRow()
    encoder.text("")
    encoder.text { $0.append("x\\") }
    encoder.dateTime(try #require(CivilDateTime(year: 2024, month: 2, day: 29, hour: 1)))
    encoder.endRow()
    encoder.text("unfinished")
    let expected = "a\\tb\\\\c\\nd\\re\t\\N\t-9223372036854775808\tt\n\tx\\\\\t2024-02-29 01:00:00\n"
    #expect(String(decoding: encoder.bytes, as: UTF8.self) == expected)
    #expect(encoder.rowCount == 2)
    #expect(encoder.takeRows() == Array(expected.utf8))
    #expect(encoder.byteCount == 0)
    #expect(encoder.rowCount == 0)
  }

  /// Every length and every place of an escape, as the encoder takes eight bytes at a time.
  @Test func escapesAnywhere() {
    for length in 0...20 {
      for special in ["\\", "\t", "\n", "\r", "\u{1}", "\u{7f}", "é"] {
        for place in 0...length {
          let text = String(repeating: "x", count: place) + special + String(repeating: "y", count: length - place)
          var encoder = CopyEncoder(capacity: 1)
          encoder.text(text)
          encoder.endRow()
          let escaped = text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
            .replacing("\r", with: "\\r")
          #expect(String(decoding: encoder.bytes, as: UTF8.self) == escaped + "\n")
        }
      }
    }
  }

  @Test(arguments: [0, 7, -7, 10, 123_456_789, Int64.max, Int64.min])
  func integers(value: Int64) {
    #expect(written { $0.appendInteger(value) } == "\(value)")
  }
}
