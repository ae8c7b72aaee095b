import Tabular
import Testing

@Suite struct EncodingTests {
  private static let text = "会话ID,用户信息,转接记录\n1,爱吃火锅的小猫,\"客服甲 → 客服乙,备注\n“加急”\"\n2,丂亊|齄,€ ok\n"

  @Test(arguments: [TextEncoding.gbk, .gb18030])
  func chineseReadsLikeUTF8(encoding: TextEncoding) throws {
    let text = encoding == .gb18030 ? Self.text + "3,😀ß,\u{20087}\n" : Self.text.replacing("€", with: "元")
    let bytes = try encoded(text, encoding)
    let expected = try delimited(Array(text.utf8))
    let reader = try delimited(bytes, DelimitedFormat(encoding: encoding), chunkBytes: 11)
    #expect(reader.columnNames == expected.columnNames)
    #expect(try readAll(reader).map(\.fields) == readAll(expected).map(\.fields))
  }

  @Test func offsetsAreThoseOfTheFile() throws {
    let bytes = try encoded("会话,名\n一,二\n三,四\n", .gbk)
    let reader = try delimited(bytes, DelimitedFormat(encoding: .gbk))
    let rows = try readAll(reader)
    #expect(rows.map(\.position.byteOffset) == [8, 14])
    try reader.start(at: rows[1].position)
    #expect(try readAll(reader).map(\.fields) == [["三", "四"]])
  }

  /// 0x7C is a bar, and the second byte of one GBK character in 190.
  @Test func barInsideCharacter() throws {
    let bytes = try encoded("亅|名\n亅亅|x亅\n", .gbk)
    #expect(bytes.count { $0 == 0x7c } > 2)
    let reader = try delimited(bytes, DelimitedFormat(delimiter: UInt8(ascii: "|"), encoding: .gbk))
    #expect(reader.columnNames == ["亅", "名"])
    #expect(try readAll(reader).map(\.fields) == [["亅亅", "x亅"]])
  }

  @Test func brokenGBKMarksItsRowAlone() throws {
    let bytes = try encoded("名\n甲\n", .gbk) + [0xff, 0x41, 0x0a] + (try encoded("乙\n", .gbk)) + [0xb0]
    let rows = try readAll(try delimited(bytes, DelimitedFormat(encoding: .gbk)))
    #expect(rows.map(\.status) == [.ok, .invalidEncoding, .ok, .invalidEncoding])
    #expect(rows.map(\.fields) == [["甲"], ["\u{fffd}A"], ["乙"], ["\u{fffd}"]])
  }

  @Test(
    arguments: [
      ([0x41, 0xc3, 0xa9], true), ([0xe4, 0xbd, 0xa0], true), ([0xf0, 0x9f, 0x98, 0x80], true), ([0xc0, 0x80], false),
      ([0xe0, 0x80, 0x80], false), ([0xed, 0xa0, 0x80], false), ([0xf4, 0x90, 0x80, 0x80], false), ([0x80], false),
      ([0xe4, 0xbd], false), ([0xf8, 0x88, 0x80, 0x80, 0x80], false), ([0xe4, 0xbd, 0x41], false),
    ] as [([UInt8], Bool)])
  func validUTF8(character: [UInt8], isValid: Bool) throws {
    for prefix in 0..<9 {
      for suffix in ["", "一二三四五", "abcdefgh"] {
        let bytes = Array("a\n".utf8) + [UInt8](repeating: 0x78, count: prefix) + character + Array("\(suffix)\n".utf8)
        #expect(try readAll(try delimited(bytes)).map(\.status) == [isValid ? .ok : .invalidEncoding])
      }
    }
  }

  @Test func detection() throws {
    let long = String(repeating: Self.text.replacing("€", with: "元"), count: 20)
    let gbk = try encoded(long, .gbk)
    func detect(_ bytes: [UInt8], isWhole: Bool = true) -> TextEncoding? {
      bytes.withUnsafeBufferPointer { TextEncoding.detect($0, isWhole: isWhole) }
    }
    #expect(detect(Array("plain".utf8)) == .utf8)
    #expect(detect(Array(long.utf8)) == .utf8)
    #expect(detect(Array(long.utf8.prefix(101)), isWhole: false) == .utf8)
    #expect(detect(Array(long.utf8) + [0xff, 0xfe]) == .utf8)
    #expect(detect(gbk) == .gbk)
    #expect(detect(Array(gbk.prefix(101)), isWhole: false) == .gbk)
    #expect(detect(gbk + [0xff]) == .gbk)
    #expect(detect(try encoded(long + "😀", .gb18030)) == .gb18030)
    #expect(detect([0x63, 0x61, 0x66, 0xe9, 0x2c, 0x6e, 0x61, 0xef, 0x2c]) == nil)
  }

  @Test func transcoderCarriesCutCharacters() throws {
    let bytes = try encoded(Self.text, .gb18030)
    for piece in [1, 2, 3, 5] {
      var transcoder = try Transcoder(from: .gb18030, to: .utf8)
      var out = ByteBuffer()
      var replaced = 0
      for start in stride(from: 0, to: bytes.count, by: piece) {
        let end = min(start + piece, bytes.count)
        replaced += bytes[start..<end].withUnsafeBufferPointer {
          transcoder.append($0, to: &out, isLast: end == bytes.count)
        }
      }
      #expect(String(decoding: out.elements, as: UTF8.self) == Self.text)
      #expect(replaced == 0)
    }
    var transcoder = try Transcoder(from: .utf8, to: .gbk)
    var out = ByteBuffer()
    #expect(withBytes("a😀b") { transcoder.append($0, to: &out) } == 1)
    #expect(String(decoding: out.elements, as: UTF8.self) == "a?b")
  }
}
