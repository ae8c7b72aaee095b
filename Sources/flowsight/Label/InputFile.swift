import Foundation
import Model
import Tabular

/// A file or a pipe, read once from its beginning to its end; `-` is the standard input.
final class InputFile: ByteSource {
  static let pieceBytesMax = 1 << 20

  let path: String
  private let descriptor: Int32

  /// Fails with `file_not_found`, `file_is_directory` or `file_unreadable`.
  init(path: String) throws(Failure) {
    self.path = path
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno != ENOENT else { throw LocalFile.absence(of: path) }
      throw Failure("file_unreadable", "\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    var information = stat()
    if fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      throw Failure("file_is_directory", "\(path) is a directory", nextStep: "name a file in it")
    }
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TabularError) -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw .unreadable(path: path, errno: errno) }
    }
  }

  /// Only back to the beginning, where reading stands already.
  func seek(to offset: Int) throws(TabularError) {
    guard offset == 0 else { throw .unreadable(path: path, errno: ESPIPE) }
  }

  /// The next bytes; `nil` at the end.
  func next() throws -> [UInt8]? {
    var count = 0
    var bytes = [UInt8](repeating: 0, count: InputFile.pieceBytesMax)
    try bytes.withUnsafeMutableBytes { count = try read(into: $0) }
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  /// All of a document. Fails with `file_too_large`.
  func document(bytesMax: Int) throws -> String {
    var bytes: [UInt8] = []
    while let piece = try next() {
      bytes += piece
      guard bytes.count <= bytesMax else {
        throw Failure("file_too_large", "\(path) has more than \(bytesMax) bytes", nextStep: "name a smaller document")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
