import Foundation
import Model
import Tabular

/// Whether a file may come in: its extension and its bytes must both be allowed, and agree (A6).
enum FileCheck {
  /// 1 TiB.
  static let bytesMax: Int64 = 1 << 40
  static let nameBytesMax = 255

  private static let delimitedExtensions: Set<String> = ["csv", "tsv", "txt"]
  private static let jsonLinesExtensions: Set<String> = ["jsonl", "ndjson"]

  /// What the bytes say, when the file is allowed.
  static func inspect(_ request: UploadRequest) throws(Failure) -> Head {
    try checkSizeAndName(request)
    let known = delimitedExtensions.union(jsonLinesExtensions).sorted().map { ".\($0)" }.joined(separator: ", ")
    let suffix = (request.fileName as NSString).pathExtension.lowercased()
    guard delimitedExtensions.contains(suffix) || jsonLinesExtensions.contains(suffix) else {
      throw Failure(
        "media_type_not_allowed", "'\(request.fileName)' has the extension '\(suffix)', which is not taken",
        nextStep: "give a file that ends in one of \(known)")
    }
    let head: Head
    do {
      head = try Head(
        inspecting: request.head, isWhole: Int64(request.head.count) >= request.byteCount)
    } catch {
      throw failure(of: error, request.fileName, known)
    }
    let isJSON = head.format == .jsonLines
    guard isJSON == jsonLinesExtensions.contains(suffix) else {
      throw Failure(
        "media_type_mismatch", "'\(request.fileName)' ends in .\(suffix), but its bytes are \(head.mediaType)",
        nextStep: isJSON ? "name it .jsonl" : "name it .csv")
    }
    return head
  }

  private static func checkSizeAndName(_ request: UploadRequest) throws(Failure) {
    guard request.byteCount > 0, !request.head.isEmpty else {
      throw Failure("file_empty", "'\(request.fileName)' is empty", nextStep: "give a file with rows in it")
    }
    guard request.byteCount <= bytesMax else {
      throw Failure(
        "file_too_large", "'\(request.fileName)' has \(request.byteCount) bytes; at most \(bytesMax) are taken",
        nextStep: "split the file")
    }
    guard request.fileName.utf8.count <= nameBytesMax else {
      throw Failure("file_name_too_long", "the file's name has more than \(nameBytesMax) bytes", nextStep: "rename it")
    }
    let digits = request.sha256.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard digits, request.sha256.utf8.count == 64 else {
      throw Failure.invalid("sha256 must be 64 lower-case hexadecimal digits")
    }
  }

  private static func failure(of error: TabularError, _ name: String, _ known: String) -> Failure {
    switch error {
    case .empty:
      Failure("file_empty", "'\(name)' has nothing but white space in it", nextStep: "give a file with rows in it")
    case .notTabular:
      Failure("media_type_mismatch", "'\(name)': \(error)", nextStep: "export the table as \(known)")
    case .recordTooLong:
      Failure(
        "record_too_long", "'\(name)': \(error)", nextStep: "check that the file's lines end and its quotes close")
    case .noColumns, .tooManyColumns, .jsonDocument:
      Failure("header_unreadable", "'\(name)': \(error)", nextStep: "give the file a header row with the column names")
    case .unsupportedEncoding:
      Failure("invalid_encoding", "'\(name)': \(error)", nextStep: "save the file as UTF-8")
    case .unreadable, .spill:
      Failure("file_unreadable", "'\(name)': \(error)", nextStep: "check the file and try again")
    }
  }
}
