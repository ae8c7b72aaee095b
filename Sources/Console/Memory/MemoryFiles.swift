import Foundation
import Model
import Support

/// Where a console keeps what it remembers: `console.json` and `journal.jsonl` in a folder that is its person's alone.
/// Several consoles may use it at once.
public struct MemoryFiles: Hashable, Sendable {
  /// The journal is begun anew beyond this; the one before stays beside it.
  static let journalBytesMax = 4 << 20
  /// Of its end, what is read.
  static let journalBytesRead = 256 << 10

  let folder: URL

  public init(folder: String) { self.folder = URL(filePath: folder, directoryHint: .isDirectory) }

  private var memoryFile: URL { folder.appending(path: "console.json") }
  private var journalFile: URL { folder.appending(path: "journal.jsonl") }
  private var journalFileBefore: URL { folder.appending(path: "journal.1.jsonl") }

  /// What was remembered; nothing where it cannot be read.
  func memory() -> Memory { (try? read()) ?? Memory() }

  /// What was remembered, for a session that begins. A file that cannot be understood is set aside, so that what is
  /// kept from now on does not take its place; the failure, `memory_damaged`, says where it is then.
  func recall() -> (memory: Memory, damage: Failure?) {
    if let memory = try? read() { return (memory, nil) }
    var damage: Failure?
    // Where nothing can be set aside, nothing will be kept in its place.
    try? locked { damage = try setAside() }
    return (memory(), damage)
  }

  private func read() throws -> Memory {
    guard FileManager.default.fileExists(atPath: memoryFile.path) else { return Memory() }
    return try JSON(parsing: Array(try Data(contentsOf: memoryFile))).decode(as: Memory.self)
  }

  /// Within the lock: another console may have done it meanwhile.
  private func setAside() throws -> Failure? {
    if (try? read()) != nil { return nil }
    let names = ["console.damaged.json"] + (2...99).map { "console.damaged-\($0).json" }
    let places = names.map { folder.appending(path: $0) }
    let place = places.first { !FileManager.default.fileExists(atPath: $0.path) } ?? places[0]
    guard rename(memoryFile.path, place.path) == 0 else { throw MemoryFiles.systemError }
    return Failure("memory_damaged", MemoryWords.damaged(place.path), nextStep: MemoryWords.mend)
  }

  /// The theme that was chosen on the platform, unless the configuration has named another one since.
  public func theme(of profile: String, configured: String) -> String? {
    memory().looks[profile].flatMap { $0.configured == configured ? $0.theme : nil }
  }

  /// What was done last, the oldest first; lines that are none are left out.
  func deeds() -> [Deed] {
    let now = end(of: journalFile, bytes: Self.journalBytesRead)
    let before = end(of: journalFileBefore, bytes: Self.journalBytesRead - now.count)
    return (before + now).split(separator: UInt8(ascii: "\n")).compactMap { line in
      try? JSON(parsing: Array(line)).decode(as: Deed.self)
    }
  }

  private func end(of url: URL, bytes count: Int) -> Data {
    guard count > 0, let file = try? FileHandle(forReadingFrom: url), let end = try? file.seekToEnd() else {
      return Data()
    }
    guard (try? file.seek(toOffset: end - min(end, UInt64(count)))) != nil else { return Data() }
    return (try? file.readToEnd()) ?? Data()
  }

  /// Changes what is on the disk by one thing, whatever others wrote since. Fails with `memory_unwritable`; with
  /// `memory_damaged` when it is kept and what was there had to be set aside.
  func keep(_ memo: Memo) throws(Failure) {
    var damage: Failure?
    try locked {
      damage = try setAside()
      var memory = memory()
      memory.take(memo)
      let bytes = Data(try JSON(encoding: memory).text(pretty: true).utf8)
      let draft = memoryFile.appendingPathExtension("new")
      try write(bytes, to: draft, O_TRUNC)
      guard rename(draft.path, memoryFile.path) == 0 else { throw MemoryFiles.systemError }
    }
    if let damage { throw damage }
  }

  func keep(_ deed: Deed) throws(Failure) {
    try locked {
      let size = (try? FileManager.default.attributesOfItem(atPath: journalFile.path))?[.size] as? Int ?? 0
      if size > Self.journalBytesMax {
        rename(journalFile.path, journalFileBefore.path)
      }
      try write(Data((try JSON(encoding: deed).masked.text() + "\n").utf8), to: journalFile, O_APPEND)
    }
  }

  private static var systemError: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

  private func write(_ bytes: Data, to file: URL, _ flags: Int32) throws {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw MemoryFiles.systemError }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try handle.write(contentsOf: bytes)
  }

  private func locked(_ body: () throws -> Void) throws(Failure) {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let descriptor = open(folder.appending(path: "lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw MemoryFiles.systemError }
      // The lock goes with the descriptor.
      defer { close(descriptor) }
      guard flock(descriptor, LOCK_EX) == 0 else { throw MemoryFiles.systemError }
      try body()
    } catch {
      throw Failure(
        "memory_unwritable", MemoryWords.unwritable(folder.path, error.localizedDescription),
        nextStep: MemoryWords.makeWritable)
    }
  }
}
