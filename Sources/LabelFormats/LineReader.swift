import Tabular

/// The lines of a source, without their ends, numbered from 1.
final class LineReader {
  struct Line {
    var number: Int
    /// `nil` for a line that is too long; it was passed over.
    var bytes: [UInt8]?
  }

  private let source: any ByteSource
  private let bytesMax: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var number = 0

  init(_ source: any ByteSource, bytesMax: Int = LabelFormat.taskBytesMax) {
    self.source = source
    self.bytesMax = bytesMax
  }

  func next() throws(TabularError) -> Line? {
    var isTooLong = false
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let bytes = Array(buffer[start..<end])
        start = end + 1
        return line(isTooLong ? nil : bytes)
      }
      if isAtEnd {
        guard start < buffer.count || isTooLong else { return nil }
        let bytes = Array(buffer[start...])
        start = buffer.count
        return line(isTooLong ? nil : bytes)
      }
      if buffer.count - start > bytesMax {
        isTooLong = true
        start = buffer.count
      }
      try fill()
    }
  }

  private func line(_ bytes: [UInt8]?) -> Line {
    number += 1
    var bytes = bytes
    if bytes?.last == UInt8(ascii: "\r") { bytes?.removeLast() }
    if number == 1, bytes?.starts(with: [0xef, 0xbb, 0xbf]) == true { bytes?.removeFirst(3) }
    return Line(number: number, bytes: bytes)
  }

  private func fill() throws(TabularError) {
    buffer.removeFirst(start)
    start = 0
    let piece = try source.piece()
    isAtEnd = piece.isEmpty
    buffer += piece
  }
}

extension ByteSource {
  /// The next bytes; none at the end.
  func piece(bytesMax: Int = 256 << 10) throws(TabularError) -> [UInt8] {
    var failure: TabularError?
    let bytes = [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, count in
      do throws(TabularError) {
        count = try read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
