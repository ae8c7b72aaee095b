import Support
import Tabular
import Testing

/// Whatever the chunks, the batches and the place to start at, a file reads the same. Every failure names its seed.
@Suite struct DelimitedFuzzTests {
  private static let pieces: [[UInt8]] =
    [
      ",", "\"", "\"\"", "\n", "\r\n", "\r", "a", "1234567", "12345678", "转接记录", "😀", " ", "\t", "|", "\0", "é",
      "\",\"", "\"\n", "x\"y",
    ].map { Array($0.utf8) } + [[0xff], [0xe4, 0xb8]]

  private static func noise(_ seed: UInt64, pieceCount: Int) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    return Array("a,b,c\n".utf8) + (0..<pieceCount).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
  }

  /// A slow reader of the same rules, a byte at a time.
  private static func reference(_ bytes: [UInt8]) -> [[[UInt8]]] {
    var records: [[[UInt8]]] = []
    var record: [[UInt8]] = []
    var field: [UInt8] = []
    var index = 0
    var isAtFieldStart = true
    func peek(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
    func endField() {
      record.append(field)
      field = []
      isAtFieldStart = true
    }
    func endRecord() {
      let isBlank = record.isEmpty && field.isEmpty && isAtFieldStart
      endField()
      if !isBlank { records.append(record) }
      record = []
    }
    while let byte = peek(index) {
      index += 1
      if byte == UInt8(ascii: "\""), isAtFieldStart {
        isAtFieldStart = false
        while let inner = peek(index) {
          index += 1
          if inner != UInt8(ascii: "\"") {
            field.append(inner)
          } else if peek(index) == UInt8(ascii: "\"") {
            field.append(inner)
            index += 1
          } else {
            break
          }
        }
      } else if byte == UInt8(ascii: ",") {
        endField()
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if byte == UInt8(ascii: "\r"), peek(index) == UInt8(ascii: "\n") { index += 1 }
        endRecord()
      } else {
        field.append(byte)
        isAtFieldStart = false
      }
    }
    if !record.isEmpty || !field.isEmpty || !isAtFieldStart { endRecord() }
    return records
  }

  @Test(arguments: UInt64(1)...200)
  func chunksDoNotMatter(seed: UInt64) throws {
    let bytes = Self.noise(seed, pieceCount: 60)
    let whole = try readAll(try delimited(bytes))
    let expected = Self.reference(bytes).dropFirst().map { $0.map { String(decoding: $0, as: UTF8.self) } }
    let plain = whole.filter { $0.status != .invalidEncoding }.map { $0.fields.map { $0 ?? "" } }
    let plainExpected = zip(expected, whole).filter { $0.1.status != .invalidEncoding }.map(\.0)
    #expect(plain == plainExpected && expected.count == whole.count, "seed \(seed)")
    var generator = SplitMix64(seed: seed)
    for _ in 0..<4 {
      let chunkBytes = Int.random(in: 1...40, using: &generator)
      let rowsMax = Int.random(in: 1...5, using: &generator)
      let rows = try readAll(try delimited(bytes, chunkBytes: chunkBytes, batchRowsMax: rowsMax))
      #expect(rows == whole, "seed \(seed), chunk \(chunkBytes)")
    }
  }

  @Test(arguments: UInt64(1)...60)
  func startsAnywhere(seed: UInt64) throws {
    let bytes = Self.noise(seed, pieceCount: 80)
    let whole = try readAll(try delimited(bytes))
    let reader = try delimited(bytes, chunkBytes: 16)
    for (index, row) in whole.enumerated() {
      try reader.start(at: row.position)
      #expect(try readAll(reader) == Array(whole[index...]), "seed \(seed), row \(index)")
    }
  }

  @Test func batchesTellWhereToGoOn() throws {
    let bytes = Array("\u{feff}id,n\r\n1,\"a\nb\"\r\n\r\n2,c\r\n3,d\r\n".utf8)
    let whole = try readAll(try delimited(bytes))
    let reader = try delimited(bytes, batchRowsMax: 1)
    var batch = RowBatch()
    var cursors = [reader.firstRecord]
    while try reader.nextBatch(into: &batch) { cursors.append(batch.next) }
    for (index, cursor) in cursors.enumerated() {
      try reader.start(at: cursor)
      #expect(try readAll(reader) == Array(whole[index...]))
    }
    try reader.start(at: RecordPosition(byteOffset: 1 << 40, recordNumber: 9, line: 9))
    #expect(try readAll(reader).isEmpty)
    try reader.start(at: RecordPosition(byteOffset: -1, recordNumber: 1, line: 1))
    #expect(try readAll(reader) == whole)
  }
}
