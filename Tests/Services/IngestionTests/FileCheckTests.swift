import Model
import Tabular
import Testing

@testable import Ingestion

/// Extension and bytes must both be allowed, and agree (A6).
@Suite struct FileCheckTests {
  private func inspect(
    _ name: String, _ bytes: [UInt8], byteCount: Int64? = nil, sha256: String = String(repeating: "a", count: 64)
  ) throws(Failure) -> Head {
    try FileCheck.inspect(
      UploadRequest(
        dataset: "d", fileName: name, byteCount: byteCount ?? Int64(bytes.count), sha256: sha256, head: bytes))
  }

  private func code(_ name: String, _ bytes: [UInt8], byteCount: Int64? = nil) -> String? {
    do {
      _ = try inspect(name, bytes, byteCount: byteCount)
      return nil
    } catch {
      return error.errorCode.rawValue
    }
  }

  private static let csv = Array("id,name\n1,a\n".utf8)
  private static let jsonLines = Array("{\"id\":1}\n{\"id\":2}\n".utf8)

  @Test(arguments: ["a.csv", "A.CSV", "a.txt", "a.tsv", "会话.csv"]) func tablesComeIn(_ name: String) throws {
    #expect(try inspect(name, Self.csv).columnNames == ["id", "name"])
  }

  @Test func jsonLinesComeIn() throws {
    #expect(try inspect("a.jsonl", Self.jsonLines).format == .jsonLines)
    #expect(try inspect("a.ndjson", Self.jsonLines).format == .jsonLines)
  }

  @Test func whatDoesNotAgreeIsRefused() {
    #expect(code("a.csv", Self.jsonLines) == "media_type_mismatch")
    #expect(code("a.jsonl", Self.csv) == "media_type_mismatch")
    #expect(code("a.csv", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]) == "media_type_mismatch")
    #expect(code("a.csv", Array("PK\u{3}\u{4}".utf8) + [0, 0, 8, 0]) == "media_type_mismatch")
    #expect(code("a.csv", Array("%PDF-1.7\n".utf8)) == "media_type_mismatch")
  }

  @Test(arguments: ["a.exe", "a", "csv", "a.csv.gz", "", ".csv/..", "a.xlsx"]) func otherExtensionsAreRefused(
    _ name: String
  ) {
    #expect(code(name, Self.csv) == "media_type_not_allowed")
  }

  @Test func limits() {
    #expect(code("a.csv", []) == "file_empty")
    #expect(code("a.csv", Array("  \n".utf8)) == "file_empty")
    #expect(code("a.csv", Self.csv, byteCount: FileCheck.bytesMax) == nil)
    #expect(code("a.csv", Self.csv, byteCount: FileCheck.bytesMax + 1) == "file_too_large")
    #expect(code("a.csv", Self.csv, byteCount: .max) == "file_too_large")
    #expect(code("a.csv", Self.csv, byteCount: -1) == "file_empty")
    #expect(code(String(repeating: "a", count: 252) + ".csv", Self.csv) == "file_name_too_long")
  }

  @Test(arguments: ["", "a", String(repeating: "A", count: 64), String(repeating: "g", count: 64)])
  func checksumsHaveTheirForm(_ sha256: String) {
    let failure = #expect(throws: Failure.self) { try inspect("a.csv", Self.csv, sha256: sha256) }
    #expect(failure?.errorCode == "invalid_argument")
  }
}

@Suite struct NamingTests {
  @Test(arguments: ["a", "订单", "chat-2024.05", "A_b", String(repeating: "x", count: 40)])
  func datasets(_ name: String) throws {
    try Naming.checkDataset(name)
    #expect(Naming.tableName(of: name).allSatisfy { $0 != "-" && $0 != "." })
  }

  @Test(arguments: [
    "", " ", "a b", "a;b", "a\"b", "a'b", "../a", "a/b", "a\u{0}", "a\nb", String(repeating: "x", count: 41),
    "\u{202e}a", "a$",
  ]) func otherDatasetsAreRefused(_ name: String) {
    let failure = #expect(throws: Failure.self) { try Naming.checkDataset(name) }
    #expect(failure?.errorCode == "dataset_name_invalid")
  }

  @Test(arguments: ["", " 1", "1 ", "a/b", "版本", "..\u{0}", String(repeating: "1", count: 65)])
  func otherVersionsAreRefused(_ version: String) {
    let failure = #expect(throws: Failure.self) { try Naming.checkVersion(version) }
    #expect(failure?.errorCode == "version_invalid")
  }

  @Test(arguments: ["1", "2026-02-24", "v1.0+rc_2", String(repeating: "1", count: 64)])
  func versions(_ version: String) throws { try Naming.checkVersion(version) }
}
