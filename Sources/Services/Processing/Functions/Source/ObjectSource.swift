import Glibc
import Messaging
import Model
import ObjectStore
import Tabular

/// A stored object as the source of a table reader.
final class ObjectSource: ByteSource {
  let byteCount: Int64
  /// Why the last read failed, in the store's own words.
  private var readError: ObjectStoreError?
  private let reader: any ObjectReader

  init(_ reader: any ObjectReader) {
    self.reader = reader
    byteCount = reader.byteCount
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TabularError) -> Int {
    do throws(ObjectStoreError) {
      return try reader.read(into: buffer)
    } catch {
      readError = error
      throw .unreadable(path: "the stored file", errno: EIO)
    }
  }

  func seek(to offset: Int) { reader.seek(to: Int64(offset)) }

  /// The first bytes; the next read starts at the beginning.
  func head(bytesMax: Int = Head.sampleBytesMax) throws(Failure) -> [UInt8] {
    reader.seek(to: 0)
    var bytes = [UInt8](repeating: 0, count: Int(min(Int64(bytesMax), byteCount)))
    do throws(TabularError) {
      let count = try bytes.withUnsafeMutableBytes { buffer in
        Result { () throws(TabularError) in try read(into: buffer) }
      }.get()
      bytes.removeLast(bytes.count - count)
    } catch {
      throw failure(of: error)
    }
    reader.seek(to: 0)
    return bytes
  }

  func translated<Value>(_ body: () throws(TabularError) -> Value) throws(Failure) -> Value {
    do throws(TabularError) { return try body() } catch { throw failure(of: error) }
  }

  /// What a reader of this source could not do, as a user meets it.
  func failure(of error: TabularError) -> Failure {
    if case .unreadable = error, let readError { return Failure(readError) }
    return Failure(error)
  }
}
