import Glibc
import Tabular

/// A file that is written from front to back; removed unless it was finished.
struct OutputFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var byteCount = 0
  private var isFinished = false

  init(path: String) throws(SampleFile.Failure) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, errno: errno) }
    self.path = path
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(path) }
  }

  mutating func write(_ bytes: Bytes) throws(SampleFile.Failure) {
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, errno: errno) }
      written += count
    }
    byteCount += bytes.count
  }

  /// Keeps the file; returns what it holds with its length.
  mutating func finish(_ truth: SampleFile.Truth) -> SampleFile.Truth {
    isFinished = true
    var truth = truth
    truth.byteCount = byteCount
    return truth
  }
}
