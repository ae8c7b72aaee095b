public import Foundation
internal import Support

extension LocalObjectStore {
  public func stage(_ upload: UUID, committed: Int64) throws(ObjectStoreError) -> Int64 {
    let path = layout.upload(upload)
    let isNew = try Directory.status(path) == nil
    let file = try staged(upload, O_RDWR | O_CREAT)
    var status = try file.status()
    let offset = min(max(0, committed), status.byteCount)
    if offset < status.byteCount {
      try file.truncate(to: offset)
      try file.syncData()
      status = try file.status()
    }
    if isNew { try Directory.sync(layout.uploads) }
    if offset == 0 && (digests[upload] != nil || digests.count < LocalObjectStore.digestCountMax) {
      digests[upload] = RunningDigest(emptyFile: status)
    } else if digests[upload]?.isValid(for: status) != true {
      digests[upload] = nil
    }
    return offset
  }

  public func append(_ bytes: [UInt8], to upload: UUID, at offset: Int64) throws(ObjectStoreError) {
    let file = try staged(upload, O_RDWR)
    let before = try file.status()
    guard offset == before.byteCount else { throw .offsetMismatch(expected: before.byteCount, given: offset) }
    let digest = digests[upload]
    if digest?.isValid(for: before) != true { digests[upload] = nil }
    do {
      try file.write(bytes, at: offset)
      try file.syncData()
      digests[upload]?.update(bytes, status: try file.status())
    } catch {
      digests[upload] = nil
      try? file.truncate(to: offset)
      throw error
    }
  }

  public func finish(
    _ upload: UUID, byteCount: Int64, sha256: String
  ) async throws(ObjectStoreError) -> ObjectKey {
    let key = try ObjectKey.content(sha256: sha256)
    let path = layout.upload(upload)
    guard try Directory.status(path) != nil else {
      if try size(of: key) == byteCount { return key }
      throw .notFound("upload \(upload.text)")
    }
    let file = try staged(upload, O_RDWR)
    let status = try file.status()
    guard status.byteCount == byteCount else { throw .lengthMismatch(expected: byteCount, found: status.byteCount) }
    let running = digests.removeValue(forKey: upload)
    let known = running?.isValid(for: status) == true ? running?.finish() : nil
    let found: String
    if let known { found = known } else { found = try await digest(of: file, byteCount: byteCount) }
    guard found == sha256 else { throw .checksumMismatch(expected: sha256, found: found) }
    try file.sync()
    try place(path, at: key)
    try Directory.sync(layout.uploads)
    return key
  }

  public func discard(_ upload: UUID) throws(ObjectStoreError) {
    digests[upload] = nil
    guard try Directory.remove(layout.upload(upload)) else { return }
    try Directory.sync(layout.uploads)
  }

  /// Opens a staged upload for this call alone. The lock is taken by writers of every process, so two of them that
  /// believe to own an upload cannot mix their bytes.
  private func staged(_ upload: UUID, _ flags: Int32) throws(ObjectStoreError) -> FileDescriptor {
    let path = layout.upload(upload)
    do throws(ObjectStoreError) {
      let file = try FileDescriptor(path, flags)
      guard file.lock() else { throw .busy(upload.text) }
      // Between the opening and the lock another process may have finished or discarded the upload.
      guard try Directory.status(path)?.inode == file.status().inode else { throw .notFound(path) }
      return file
    } catch .notFound {
      if flags & O_CREAT != 0 { throw .unavailable("\(path) cannot be created") }
      throw .notFound("upload \(upload.text)")
    }
  }

  /// Reads a whole file. Other calls of the store take their turn between its slices.
  private func digest(of file: borrowing FileDescriptor, byteCount: Int64) async throws(ObjectStoreError) -> String {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: objectChunkBytes, alignment: 16)
    defer { buffer.deallocate() }
    var digest = SHA256()
    var offset: Int64 = 0
    while offset < byteCount {
      let count = try file.read(into: buffer, at: offset)
      guard count > 0 else { throw .unavailable("a staged upload became shorter while it was read") }
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += Int64(count)
      await Task.yield()
    }
    return digest.finish().hex
  }
}
