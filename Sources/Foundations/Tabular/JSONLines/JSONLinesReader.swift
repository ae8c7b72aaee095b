/// Reads JSON Lines: one object a line, UTF-8. Members fill the columns by name; a missing member is absent like a
/// `null`, members that no column names are dropped. Arrays and objects become compact JSON text. Blank lines are
/// skipped.
public final class JSONLinesReader: RowReader {
  public let columnNames: [String]
  public let limits: ReaderLimits
  public private(set) var firstRecord = RecordPosition(byteOffset: 0, recordNumber: 1, line: 1)

  private let source: any ByteSource
  private let names: JSONNames
  private var window: Window
  private var next = RecordPosition(byteOffset: 0, recordNumber: 1, line: 1)

  /// Throws `.noColumns` or `.tooManyColumns` for an unusable list of names.
  public init(
    _ source: any ByteSource, columnNames: [String], limits: ReaderLimits = ReaderLimits()
  ) throws(TabularError) {
    guard !columnNames.isEmpty else { throw .noColumns }
    guard columnNames.count <= limits.columnsMax else {
      throw .tooManyColumns(found: columnNames.count, max: limits.columnsMax)
    }
    self.source = source
    self.columnNames = columnNames
    self.limits = limits
    names = JSONNames(columnNames)
    window = Window(bytes: max(limits.chunkBytes, 3), bytesMax: limits.recordBytesMax + 4)
    try source.seek(to: 0)
    try window.fill(from: source)
    if UnsafeBufferPointer(start: window.base, count: window.end).starts(with: [0xef, 0xbb, 0xbf]) {
      window.start = 3
      next.byteOffset = 3
      firstRecord.byteOffset = 3
    }
  }

  public func start(at position: RecordPosition) throws(TabularError) {
    let position = position.byteOffset < firstRecord.byteOffset ? firstRecord : position
    try source.seek(to: position.byteOffset)
    window.reset()
    next = position
  }

  public func nextBatch(into batch: inout RowBatch) throws(TabularError) -> Bool {
    batch.removeAll()
    while true {
      let stop = scanRows(into: &batch)
      if batch.rowCount > 0 { return true }
      switch stop {
      case .full: continue
      case .tooLong: throw .recordTooLong(at: next, bytesMax: limits.recordBytesMax, insideQuotes: false)
      case .needsBytes:
        if window.isFinal { return false }
        try window.fill(from: source)
      }
    }
  }
}

extension JSONLinesReader {
  private enum Stop {
    case needsBytes
    case full
    case tooLong
  }

  /// Appends the rows that are complete in the window, at most a batch.
  private func scanRows(into batch: inout RowBatch) -> Stop {
    let base = UnsafePointer(window.base)
    let origin = window.start
    let originOffset = next.byteOffset
    let end = window.end
    var cursor = next
    var position = origin
    var stop = Stop.full
    while batch.rowList.count < max(1, limits.batchRowsMax) {
      let length = window.lineLength(from: position)
      let hasEnd = position &+ length < end
      if length > limits.recordBytesMax {
        stop = .tooLong
        break
      }
      guard hasEnd || (window.isFinal && length > 0) else {
        stop = .needsBytes
        break
      }
      if appendRow(base, position, length, cursor, to: &batch) { cursor.recordNumber &+= 1 }
      let advance = length &+ (hasEnd ? 1 : 0)
      cursor.byteOffset &+= advance
      cursor.line &+= 1
      position &+= advance
    }
    window.start = position
    next = cursor
    batch.next = cursor
    batch.markInvalidEncoding(Bytes(start: base + origin, count: position &- origin), originOffset: originOffset)
    return stop
  }

  /// Returns whether the line is a row; a blank one is not.
  private func appendRow(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ length: Int, _ cursor: RecordPosition, to batch: inout RowBatch
  ) -> Bool {
    var scanner = JSONLineScanner(base, from: start, to: start &+ length)
    scanner.skipSpace()
    if scanner.position == start &+ length { return false }
    let firstField = batch.fields.count
    batch.fields.reserve(names.count)
    for _ in 0..<names.count { batch.fields.append(.null) }
    var status = Row.Status.ok
    var fieldCount = names.count
    if !scanner.scan(names, to: &batch.text, batch.fields.base + firstField) {
      status = .invalidJSON(offset: scanner.position &- start)
      batch.fields.truncate(to: firstField)
      fieldCount = 0
    } else if scanner.hasNUL {
      status = .nulByte
    } else if scanner.hasLoneSurrogate {
      status = .invalidEncoding
    }
    batch.rowList.append(
      Row(
        byteOffset: cursor.byteOffset, recordNumber: cursor.recordNumber, line: cursor.line, byteCount: length,
        firstField: firstField, fieldCount: fieldCount, status: status))
    return true
  }
}
