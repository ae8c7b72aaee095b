import Foundation

final class LocalObjectReader: ObjectReader {
  let byteCount: Int64
  private(set) var offset: Int64 = 0
  private let file: FileDescriptor

  init(path: String, key: ObjectKey) throws(ObjectStoreError) {
    do throws(ObjectStoreError) {
      let file = try FileDescriptor(path, O_RDONLY)
      let status = try file.status()
      guard status.isRegular else { throw .notFound(key.text) }
      byteCount = status.byteCount
      file.willReadSequentially()
      self.file = file
    } catch .notFound {
      throw .notFound(key.text)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ObjectStoreError) -> Int {
    let count = try file.read(into: buffer, at: offset)
    offset += Int64(count)
    return count
  }

  func seek(to offset: Int64) { self.offset = min(max(0, offset), byteCount) }
}
