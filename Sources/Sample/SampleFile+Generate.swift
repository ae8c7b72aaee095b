import Support
public import Tabular

extension SampleFile {
  /// Why a sample was not written. What was written of it is removed.
  public enum Failure: Error, Equatable, Sendable {
    case unwritable(path: String, errno: Int32)
    case unsupportedEncoding(TextEncoding)
  }

  /// Bytes that are written at a time.
  private static let chunkBytes = 256 << 10

  /// Writes the file, replacing one that is there, and tells what it holds. Memory does not grow with the rows.
  @discardableResult
  public func generate(to path: String) throws(Failure) -> Truth {
    var output = try OutputFile(path: path)
    switch kind {
    case .wrongType: return output.finish(try writePicture(to: &output))
    case .csv, .truncatedCSV, .jsonLines: return output.finish(try writeRows(to: &output))
    }
  }

  private func writeRows(to output: inout OutputFile) throws(Failure) -> Truth {
    var generator = SessionGenerator(self)
    var draft = RowDraft()
    var buffer = ByteBuffer(capacity: SampleFile.chunkBytes * 2)
    var encoder = try Encoder(kind == .jsonLines ? .utf8 : encoding)
    if kind != .jsonLines { appendHeader(to: &buffer) }
    let isTruncated = kind == .truncatedCSV && rows > 0
    for _ in 0..<(isTruncated ? rows - 1 : max(0, rows)) {
      generator.next(into: &draft)
      if kind == .jsonLines { draft.appendJSON(to: &buffer) } else { draft.appendCSV(to: &buffer) }
      if buffer.count >= SampleFile.chunkBytes {
        try output.write(encoder.encode(&buffer))
        buffer.removeAll()
      }
    }
    var truth = generator.truth
    if isTruncated {
      generator.last(into: &draft)
      draft.appendCSV(to: &buffer)
      buffer.truncate(to: buffer.count - SampleFile.cutBytes)
      truth.rows += 1
      truth.cut = 1
    }
    try output.write(encoder.encode(&buffer))
    return truth
  }

  /// The line end, the closing quote, the pair of quotes before it and the last character of the remark.
  private static let cutBytes = 1 + 1 + 2 + 3

  private func appendHeader(to buffer: inout ByteBuffer) {
    buffer.append(SampleFile.columnNames.joined(separator: ",") + "\n")
  }

  /// The beginning of a PNG file (ISO/IEC 15948) of one pixel, then noise, about as long as a table.
  private func writePicture(to output: inout OutputFile) throws(Failure) -> Truth {
    var buffer = ByteBuffer(capacity: SampleFile.chunkBytes + 64)
    for byte in [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d] as [UInt8] { buffer.append(byte) }
    buffer.append("IHDR")
    for byte in [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde] as [UInt8] { buffer.append(byte) }
    var random = SplitMix64(seed: seed)
    for _ in 0..<max(0, rows) * 24 {
      let word = random.next()
      for shift in 0..<8 { buffer.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
      if buffer.count >= SampleFile.chunkBytes {
        try output.write(buffer.elements)
        buffer.removeAll()
      }
    }
    try output.write(buffer.elements)
    return Truth()
  }
}

extension SampleFile {
  /// Gives the bytes of a buffer in the file's encoding.
  private struct Encoder: ~Copyable {
    private var transcoder: Transcoder?
    private var encoded = ByteBuffer(capacity: SampleFile.chunkBytes * 2)

    init(_ encoding: TextEncoding) throws(Failure) {
      do throws(TabularError) {
        transcoder = encoding == .utf8 ? nil : try Transcoder(from: .utf8, to: encoding)
      } catch {
        throw .unsupportedEncoding(encoding)
      }
    }

    /// Valid until the next call, and until the buffer changes.
    mutating func encode(_ buffer: inout ByteBuffer) -> Bytes {
      encoded.removeAll()
      guard transcoder?.append(buffer.elements, to: &encoded) != nil else { return buffer.elements }
      return encoded.elements
    }
  }
}
