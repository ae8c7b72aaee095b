import Glibc

/// Where a reader's bytes come from. Called once per chunk, never per row.
public protocol ByteSource: AnyObject {
  /// Reads at most `buffer.count` bytes and returns how many; 0 means the end. May block.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TabularError) -> Int

  /// The next read starts at `offset` bytes from the beginning. Past the end, reads return 0.
  func seek(to offset: Int) throws(TabularError)
}

/// A regular file, open for reading until the last reference goes.
public final class FileSource: ByteSource {
  /// The file's length in bytes when it was opened.
  public let byteCount: Int
  private let path: String
  private let descriptor: Int32

  /// Opens the file. Throws `.unreadable` for what cannot be opened or is no regular file.
  public init(path: String) throws(TabularError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      let isDirectory = info.st_mode & S_IFMT == S_IFDIR
      close(descriptor)
      throw .unreadable(path: path, errno: isDirectory ? EISDIR : EINVAL)
    }
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    self.path = path
    self.descriptor = descriptor
    self.byteCount = Int(info.st_size)
  }

  deinit { close(descriptor) }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(TabularError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw .unreadable(path: path, errno: errno) }
    }
  }

  public func seek(to offset: Int) throws(TabularError) {
    guard lseek(descriptor, off_t(max(0, offset)), SEEK_SET) >= 0 else {
      throw .unreadable(path: path, errno: errno)
    }
  }

  /// The first bytes of the file, at most `bytesMax`; the next read starts at the beginning.
  public func head(bytesMax: Int = Head.sampleBytesMax) throws(TabularError) -> [UInt8] {
    try seek(to: 0)
    var bytes = [UInt8](repeating: 0, count: max(0, min(bytesMax, byteCount)))
    var filled = 0
    var failure: TabularError?
    bytes.withUnsafeMutableBytes { buffer in
      while filled < buffer.count {
        do throws(TabularError) {
          let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
          if count == 0 { return }
          filled += count
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    try seek(to: 0)
    bytes.removeLast(bytes.count - filled)
    return bytes
  }
}

/// Bytes in memory.
public final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private var offset = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - offset)
    bytes.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
    }
    offset += count
    return count
  }

  public func seek(to offset: Int) { self.offset = min(max(0, offset), bytes.count) }
}
