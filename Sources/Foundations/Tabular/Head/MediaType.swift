/// The media type of a file by its first bytes; `nil` when no known binary or markup format starts like this.
enum MediaType {
  private static let magic: [(offset: Int, bytes: [UInt8], name: String)] = [
    (0, [0x89, 0x50, 0x4e, 0x47], "image/png"),
    (0, [0xff, 0xd8, 0xff], "image/jpeg"),
    (0, Array("GIF8".utf8), "image/gif"),
    (0, Array("%PDF-".utf8), "application/pdf"),
    (0, [0x1f, 0x8b], "application/gzip"),
    (0, Array("BZh".utf8), "application/x-bzip2"),
    (0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "application/x-xz"),
    (0, [0x28, 0xb5, 0x2f, 0xfd], "application/zstd"),
    (0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "application/x-7z-compressed"),
    (0, Array("Rar!\u{1a}".utf8), "application/vnd.rar"),
    (0, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "application/vnd.ms-excel"),
    (0, [0x7f, 0x45, 0x4c, 0x46], "application/x-elf"),
    (0, [0x4d, 0x5a, 0x90, 0x00], "application/x-msdownload"),
    (0, Array("SQLite format 3\0".utf8), "application/vnd.sqlite3"),
    (0, Array("PAR1".utf8), "application/vnd.apache.parquet"),
    (0, [0x4f, 0x62, 0x6a, 0x01], "application/avro"),
    (257, Array("ustar".utf8), "application/x-tar"),
  ]

  static func detect(_ sample: Bytes) -> String? {
    for entry in magic where sample.dropFirst(entry.offset).starts(with: entry.bytes) { return entry.name }
    if sample.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      return contains(sample.prefix(4096), "[Content_Types].xml") || contains(sample.prefix(4096), "xl/")
        ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "application/zip"
    }
    let start = sample.trimmed.prefix(64)
    for word in ["<!doctype html", "<html", "<table"] where startsIgnoringCase(start, word) { return "text/html" }
    return startsIgnoringCase(start, "<?xml") ? "application/xml" : nil
  }

  private static func startsIgnoringCase(_ bytes: Slice<Bytes>, _ word: String) -> Bool {
    bytes.count >= word.utf8.count && zip(bytes, word.utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
  }

  private static func contains(_ bytes: Slice<Bytes>, _ word: String) -> Bool {
    let word = Array(word.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: word) }
  }
}
