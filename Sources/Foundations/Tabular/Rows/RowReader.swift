/// A table that is read from front to back, one batch at a time, in constant memory.
public protocol RowReader: AnyObject {
  /// The columns in the order of the fields.
  var columnNames: [String] { get }

  /// Where the first record behind the header starts.
  var firstRecord: RecordPosition { get }

  /// Replaces the batch with the next rows. Returns `false` when there are none.
  ///
  /// Throws `.recordTooLong` when the next record exceeds the limit, after the rows before it were delivered, and
  /// `.unreadable` when the source fails.
  func nextBatch(into batch: inout RowBatch) throws(TabularError) -> Bool

  /// The next batch starts with the record at this position, which an earlier `Row` or `RowBatch.next` told.
  func start(at position: RecordPosition) throws(TabularError)
}

/// What a reader holds in memory at most.
public struct ReaderLimits: Sendable, Hashable {
  /// Bytes read at a time, which bounds the bytes of a batch.
  public var chunkBytes = 256 << 10
  /// Rows of a batch.
  public var batchRowsMax = 8192
  /// Bytes of one record; a longer one stops the reader.
  public var recordBytesMax = 1 << 20
  /// Columns of a header.
  public var columnsMax = 1600

  public init() {}
}
