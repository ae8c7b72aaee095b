/// A few thousand rows as plain integers over one run of UTF-8 bytes, so that a consumer loops without allocation or
/// reference counting. Made once, then refilled by `RowReader.nextBatch`.
///
/// Every pointer that a batch hands out is valid until it is refilled.
public struct RowBatch: ~Copyable {
  @usableFromInline var text: ByteBuffer
  @usableFromInline var fields: Growable<Field>
  @usableFromInline var rowList: Growable<Row>
  /// Fields that hold quotes until the text is finished.
  var quoted: Growable<Int32>

  /// Where the record after the last row starts: the cursor to store once this batch is done.
  public internal(set) var next = RecordPosition(byteOffset: 0, recordNumber: 1, line: 1)

  public init() {
    text = ByteBuffer(capacity: 1 << 16)
    fields = Growable(capacity: 1 << 13)
    rowList = Growable(capacity: 1 << 10)
    quoted = Growable(capacity: 1 << 8)
  }

  @inlinable
  public var rowCount: Int { rowList.count }

  /// The row at `index` in `0..<rowCount`.
  @inlinable @inline(__always)
  public func row(_ index: Int) -> Row { rowList[index] }

  /// All rows.
  @inlinable
  public var rows: UnsafeBufferPointer<Row> { rowList.elements }

  /// Whether the field is absent: a JSON null or missing member, or a column that a ragged row does not reach.
  @inlinable @inline(__always)
  public func isNull(_ row: Row, _ column: Int) -> Bool {
    column < 0 || column >= row.fieldCount || fields[row.firstField &+ column].count < 0
  }

  /// The UTF-8 of a field; empty when it is absent.
  @inlinable @inline(__always)
  public func bytes(_ row: Row, _ column: Int) -> Bytes {
    guard column >= 0, column < row.fieldCount else { return Bytes(start: nil, count: 0) }
    let field = fields[row.firstField &+ column]
    return Bytes(start: text.base + Int(field.start), count: Int(max(0, field.count)))
  }

  /// The field as a string, `nil` when it is absent. For reports and tests, not for inner loops.
  public func string(_ row: Row, _ column: Int) -> String? {
    isNull(row, column) ? nil : String(decoding: bytes(row, column), as: UTF8.self)
  }

  /// All fields of a row as strings. For reports and tests.
  public func strings(_ row: Row) -> [String?] { (0..<row.fieldCount).map { string(row, $0) } }

  mutating func removeAll() {
    text.removeAll()
    fields.removeAll()
    rowList.removeAll()
    quoted.removeAll()
  }
}
