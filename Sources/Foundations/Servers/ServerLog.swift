import Foundation

/// A server's log file, of which errors quote the end.
final class ServerLog {
  private static let tailBytesMax = 2_000

  let path: String
  private var start: UInt64 = 0

  init(path: String) { self.path = path }

  /// Later tails begin here, so that an error does not quote an earlier run.
  func mark() { start = size }

  /// In bytes.
  var size: UInt64 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_size) : 0
  }

  func tail() -> String {
    guard let file = FileHandle(forReadingAtPath: path), let end = try? file.seekToEnd() else { return "(no log)" }
    defer { try? file.close() }
    let length = UInt64(Self.tailBytesMax)
    guard (try? file.seek(toOffset: max(start, end > length ? end - length : 0))) != nil,
      let bytes = try? file.readToEnd()
    else { return "(the log is empty)" }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
