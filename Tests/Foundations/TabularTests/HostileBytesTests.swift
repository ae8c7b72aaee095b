import Support
import Tabular
import Testing

/// Whatever the bytes: nothing traps or hangs, and what comes out is UTF-8. Every failure names its seed.
@Suite struct HostileBytesTests {
  private static let seeds = UInt64(1)...60

  /// Noise in which structure is frequent enough to be found.
  private static func noise(_ seed: UInt64) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    let structure = Array("\",\n\r{}[]:\\u0d8e9-+.|0".utf8) + [0, 0x80, 0x81, 0xb0, 0xe4, 0xf0, 0xff]
    return (0..<600).map { _ in
      switch UInt8.random(in: 0...3, using: &generator) {
      case 0: UInt8.random(in: 0...255, using: &generator)
      case 1: UInt8.random(in: 0x80...0xff, using: &generator)
      default: structure.randomElement(using: &generator) ?? 0
      }
    }
  }

  private func drain(_ reader: any RowReader, _ seed: UInt64, bytesMax: Int) throws {
    var batch = RowBatch()
    var previous = -1
    while try reader.nextBatch(into: &batch) {
      for row in batch.rows {
        #expect(row.byteOffset > previous && row.byteOffset + row.byteCount <= bytesMax, "seed \(seed)")
        previous = row.byteOffset
        for column in 0..<row.fieldCount {
          let bytes = batch.bytes(row, column)
          #expect(String(validating: bytes, as: UTF8.self) != nil, "seed \(seed), row \(row.recordNumber)")
        }
      }
    }
  }

  @Test(arguments: TextEncoding.allCases, [UInt8(ascii: ","), UInt8(ascii: "|"), 0, UInt8(ascii: "\n"), 0xff])
  func delimitedText(encoding: TextEncoding, delimiter: UInt8) throws {
    let format = DelimitedFormat(delimiter: delimiter, encoding: encoding, hasHeader: false)
    for seed in Self.seeds {
      let bytes = Self.noise(seed)
      for chunkBytes in [5, 4096] {
        try drain(try delimited(bytes, format, chunkBytes: chunkBytes), seed, bytesMax: 600)
      }
    }
  }

  @Test func jsonLines() throws {
    for seed in Self.seeds {
      let bytes = Array("{\"a\":".utf8) + Self.noise(seed).map { $0 == 0x0a ? 0x20 : $0 } + Self.noise(seed)
      let reader = try JSONLinesReader(MemorySource(bytes), columnNames: ["a", "0", ""])
      try drain(reader, seed, bytesMax: bytes.count)
    }
  }

  @Test func headsAndValues() {
    for seed in Self.seeds {
      let bytes = Self.noise(seed)
      for start in [[], Array("{".utf8), Array("a,b\n".utf8)] as [[UInt8]] {
        _ = try? Head(inspecting: start + bytes, isWhole: seed % 2 == 0)
      }
      bytes.withUnsafeBufferPointer { bytes in
        var out = ByteBuffer()
        for length in 0..<60 {
          let field = Bytes(rebasing: bytes[(length * 7)..<(length * 8)])
          _ = Parse.dateTime(field)
          _ = Parse.durationSeconds(field)
          _ = Parse.integer(field)
          _ = Parse.decimal(field)
          _ = Parse.boolean(field)
          Mask.number(field, to: &out)
          Mask.numbers(in: field, to: &out)
        }
        #expect(out.count > 0)
      }
      _ = SQLIdentifier.names(from: String(decoding: bytes, as: UTF8.self).split(separator: ",").map(String.init))
    }
  }

  /// Values one character away from good ones.
  @Test func mutatedValues() {
    let values = ["2024-01-02T03:04:05.678+08:00", "2024年1月2日3时4分5秒", "1天2小时3分4秒", "+86 138-1234-5678", "-1,234,567"]
    var generator = SplitMix64(seed: 7)
    for _ in 0..<3000 {
      var bytes = Array((values.randomElement(using: &generator) ?? "").utf8)
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      if let date = bytes.withUnsafeBufferPointer(Parse.dateTime) {
        let canonical = written { date.append(to: &$0) }
        #expect(withBytes(canonical, Parse.dateTime) != nil)
      }
      #expect((bytes.withUnsafeBufferPointer(Parse.durationMilliseconds) ?? 0) >= 0)
      var out = ByteBuffer()
      _ = bytes.withUnsafeBufferPointer { Mask.numbers(in: $0, to: &out) }
    }
  }
}
