import Foundation

/// An open file; closed when it goes.
struct FileDescriptor: ~Copyable {
  private let descriptor: Int32
  private let path: String

  init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(ObjectStoreError) {
    descriptor = try retrying("open", path) { Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode) }
    self.path = path
  }

  deinit { close(descriptor) }

  func status() throws(ObjectStoreError) -> FileStatus {
    var status = stat()
    _ = try retrying("stat", path) { fstat(descriptor, &status) }
    return FileStatus(status)
  }

  /// Reads until the buffer is full or the file ends.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(ObjectStoreError) -> Int {
    var done = 0
    while done < buffer.count, let start = buffer.baseAddress {
      let count = try retrying("read", path) {
        pread(descriptor, start + done, buffer.count - done, off_t(offset) + done)
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  func write(_ bytes: [UInt8], at offset: Int64) throws(ObjectStoreError) {
    var done = 0
    while done < bytes.count {
      done += try retrying("write", path) {
        bytes.withUnsafeBytes { buffer in
          let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
          return pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + done)
        }
      }
    }
  }

  func truncate(to length: Int64) throws(ObjectStoreError) {
    _ = try retrying("truncate", path) { ftruncate(descriptor, off_t(length)) }
  }

  /// Makes the bytes and the length survive a crash of the machine.
  func syncData() throws(ObjectStoreError) {
    _ = try retrying("fdatasync", path) { fdatasync(descriptor) }
  }

  func sync() throws(ObjectStoreError) {
    _ = try retrying("fsync", path) { fsync(descriptor) }
  }

  /// Keeps every other opener of the file out, of this process and of others, until this descriptor closes.
  ///
  /// - Returns: Whether nobody else had it.
  func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  func willReadSequentially() { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
}

/// What a file is, of all that `stat` tells.
struct FileStatus: Equatable {
  var byteCount: Int64
  var isRegular: Bool
  var isDirectory: Bool
  /// When bytes or properties last changed, in seconds and nanoseconds: it tells whether somebody else wrote.
  var changed: [Int]
  var inode: UInt64

  init(_ status: stat) {
    byteCount = Int64(status.st_size)
    isRegular = status.st_mode & S_IFMT == S_IFREG
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    changed = [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)]
    inode = UInt64(status.st_ino)
  }
}

/// Runs a system call again while a signal interrupts it, and throws its error.
func retrying<Count: SignedInteger>(
  _ call: String, _ path: String, _ body: () -> Count
) throws(ObjectStoreError) -> Count {
  while true {
    let result = body()
    if result >= 0 { return result }
    if errno != EINTR { throw ObjectStoreError(system: errno, call, path) }
  }
}

extension ObjectStoreError {
  init(system number: Int32, _ call: String, _ path: String) {
    let what = "\(call) \(path): \(String(cString: strerror(number)))"
    self =
      switch number {
      case ENOSPC, EDQUOT, EFBIG: .full(what)
      case EACCES, EPERM, EROFS, ELOOP: .denied(what)
      case ENOENT: .notFound(path)
      default: .unavailable(what)
      }
  }
}
