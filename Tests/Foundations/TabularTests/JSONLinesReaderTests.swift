import Tabular
import Testing

@Suite struct JSONLinesReaderTests {
  private func read(_ text: String, _ names: [String] = ["a", "b", "c"], chunkBytes: Int = 1 << 16) throws -> [Read] {
    try readAll(try reader(Array(text.utf8), names, chunkBytes: chunkBytes))
  }

  private func reader(_ bytes: [UInt8], _ names: [String], chunkBytes: Int = 1 << 16) throws -> JSONLinesReader {
    var limits = ReaderLimits()
    limits.chunkBytes = chunkBytes
    limits.recordBytesMax = 1000
    return try JSONLinesReader(MemorySource(bytes), columnNames: names, limits: limits)
  }

  @Test(
    arguments: [
      (#"{"a":"x","b":1,"c":true}"#, ["x", "1", "true"]),
      (#" { "c" : -1.5e3 , "a" : "" } "#, ["", nil, "-1.5e3"]),
      (#"{"a":null,"b":"null","zzz":[1,{"a":2}]}"#, [nil, "null", nil]),
      (#"{"a":{"x": [1, 2 , {"y":"\n q"}]},"b":[ ]}"#, [#"{"x":[1,2,{"y":"\n q"}]}"#, "[]", nil]),
      (#"{"a":"会话\u4e00\ud83d\ude00\"\\\/\b\f\n\r\t"}"#, ["会话一😀\"\\/\u{8}\u{c}\n\r\t", nil, nil]),
      (#"{"a":1,"a":2}"#, ["2", nil, nil]),
      (#"{"\u0061":"escaped name"}"#, ["escaped name", nil, nil]),
      (#"{}"#, [nil, nil, nil]),
    ] as [(String, [String?])])
  func values(line: String, expected: [String?]) throws {
    let rows = try read(line + "\r\n")
    #expect(rows.map(\.fields) == [expected])
    #expect(rows.map(\.status) == [.ok])
  }

  @Test(arguments: [
    (#"[1]"#, 0), (#"{"a":1"#, 6), (#"{"a":01}"#, 7), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), (#"{"a":"x}"#, 8),
    (#"{"a":"\x"}"#, 6), (#"{"a":"\u12"}"#, 6), (#"{"a":tru}"#, 5), (#"{"a":1} x"#, 8), (#"{a:1}"#, 1),
    ("{\"a\":\"\u{1}\"}", 6), (#"{"a":1.}"#, 7), (#"{"a":-}"#, 6), (#"nonsense"#, 0), (#"{"b":{"x"}}"#, 9),
  ])
  func invalidLines(line: String, offset: Int) throws {
    let rows = try read("{\"a\":1}\n\(line)\n{\"a\":2}")
    #expect(rows.map(\.status) == [.ok, .invalidJSON(offset: offset), .ok])
    #expect(rows[1].fields.isEmpty)
    #expect(rows.map(\.position.line) == [1, 2, 3])
  }

  @Test func deepNesting() throws {
    let deep = String(repeating: "[", count: 300)
    #expect(try read("{\"a\":\(deep)}").map(\.status) == [.invalidJSON(offset: 5 + 128)])
  }

  @Test func badText() throws {
    #expect(try read(#"{"a":"x\u0000"}"#).map(\.status) == [.nulByte])
    #expect(try read(#"{"a":"\ud800x"}"#).map(\.status) == [.invalidEncoding])
    let rows = try readAll(try reader(Array("{\"a\":\"".utf8) + [0xff] + Array("\"}\n{\"a\":1}".utf8), ["a"]))
    #expect(rows.map(\.status) == [.invalidEncoding, .ok])
    #expect(rows.map(\.fields) == [["\u{fffd}"], ["1"]])
  }

  @Test(arguments: [1, 3, 17, 64])
  func chunks(chunkBytes: Int) throws {
    let text = "\u{feff}{\"a\":\"一二三\"}\n\n  \r\n{\"b\":2}\r\nbroken\n{\"c\":[3]}"
    let whole = try read(text)
    #expect(whole.map(\.position.byteOffset) == [3, 26, 35, 42])
    #expect(whole.map(\.position.recordNumber) == [1, 2, 3, 4])
    #expect(try read(text, chunkBytes: chunkBytes) == whole)
    let reader = try reader(Array(text.utf8), ["a", "b", "c"], chunkBytes: chunkBytes)
    for (index, row) in whole.enumerated() {
      try reader.start(at: row.position)
      #expect(try readAll(reader) == Array(whole[index...]))
    }
  }

  @Test(arguments: [1, 64, 5000])
  func tooLongLine(chunkBytes: Int) throws {
    let text = "{\"a\":1}\n{\"a\":\"\(String(repeating: "x", count: 2000))\"}\n"
    let reader = try reader(Array(text.utf8), ["a"], chunkBytes: chunkBytes)
    var batch = RowBatch()
    #expect(try reader.nextBatch(into: &batch))
    let expected = TabularError.recordTooLong(
      at: RecordPosition(byteOffset: 8, recordNumber: 2, line: 2), bytesMax: 1000, insideQuotes: false)
    #expect(throws: expected) { while try reader.nextBatch(into: &batch) {} }
  }

  @Test func manyUnknownNames() throws {
    let names = (0..<100).map { "n\($0)" }
    let line = "{" + (0..<60).reversed().map { "\"n\($0 * 3)\":\($0)" }.joined(separator: ",") + "}"
    let row = try #require(try read(line, names).first)
    #expect(row.fields[99] == "33")
    #expect(row.fields[98] == nil)
  }

  @Test func unusableNames() {
    #expect(throws: TabularError.noColumns) { try reader([], []) }
  }
}
