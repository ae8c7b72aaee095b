/// An open object. Its calls block, so that a parser's inner loop needs no suspension: use it on a thread executor,
/// by one task at a time.
public protocol ObjectReader: AnyObject {
  /// The object's bytes in all.
  var byteCount: Int64 { get }

  /// Where the next ``read(into:)`` starts.
  var offset: Int64 { get }

  /// Fills the buffer from ``offset`` on, with fewer bytes only at the end of the object.
  ///
  /// - Returns: How many bytes were read; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ObjectStoreError) -> Int

  /// Continues at another place, `0...byteCount`; anything outside is moved to the nearer end.
  func seek(to offset: Int64)
}

/// How many bytes one read asks for where the caller does not say: long enough that the cost of the call vanishes,
/// short enough to stay in the processor's cache.
public let objectChunkBytes = 1 << 20

extension ObjectReader {
  /// Hands out the rest of the object in chunks, all in the same buffer, which is valid only during the call.
  ///
  /// - Parameter body: Returns whether it wants more.
  public func forEachChunk<Failure: Error>(
    bytes: Int = objectChunkBytes, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Bool
  ) throws(ObjectReadError<Failure>) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes), alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count: Int
      do { count = try read(into: buffer) } catch { throw .store(error) }
      if count == 0 { return }
      do {
        if try !body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { return }
      } catch { throw .body(error) }
    }
  }

  /// The rest of a small object.
  ///
  /// - Parameter limit: `nil` is returned instead of more bytes than this.
  public func readAll(limit: Int) throws(ObjectStoreError) -> [UInt8]? {
    let rest = byteCount - offset
    guard rest <= Int64(limit) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(rest))
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(ObjectStoreError) in try read(into: buffer) }
    }
    bytes.removeLast(bytes.count - (try result.get()))
    return bytes
  }
}
