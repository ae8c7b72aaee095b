/// Where a record starts. Reading can start again at a position, so it serves as a durable cursor.
public struct RecordPosition: Sendable, Hashable {
  /// Bytes from the beginning of the file as stored, whatever its encoding.
  public var byteOffset: Int
  /// 1 for the first record behind the header.
  public var recordNumber: Int
  /// 1 for the first line of the file; a quoted field may span several.
  public var line: Int

  public init(byteOffset: Int, recordNumber: Int, line: Int) {
    self.byteOffset = byteOffset
    self.recordNumber = recordNumber
    self.line = line
  }
}

/// One record of a batch: its place in the file, its fields in the batch, and whether it can be used.
public struct Row: Sendable, Hashable, BitwiseCopyable {
  /// Whether a record is well formed.
  public enum Status: Sendable, Hashable, BitwiseCopyable {
    case ok
    /// The number of fields is not the number of columns.
    case columnCount(found: Int)
    /// Bytes that are not in the file's encoding; they read as U+FFFD.
    case invalidEncoding
    /// A NUL character, which PostgreSQL's text cannot hold.
    case nulByte
    /// The file ends inside a quoted field: it was cut off.
    case unclosedQuote
    /// The line is not a JSON object; the offset in bytes from the start of the line. Such a row has no fields.
    case invalidJSON(offset: Int)
  }

  public var byteOffset: Int
  public var recordNumber: Int
  public var line: Int
  /// The length in the file without the line end.
  public var byteCount: Int
  /// The index in the batch of the first field, and the number of fields.
  public var firstField: Int
  public var fieldCount: Int
  public var status: Status

  public var position: RecordPosition {
    RecordPosition(byteOffset: byteOffset, recordNumber: recordNumber, line: line)
  }
}

/// A range of a batch's bytes.
public struct Field: Sendable, Hashable, BitwiseCopyable {
  public var start: UInt32
  /// The length in bytes; -1 for a value that is absent.
  public var count: Int32

  @inlinable
  public init(start: UInt32, count: Int32) {
    self.start = start
    self.count = count
  }

  /// A value that is absent, as opposed to empty.
  public static let null = Field(start: 0, count: -1)
}
