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
        defer { start = end + 1 }
        return line(isTooLong ? nil : buffer[start..<end])
      }
      if isAtEnd {
        guard start < buffer.count || isTooLong else { return nil }
        defer { start = buffer.count }
        return line(isTooLong ? nil : buffer[start...])
      }
      if buffer.count - start > bytesMax {
        isTooLong = true
        start = buffer.count
      }
      try fill()
    }
  }

  private func line(_ found: ArraySlice<UInt8>?) -> Line {
    number += 1
    var bytes = found.flatMap { $0.count > bytesMax ? nil : Array($0) }
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

/// A source whose first bytes were read already.
final class SourceFromStart: ByteSource {
  let start: [UInt8]
  private let rest: any ByteSource
  private var offset = 0

  init(_ start: [UInt8], before rest: any ByteSource) {
    self.start = start
    self.rest = rest
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TabularError) -> Int {
    guard offset < start.count else { return try rest.read(into: buffer) }
    let count = min(buffer.count, start.count - offset)
    start.withUnsafeBytes { bytes in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
    }
    offset += count
    return count
  }

  /// A place behind the first bytes is for the rest to find.
  func seek(to offset: Int) throws(TabularError) {
    if self.offset == start.count || offset > start.count { try rest.seek(to: max(offset, start.count)) }
    self.offset = min(max(0, offset), start.count)
  }
}
