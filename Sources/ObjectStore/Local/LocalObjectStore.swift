public import Foundation
public import Support

/// An object store in a directory of the local machine; several processes may share it.
///
///     uploads/<id>.part             staged uploads
///     temporary/<id>                small objects while they are written
///     objects/<key>                 objects, read-only by convention; sha256/ab/cd/<digest> for finished uploads
///
/// Directories have mode 0700 and files 0600. Its calls run on a thread of their own, since fsync blocks for as long
/// as the disk likes; a reader from ``open(_:)`` runs on its caller's thread.
public actor LocalObjectStore: ObjectStore {
  public nonisolated let appendBytesMin = 1
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let executor = ThreadExecutor(name: "object-store")
  let layout: Layout
  private let newID: @Sendable () -> UUID
  /// How many uploads are hashed while they arrive; those beyond it are read again when they finish.
  static let digestCountMax = 1024

  /// The digests of the uploads that this process has staged from their first byte on.
  var digests: [UUID: RunningDigest] = [:]

  /// Makes the directory and its parts if they are missing, and removes what interrupted writers left in `temporary`.
  /// Blocks.
  public init(root: URL, environment: Environment = .live) throws(ObjectStoreError) {
    layout = Layout(root: root.path)
    newID = environment.newID
    try layout.prepare(now: environment.now())
  }

  deinit { executor.stop() }

  public func put(_ bytes: [UInt8], at key: ObjectKey) throws(ObjectStoreError) {
    guard !key.isContent else {
      throw .keyInvalid(key.text, "below \(ObjectKey.contentPrefix) only uploads are stored")
    }
    let temporary = layout.temporary(newID())
    do {
      let file = try FileDescriptor(temporary, O_WRONLY | O_CREAT | O_EXCL)
      try file.write(bytes, at: 0)
      try file.sync()
      try place(temporary, at: key)
    } catch {
      unlink(temporary)
      if case .notFound(let path) = error { throw .unavailable("\(path) is missing") }
      throw error
    }
  }

  public func open(_ key: ObjectKey) throws(ObjectStoreError) -> sending any ObjectReader {
    try LocalObjectReader(path: layout.object(key), key: key)
  }

  public func size(of key: ObjectKey) throws(ObjectStoreError) -> Int64? {
    guard let status = try Directory.status(layout.object(key)), status.isRegular else { return nil }
    return status.byteCount
  }

  public func delete(_ key: ObjectKey) throws(ObjectStoreError) {
    let path = layout.object(key)
    guard try size(of: key) != nil, try Directory.remove(path) else { return }
    try Directory.sync(Directory.parent(of: path))
  }

  /// Moves a complete, synced file to where its key says.
  func place(_ file: String, at key: ObjectKey) throws(ObjectStoreError) {
    let path = layout.object(key)
    try Directory.make(Directory.parent(of: path), below: layout.objects)
    try Directory.rename(file, to: path)
  }
}
