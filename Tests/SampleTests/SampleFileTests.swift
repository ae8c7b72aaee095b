import Foundation
import Sample
import Support
import Tabular
import Testing

@Suite struct SampleFileTests {
  private static let errors = SampleFile.ErrorRates(missing: 0.03, badDates: 0.05, duplicates: 0.04, ragged: 0.02)

  /// Calls the closure with a path, and removes what is there afterwards.
  private func withPath<Result>(_ body: (String) throws -> Result) rethrows -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("sample-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }

  private func bytes(_ file: SampleFile) throws -> [UInt8] {
    try withPath { path in
      try file.generate(to: path)
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  /// Reads a file back and counts what is wrong with it.
  private func count(_ path: String) throws -> SampleFile.Truth {
    let source = try FileSource(path: path)
    let reader = try Head(inspecting: source).reader(source)
    #expect(reader.columnNames == SampleFile.columnNames)
    var truth = SampleFile.Truth()
    truth.byteCount = source.byteCount
    var seen: Set<String> = []
    var batch = RowBatch()
    while try reader.nextBatch(into: &batch) {
      for row in batch.rows {
        truth.rows += 1
        switch row.status {
        case .ok: break
        case .columnCount, .invalidJSON:
          truth.ragged += 1
          continue
        case .unclosedQuote:
          truth.cut += 1
          continue
        case .invalidEncoding, .nulByte:
          Issue.record("row \(row.recordNumber) is \(row.status)")
          continue
        }
        let id = batch.string(row, 0) ?? ""
        if id.isEmpty {
          truth.missing += 1
        } else if Parse.dateTime(batch.bytes(row, 1)) == nil {
          truth.badDates += 1
        } else if !seen.insert(id).inserted {
          truth.duplicates += 1
        }
      }
    }
    return truth
  }

  @Test(arguments: [
    SampleFile(rows: 3000, errors: errors), SampleFile(rows: 3000, seed: 9, encoding: .gbk, errors: errors),
    SampleFile(rows: 500, encoding: .gb18030), SampleFile(kind: .jsonLines, rows: 3000, errors: errors),
    SampleFile(kind: .truncatedCSV, rows: 300, errors: .realistic),
    SampleFile(kind: .truncatedCSV, rows: 1, encoding: .gbk), SampleFile(rows: 2000, errors: .realistic),
  ])
  func countsAreTrue(file: SampleFile) throws {
    try withPath { path in
      let truth = try file.generate(to: path)
      #expect(try count(path) == truth)
      #expect(truth.rows == file.rows)
      if file.errors == Self.errors {
        #expect(min(truth.missing, truth.badDates, truth.duplicates, truth.ragged) > 20)
      }
    }
  }

  @Test(arguments: SampleFile.Kind.allCases)
  func sameSeedSameBytes(kind: SampleFile.Kind) throws {
    let file = SampleFile(kind: kind, rows: 500, seed: 5, errors: .realistic)
    #expect(SHA256.hex(of: try bytes(file)) == SHA256.hex(of: try bytes(file)))
    var other = file
    other.seed = 6
    #expect(try bytes(other) != bytes(file))
  }

  @Test func wrongType() throws {
    let bytes = try bytes(SampleFile(kind: .wrongType, rows: 100))
    #expect(bytes.count > 10_000)
    #expect(throws: TabularError.notTabular(mediaType: "image/png")) {
      try Head(inspecting: bytes, isWhole: true)
    }
  }

  @Test func peopleAreMasked() throws {
    let text = String(decoding: try bytes(SampleFile(rows: 2000)), as: UTF8.self)
    var out = ByteBuffer()
    let found = Array(text.utf8).withUnsafeBufferPointer { Mask.numbers(in: $0, to: &out) }
    let marks = text.matches(of: /手机号|身份证/).count
    #expect(marks > 200)
    #expect(found == marks)
  }

  @Test func emptyAndUnwritable() throws {
    try withPath { (path: String) throws in
      #expect(try SampleFile(rows: 0).generate(to: path).rows == 0)
      let source = try FileSource(path: path)
      #expect(try Head(inspecting: source).sampleRows == 0)
      #expect(try SampleFile(kind: .truncatedCSV, rows: -1).generate(to: path).rows == 0)
    }
    #expect(throws: SampleFile.Failure.unwritable(path: "/nonexistent/x", errno: ENOENT)) {
      try SampleFile(rows: 1).generate(to: "/nonexistent/x")
    }
  }

  @Test func galleryShowsEveryOutcome() {
    let gallery = SampleFile.gallery(rows: 10)
    #expect(Set(gallery.map(\.file.kind)) == Set(SampleFile.Kind.allCases))
    #expect(Set(gallery.map(\.name)).count == gallery.count)
  }
}
