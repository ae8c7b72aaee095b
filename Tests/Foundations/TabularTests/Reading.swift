import Tabular

/// A row as a test compares it.
struct Read: Equatable, CustomStringConvertible {
  var position: RecordPosition
  var status: Row.Status
  var fields: [String?]

  var description: String { "#\(position.recordNumber) @\(position.byteOffset) L\(position.line) \(status) \(fields)" }
}

/// Reads everything that is left, with the cursor behind each batch.
func readAll(_ reader: any RowReader) throws(TabularError) -> [Read] {
  var batch = RowBatch()
  var all: [Read] = []
  while try reader.nextBatch(into: &batch) {
    for row in batch.rows {
      all.append(Read(position: row.position, status: row.status, fields: batch.strings(row)))
    }
  }
  return all
}

func delimited(
  _ bytes: [UInt8], _ format: DelimitedFormat = DelimitedFormat(), chunkBytes: Int = 1 << 16,
  recordBytesMax: Int = 1 << 20,
  batchRowsMax: Int = 8192
) throws(TabularError) -> DelimitedReader {
  var limits = ReaderLimits()
  limits.chunkBytes = chunkBytes
  limits.recordBytesMax = recordBytesMax
  limits.batchRowsMax = batchRowsMax
  return try DelimitedReader(MemorySource(bytes), format: format, limits: limits)
}

/// The fields of a text without a header.
func fields(_ text: String, _ format: DelimitedFormat = DelimitedFormat(hasHeader: false)) throws -> [[String?]] {
  try readAll(try delimited(Array(text.utf8), format)).map(\.fields)
}

/// The text that a writer appends.
func written(_ write: (inout ByteBuffer) -> Void) -> String {
  var out = ByteBuffer()
  write(&out)
  return String(decoding: out.elements, as: UTF8.self)
}

func withBytes<Result>(_ text: String, _ body: (Bytes) throws -> Result) rethrows -> Result {
  try Array(text.utf8).withUnsafeBufferPointer(body)
}

/// A text in another encoding.
func encoded(_ text: String, _ encoding: TextEncoding) throws -> [UInt8] {
  var out = ByteBuffer()
  var transcoder = try Transcoder(from: .utf8, to: encoding)
  _ = withBytes(text) { transcoder.append($0, to: &out) }
  return Array(out.elements)
}
