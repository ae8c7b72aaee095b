import Foundation
import ObjectStore
import Support
import Testing

/// A store in a temporary directory that goes with this value.
final class TestStore {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("object-store-\(UUID().text)")
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// What a new process would see: a store that knows only what lies on disk.
  func open() throws -> LocalObjectStore { try LocalObjectStore(root: root) }

  /// The files below the root and their sizes, without directories.
  func files() -> [String: Int] {
    var files: [String: Int] = [:]
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
    for path in paths {
      let attributes = try? FileManager.default.attributesOfItem(atPath: root.path + "/" + path)
      if attributes?[.type] as? FileAttributeType == .typeRegular { files[path] = attributes?[.size] as? Int }
    }
    return files
  }

  func partPath(_ upload: UUID) -> String { root.path + "/uploads/\(upload.text).part" }
}

/// Bytes with a period that is prime, so that a piece in a wrong place shows.
func bytes(_ count: Int, seed: Int = 1) -> [UInt8] {
  let period = (0..<4099).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &+ seed) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + period.count)
  while bytes.count < count { bytes += period }
  bytes.removeLast(bytes.count - count)
  return bytes
}

extension ObjectStore {
  /// Stages and finishes an upload in pieces.
  @discardableResult
  func store(_ content: [UInt8], pieceBytes: Int = 1000, id: UUID = UUID()) async throws -> ObjectKey {
    var offset = Int(try await stage(id, committed: 0))
    while offset < content.count {
      let piece = Array(content[offset..<min(offset + pieceBytes, content.count)])
      try await append(piece, to: id, at: Int64(offset))
      offset += piece.count
    }
    return try await finish(id, byteCount: Int64(content.count), sha256: SHA256.hex(of: content))
  }

  func contents(_ key: ObjectKey) async throws -> [UInt8] {
    try #require(try await open(key).readAll(limit: 1 << 30))
  }
}

/// The error that an operation throws.
func failure<Success>(_ operation: () async throws -> Success) async -> ObjectStoreError? {
  do {
    _ = try await operation()
    return nil
  } catch {
    return error as? ObjectStoreError
  }
}
