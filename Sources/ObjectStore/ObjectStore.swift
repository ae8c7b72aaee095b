public import Foundation

/// Where files lie: raw uploads, addressed by their content, and small generated objects, addressed by name.
///
/// An upload is staged under its id, piece by piece, and becomes an object in one step when it is complete; until
/// then no key leads to it. Every method is safe to repeat after a lost answer, unless its comment says otherwise.
public protocol ObjectStore: Sendable {
  /// The least bytes an ``append(_:to:at:)`` may hold, except the last of an upload.
  var appendBytesMin: Int { get }

  /// Starts or resumes the staging of an upload.
  ///
  /// - Parameter committed: How many bytes the caller's own records say are stored; 0 for a new upload.
  /// - Returns: The offset to go on from: `committed`, or less when fewer bytes are there. Bytes that were staged
  ///   beyond it are cut, as nobody vouched for them. It is 0 too when the upload was finished already, so a caller
  ///   that had received everything tries ``finish(_:byteCount:sha256:)`` first.
  func stage(_ upload: UUID, committed: Int64) async throws(ObjectStoreError) -> Int64

  /// Adds bytes to a staged upload. When it returns, they survive a crash of the machine; when it throws, none of
  /// them is there.
  ///
  /// - Parameter offset: How many bytes are staged already; anything else is refused with `object_offset_mismatch`,
  ///   also for a repeated call: ask ``stage(_:committed:)`` then.
  func append(_ bytes: [UInt8], to upload: UUID, at offset: Int64) async throws(ObjectStoreError)

  /// Checks the length and the SHA-256 of a staged upload and makes it an object, whole or not at all.
  ///
  /// - Parameter sha256: 64 lower-case hexadecimal digits.
  /// - Returns: The key, ``ObjectKey/content(sha256:)``. When that object is there already it is kept, and the staged
  ///   bytes go. After a mismatch the staged bytes stay, for the caller to look at or to ``discard(_:)``.
  func finish(_ upload: UUID, byteCount: Int64, sha256: String) async throws(ObjectStoreError) -> ObjectKey

  /// Drops the staged bytes of an upload, if there are any.
  func discard(_ upload: UUID) async throws(ObjectStoreError)

  /// Stores a small object under its name, whole or not at all, in place of an earlier one. Keys below `sha256/` are
  /// refused: only ``finish(_:byteCount:sha256:)`` writes them.
  func put(_ bytes: [UInt8], at key: ObjectKey) async throws(ObjectStoreError)

  /// Opens an object for reading from its first byte. The reader sees the object as it is now, even when it is
  /// replaced or deleted later.
  func open(_ key: ObjectKey) async throws(ObjectStoreError) -> sending any ObjectReader

  /// The object's bytes; `nil` when there is no such object.
  func size(of key: ObjectKey) async throws(ObjectStoreError) -> Int64?

  /// Removes an object, if it is there.
  func delete(_ key: ObjectKey) async throws(ObjectStoreError)

  /// The objects whose keys start with `prefix`, in the byte order of their keys.
  ///
  /// - Parameters:
  ///   - last: Only keys after this one: the last of the previous page.
  ///   - limit: How many at most, up to ``listCountMax``.
  func list(prefix: String, after last: ObjectKey?, limit: Int) async throws(ObjectStoreError) -> [StoredObject]
}

extension ObjectStore {
  /// The most objects that one ``list(prefix:after:limit:)`` returns.
  public static var listCountMax: Int { 1000 }

  public func list(prefix: String = "") async throws(ObjectStoreError) -> [StoredObject] {
    try await list(prefix: prefix, after: nil, limit: Self.listCountMax)
  }

  public func exists(_ key: ObjectKey) async throws(ObjectStoreError) -> Bool {
    try await size(of: key) != nil
  }
}

/// One line of a listing.
public struct StoredObject: Hashable, Sendable {
  public var key: ObjectKey
  public var byteCount: Int64

  public init(key: ObjectKey, byteCount: Int64) {
    self.key = key
    self.byteCount = byteCount
  }
}
