import Glibc

/// Keys on disk, in parts by their hash, in files that have no name: they are gone when the process ends, however it
/// ends.
struct KeySpill: ~Copyable {
  static let partCount = 64
  /// Each level parts by six other bits of the hash; beyond the last, a part is examined in memory.
  static let levelsMax = 4
  private static let bufferEntries = 1024

  private let directory: String
  private let level: Int
  private var files: [Int32] = []
  private var buffers = Growable<KeyEntry>(capacity: KeySpill.partCount * KeySpill.bufferEntries)
  private var counts = [Int](repeating: 0, count: KeySpill.partCount)

  init(directory: String, level: Int) throws(TabularError) {
    self.directory = directory
    self.level = level
    for _ in 0..<KeySpill.partCount * KeySpill.bufferEntries {
      buffers.append(KeyEntry(key: Hash128(low: 0, high: 0), row: 0))
    }
    for _ in 0..<KeySpill.partCount {
      let file = KeySpill.open(directory)
      guard file >= 0 else { throw .spill(path: directory, errno: errno) }
      files.append(file)
    }
  }

  deinit { for file in files { close(file) } }

  private static func open(_ directory: String) -> Int32 {
    var path = Array("\(directory)/keys-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { return file }
    unlink(path)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  mutating func append(_ entry: KeyEntry) throws(TabularError) {
    let part = Int(truncatingIfNeeded: entry.key.high &>> UInt64(58 &- 6 &* level)) & (KeySpill.partCount &- 1)
    if counts[part] == KeySpill.bufferEntries { try flush(part) }
    buffers[part &* KeySpill.bufferEntries &+ counts[part]] = entry
    counts[part] &+= 1
  }

  /// Calls the closure with the entries of one part in the order in which they were added.
  mutating func forEach(_ part: Int, _ body: (KeyEntry) throws(TabularError) -> Void) throws(TabularError) {
    try flush(part)
    guard lseek(files[part], 0, SEEK_SET) == 0 else { throw .spill(path: directory, errno: errno) }
    let bytesMax = KeySpill.bufferEntries * MemoryLayout<KeyEntry>.stride
    while true {
      let start = buffers.base + part * KeySpill.bufferEntries
      var filled = 0
      while filled < bytesMax {
        let count = read(files[part], UnsafeMutableRawPointer(start) + filled, bytesMax - filled)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw .spill(path: directory, errno: errno) }
        if count == 0 { break }
        filled += count
      }
      for index in 0..<filled / MemoryLayout<KeyEntry>.stride { try body(start[index]) }
      if filled < bytesMax { return }
    }
  }

  private mutating func flush(_ part: Int) throws(TabularError) {
    var written = 0
    let start = UnsafeRawPointer(buffers.base + part * KeySpill.bufferEntries)
    let total = counts[part] * MemoryLayout<KeyEntry>.stride
    while written < total {
      let count = write(files[part], start + written, total - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .spill(path: directory, errno: errno) }
      written += count
    }
    counts[part] = 0
  }
}
