import Foundation
import Tabular
import Testing

@Suite struct HeadTests {
  private func head(_ text: String) throws -> Head { try Head(inspecting: Array(text.utf8), isWhole: true) }

  @Test(arguments: [
    ("a,b\n1,2\n", ",", "text/csv"), ("a;b\n1,5;2\n", ";", "text/csv"),
    ("a\tb\n1,2\t3\n", "\t", "text/tab-separated-values"),
    ("a|b|c\n1|2|3\n", "|", "text/csv"), ("a\n1\n", ",", "text/csv"), ("\"a;x\",b\n\"1;2\",3\n", ",", "text/csv"),
    ("a,b;c\n1,2;3\n4,5;6\n", ",", "text/csv"),
  ])
  func delimiters(text: String, delimiter: String, mediaType: String) throws {
    let head = try head(text)
    #expect(head.format == .delimited(DelimitedFormat(delimiter: delimiter.utf8.first ?? 0)))
    #expect(head.mediaType == mediaType)
    #expect(head.sampleRows == text.count { $0 == "\n" } - 1)
  }

  @Test func jsonLines() throws {
    let head = try head("\u{feff}{\"b\":1,\"a\":2}\nbroken\n{\"c\":3}\n")
    #expect(head.format == .jsonLines)
    #expect(head.columnNames == ["b", "a", "c"])
    #expect(head.sampleRows == 3)
    #expect(head.mediaType == "application/x-ndjson")
  }

  @Test(arguments: [
    ("", TabularError.empty), (" \r\n\t\n", .empty), ("[{\"a\":1}]", .jsonDocument),
    ("{\n  \"a\": 1\n}\n", .jsonDocument),
    ("%PDF-1.7 …", .notTabular(mediaType: "application/pdf")),
    ("<!DOCTYPE html><p>", .notTabular(mediaType: "text/html")),
    ("a\0b\0c\0d\0e\0f\0", .notTabular(mediaType: "application/octet-stream")), (",,,\n", .noColumns),
  ])
  func refusals(text: String, error: TabularError) {
    #expect(throws: error) { try head(text) }
  }

  @Test(
    arguments: [
      ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "image/png"), ([0x1f, 0x8b, 0x08], "application/gzip"),
      ([0x7f, 0x45, 0x4c, 0x46, 2], "application/x-elf"), ([0x50, 0x4b, 3, 4, 9, 9], "application/zip"),
      (
        [0x50, 0x4b, 3, 4] + Array("[Content_Types].xml".utf8),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      ),
    ] as [([UInt8], String)])
  func magic(bytes: [UInt8], mediaType: String) {
    #expect(throws: TabularError.notTabular(mediaType: mediaType)) { try Head(inspecting: bytes, isWhole: true) }
  }

  @Test func wideText() {
    #expect(throws: TabularError.unsupportedEncoding("UTF-16LE")) {
      try Head(inspecting: [0xff, 0xfe, 0x61, 0, 0x2c, 0], isWhole: true)
    }
    #expect(throws: TabularError.unsupportedEncoding("neither UTF-8 nor GB18030")) {
      try Head(inspecting: [0x63, 0xe9, 0x2c, 0xe8, 0x0a], isWhole: true)
    }
  }

  @Test func headerOnlyAndCutSample() throws {
    #expect(try head("a,b\n").sampleRows == 0)
    #expect(try Head(inspecting: Array("a,b\n1,2\n3".utf8), isWhole: false).sampleRows == 1)
    let quoted = "a,b\n1,2\n3,\"" + String(repeating: "x", count: 50)
    #expect(try Head(inspecting: Array(quoted.utf8), isWhole: false).sampleRows == 1)
  }

  @Test func files() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try Data(encoded("会话,名\n一,二\n", .gbk)).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let source = try FileSource(path: path)
    let head = try Head(inspecting: source)
    #expect(head.encoding == .gbk)
    #expect(try readAll(try head.reader(source)).map(\.fields) == [["一", "二"]])
    #expect(throws: TabularError.unreadable(path: "/nonexistent", errno: ENOENT)) {
      try FileSource(path: "/nonexistent")
    }
    #expect(throws: TabularError.unreadable(path: "/", errno: EISDIR)) { try FileSource(path: "/") }
  }

  @Test func identifiers() {
    #expect(
      SQLIdentifier.names(from: ["会话ID", "Name", "name", "", "userName", "a b-c", "x\"; DROP", "\u{0}", "É", "2024年"])
        == ["会话id", "name", "name_2", "column_4", "user_name", "a_b_c", "x_drop", "column_8", "É", "_2024年"])
    let long = SQLIdentifier.names(from: [String(repeating: "字", count: 30), String(repeating: "字", count: 30)])
    #expect(long == [String(repeating: "字", count: 21), String(repeating: "字", count: 20) + "_2"])
  }

  @Test func wordings() {
    let position = RecordPosition(byteOffset: 9, recordNumber: 2, line: 3)
    let errors: [TabularError] = [
      .unreadable(path: "f", errno: ENOENT), .empty, .notTabular(mediaType: "image/png"), .jsonDocument,
      .unsupportedEncoding("UTF-16LE"), .noColumns, .tooManyColumns(found: 3, max: 2),
      .recordTooLong(at: position, bytesMax: 10, insideQuotes: true), .spill(path: "d", errno: ENOSPC),
    ]
    #expect(Set(errors.map(\.code)).count == errors.count)
    #expect(errors[0].description == "cannot read f: No such file or directory")
    #expect(errors[7].description.hasPrefix("record 2 at line 3 (byte 9) is longer than 10 bytes; a quote"))
  }
}
