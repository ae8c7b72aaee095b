import Model
import ObjectStore
import Tabular

/// The duplicate rows of a file in rising order, as an object of the store: for each the number of the row and that of
/// the first row with its key, 8 bytes each, lowest byte first.
///
/// Read from front to back in constant memory.
struct DuplicateList: ~Copyable {
  struct Duplicate: Hashable, Sendable {
    var row: Int
    var first: Int
  }

  private static let entryBytes = 16
  private static let chunkEntries = 4096

  private let reader: (any ObjectReader)?
  private var chunk: [UInt8] = []
  private var offset = 0

  static func key(of run: RunID) throws(ObjectStoreError) -> ObjectKey { try ObjectKey("work/\(run)/duplicates") }

  /// An empty list when there is no key. Throws `object_not_found` when the object is gone.
  static func open(_ key: String?, in store: LocalObjectStore) async throws(ObjectStoreError) -> DuplicateList {
    guard let key else { return DuplicateList(reader: nil) }
    return DuplicateList(reader: try await store.open(try ObjectKey(key)))
  }

  private init(reader: (any ObjectReader)?) { self.reader = reader }

  static func encoded(_ duplicates: [KeyDeduplicator.Duplicate]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(duplicates.count * entryBytes)
    for duplicate in duplicates {
      for number in [duplicate.row, duplicate.first] {
        withUnsafeBytes(of: Int64(number).littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }

  /// The next duplicate, `nil` at the end.
  mutating func next() throws(ObjectStoreError) -> Duplicate? {
    if offset == chunk.count {
      try refill()
      if chunk.isEmpty { return nil }
    }
    defer { offset += DuplicateList.entryBytes }
    return Duplicate(row: number(at: offset), first: number(at: offset + 8))
  }

  private func number(at offset: Int) -> Int {
    Int(chunk.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Int64.self)) })
  }

  private mutating func refill() throws(ObjectStoreError) {
    offset = 0
    guard let reader else {
      chunk = []
      return
    }
    var bytes = [UInt8](repeating: 0, count: DuplicateList.chunkEntries * DuplicateList.entryBytes)
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(ObjectStoreError) in try reader.read(into: buffer) }
    }
    let count = try result.get()
    bytes.removeLast(bytes.count - count / DuplicateList.entryBytes * DuplicateList.entryBytes)
    chunk = bytes
  }
}
