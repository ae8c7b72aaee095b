import Tabular
import Testing

@Suite struct DelimitedReaderTests {
  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r1,2", [["a", "b"], ["1", "2"]]),
    ("a,\"b\"\n\"1\",\"2\"", [["a", "b"], ["1", "2"]]),
    ("\"a\"\"b\",\"\"\"\",\"\"\n", [["a\"b", "\"", ""]]),
    ("\"a,b\",\"c\nd\",\"e\r\nf\"\ng,h,i\n", [["a,b", "c\nd", "e\r\nf"], ["g", "h", "i"]]),
    (",,\n", [["", "", ""]]),
    ("a\"b,c\"\n", [["a\"b", "c\""]]),
    ("\"a\"b,\"c\"\"d\"e\"\n", [["ab", "c\"de\""]]),
    ("a,b\n\n\n1,2\n\n", [["a", "b"], ["1", "2"]]),
    ("a\n\nb\n", [["a"], [""], ["b"]]),
    ("\u{feff}a,b\n", [["a", "b"]]),
    ("会话,名\n一,😀\n", [["会话", "名"], ["一", "😀"]]),
    ("a,\u{1}b\n", [["a", "\u{1}b"]]),
  ])
  func records(text: String, expected: [[String?]]) throws {
    #expect(try fields(text) == expected)
  }

  @Test(arguments: [",", ";", "\t", "|"])
  func delimiters(delimiter: String) throws {
    let format = DelimitedFormat(delimiter: delimiter.utf8.first ?? 0, hasHeader: false)
    #expect(try fields("a\(delimiter)\"b\(delimiter)\"\n", format) == [["a", "b\(delimiter)"]])
  }

  @Test func noQuotes() throws {
    let format = DelimitedFormat(quote: nil, hasHeader: false)
    #expect(try fields("\"a,b\"\n", format) == [["\"a", "b\""]])
  }

  @Test func positions() throws {
    let rows = try readAll(try delimited(Array("\u{feff}id,n\n1,\"a\nb\"\r\n\n2,c".utf8)))
    #expect(
      rows.map(\.position) == [
        RecordPosition(byteOffset: 8, recordNumber: 1, line: 2),
        RecordPosition(byteOffset: 18, recordNumber: 2, line: 5),
      ])
  }

  @Test func statuses() throws {
    let text = Array("a,b\n1\n2,x,y\n3,".utf8) + [0xff, 0x41] + Array("\n4,\0\n5,好\n6,\"cut off".utf8)
    let rows = try readAll(try delimited(text))
    #expect(
      rows.map(\.status) == [
        .columnCount(found: 1), .columnCount(found: 3), .invalidEncoding, .nulByte, .ok, .unclosedQuote,
      ])
    #expect(rows[2].fields == ["3", "\u{fffd}A"])
    #expect(rows[5].fields == ["6", "cut off"])
  }

  @Test func headers() throws {
    #expect(throws: TabularError.empty) { try delimited([]) }
    #expect(throws: TabularError.empty) { try delimited(Array("\u{feff}\n\n".utf8)) }
    #expect(throws: TabularError.noColumns) { try delimited(Array(",,\n1,2,3\n".utf8)) }
    #expect(throws: TabularError.noColumns) { try delimited(Array("a,\"b".utf8)) }
    let headerOnly = try delimited(Array("a,b".utf8))
    #expect(headerOnly.columnNames == ["a", "b"])
    #expect(try readAll(headerOnly).isEmpty)
    #expect(
      try delimited(Array("a,b\n".utf8), DelimitedFormat(hasHeader: false)).columnNames == ["column_1", "column_2"])
    var limits = ReaderLimits()
    limits.columnsMax = 2
    #expect(throws: TabularError.tooManyColumns(found: 3, max: 2)) {
      try DelimitedReader(MemorySource(Array("a,b,c\n".utf8)), format: DelimitedFormat(), limits: limits)
    }
  }

  @Test(arguments: [1, 7, 64, 4096])
  func tooLongRecord(chunkBytes: Int) throws {
    let text = "id\n1\n\"" + String(repeating: "x\n", count: 60) + "\"\n3\n"
    let reader = try delimited(Array(text.utf8), chunkBytes: chunkBytes, recordBytesMax: 100)
    var batch = RowBatch()
    #expect(try reader.nextBatch(into: &batch))
    #expect(batch.string(batch.row(0), 0) == "1")
    let expected = TabularError.recordTooLong(
      at: RecordPosition(byteOffset: 5, recordNumber: 2, line: 3), bytesMax: 100, insideQuotes: true)
    #expect(throws: expected) { while try reader.nextBatch(into: &batch) {} }
    let exact = try delimited(Array(("id\n" + String(repeating: "y", count: 100) + "\r\n").utf8), recordBytesMax: 100)
    #expect(try readAll(exact).count == 1)
  }
}
