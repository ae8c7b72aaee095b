import Foundation
import Model

/// A file or a pipe, read once from its beginning to its end in pieces; `-` is the standard input.
struct InputFile: ~Copyable {
  static let pieceBytesMax = 1 << 20

  private let path: String
  private let descriptor: Int32

  /// Fails with `file_not_found`, `file_is_directory` or `file_unreadable`.
  init(path: String) throws(Failure) {
    self.path = path
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno != ENOENT else {
        throw Failure(
          "file_not_found", "there is no file \(path)", nextStep: "check the path; `ls` shows what is there")
      }
      throw Failure("file_unreadable", "\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// The next bytes; `nil` at the end.
  func next() throws(Failure) -> [UInt8]? {
    var error: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: InputFile.pieceBytesMax) { buffer, count in
      var got = read(descriptor, buffer.baseAddress, buffer.count)
      while got < 0 && errno == EINTR { got = read(descriptor, buffer.baseAddress, buffer.count) }
      if got < 0 { error = errno }
      count = max(0, got)
    }
    if error == EISDIR { throw Failure("file_is_directory", "\(path) is a directory", nextStep: "name a file in it") }
    if error != 0 { throw Failure("file_unreadable", "reading \(path) failed: \(String(cString: strerror(error)))") }
    return bytes.isEmpty ? nil : bytes
  }
}
