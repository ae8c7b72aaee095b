import Foundation
import Model
import Support

/// A file to be ingested. Read on a thread of its own, since reads block.
actor LocalFile {
  /// Bytes read in one call while the checksum is computed.
  static let readBytesMax = 1 << 20

  nonisolated let name: String
  nonisolated let byteCount: Int64
  private let descriptor: Int32
  private let thread: ThreadExecutor

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Opens the file. Fails with `file_not_found`, `file_is_directory`, `file_not_regular`, `file_unreadable` or
  /// `file_empty`.
  init(path: String) throws(Failure) {
    if path == "-" { throw LocalFile.streamFailure("the standard input") }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw LocalFile.openFailure(path, errno) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      let failure = LocalFile.openFailure(path, errno)
      close(descriptor)
      throw failure
    }
    if let failure = LocalFile.kindFailure(path, information) {
      close(descriptor)
      throw failure
    }
    self.name = name
    self.descriptor = descriptor
    byteCount = Int64(information.st_size)
    thread = ThreadExecutor(name: "file")
  }

  deinit {
    close(descriptor)
    thread.stop()
  }

  /// The checksum of the whole file, in lower-case hexadecimal digits, and its first bytes, at most `headBytesMax`.
  func digest(
    headBytesMax: Int, progress: @Sendable (_ done: Int64) -> Void
  ) throws -> (sha256: String, head: [UInt8]) {
    var digest = SHA256()
    var head: [UInt8] = []
    var done: Int64 = 0
    while done < byteCount {
      try Task.checkCancellation()
      let bytes = try read(at: done, count: Int(min(Int64(LocalFile.readBytesMax), byteCount - done)))
      bytes.withUnsafeBytes { digest.update($0) }
      if head.count < headBytesMax { head += bytes.prefix(headBytesMax - head.count) }
      done += Int64(bytes.count)
      progress(done)
    }
    return (digest.finish().hex, head)
  }

  /// Exactly `count` bytes at `offset`. Fails with `file_changed` when the file has become shorter.
  func read(at offset: Int64, count: Int) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset) + off_t(done))
      }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { throw Failure("file_unreadable", "reading \(name) failed: \(systemText(errno))") }
      if got == 0 {
        throw Failure(
          "file_changed", "\(name) became shorter while it was read", nextStep: "ingest it again once it is complete")
      }
      done += got
    }
    return bytes
  }

  /// Of a path at which nothing is. Bytes that are not UTF-8 have become U+FFFD on the way here, and name no file.
  static func absence(of path: String) -> Failure {
    guard path.unicodeScalars.contains("\u{FFFD}") else {
      return Failure(
        "file_not_found", "there is no file \(path)", nextStep: "check the path; `ls` shows what is there")
    }
    return Failure(
      "file_not_found", "the path \(path) is not UTF-8, and no file can be found by it",
      nextStep: "rename the file with `mv`, or all of a folder from GBK with `convmv -f gbk -t utf8 --notest FOLDER/*`")
  }

  private static func openFailure(_ path: String, _ error: Int32) -> Failure {
    switch error {
    case ENOENT, ENOTDIR:
      absence(of: path)
    case EACCES, EPERM:
      Failure("file_unreadable", "\(path) may not be read", nextStep: "give yourself the right to read it")
    default: Failure("file_unreadable", "\(path) cannot be opened: \(systemText(error))")
    }
  }

  private static func kindFailure(_ path: String, _ information: stat) -> Failure? {
    switch information.st_mode & S_IFMT {
    case S_IFDIR:
      Failure("file_is_directory", "\(path) is a directory", nextStep: "name a file in it")
    case S_IFREG where information.st_size == 0:
      Failure("file_empty", "\(path) is empty", nextStep: "name a file that holds a header and rows")
    case S_IFREG: nil
    default:
      streamFailure(path)
    }
  }

  private static func streamFailure(_ name: String) -> Failure {
    Failure(
      "file_not_regular", "\(name) is no file that can be read again",
      nextStep: "write the data to a file first: an upload goes on where it was interrupted")
  }
}

private func systemText(_ error: Int32) -> String { String(cString: strerror(error)) }
