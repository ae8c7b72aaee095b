/// Reads delimited text in batches of rows. Cost: one pass over the bytes, one copy, one validation; memory bounded by
/// `ReaderLimits`.
///
/// Blank lines are skipped, except in a file of one column, where they are empty values. Records with a status other
/// than `.ok` keep their place and the fields that were found.
public final class DelimitedReader: RowReader {
  public let format: DelimitedFormat
  public let limits: ReaderLimits
  public private(set) var columnNames: [String] = []
  public private(set) var firstRecord = RecordPosition(byteOffset: 0, recordNumber: 1, line: 1)

  private let source: any ByteSource
  private let scanner: DelimitedScanner
  private var text: TextFinisher
  private var window: Window
  private var next = RecordPosition(byteOffset: 0, recordNumber: 1, line: 1)

  /// Reads the header. Throws `.empty`, `.noColumns` or `.tooManyColumns` when there is none to use.
  public init(
    _ source: any ByteSource, format: DelimitedFormat, limits: ReaderLimits = ReaderLimits()
  ) throws(TabularError) {
    self.source = source
    self.format = format
    self.limits = limits
    scanner = DelimitedScanner(format)
    text = try TextFinisher(format.encoding)
    window = Window(bytes: limits.chunkBytes, bytesMax: limits.recordBytesMax + 4)
    try readHeader()
  }

  public func start(at position: RecordPosition) throws(TabularError) {
    let position = position.byteOffset < firstRecord.byteOffset ? firstRecord : position
    try source.seek(to: position.byteOffset)
    window.reset()
    next = position
  }

  public func nextBatch(into batch: inout RowBatch) throws(TabularError) -> Bool {
    try nextBatch(into: &batch, columns: columnNames.count, rowsMax: limits.batchRowsMax)
  }
}

extension DelimitedReader {
  private enum Stop {
    case needsBytes
    case full
    case tooLong(insideQuotes: Bool)
  }

  private func nextBatch(into batch: inout RowBatch, columns: Int?, rowsMax: Int) throws(TabularError) -> Bool {
    batch.removeAll()
    while true {
      let stop = scanRows(into: &batch, columns: columns, rowsMax: max(1, rowsMax))
      if batch.rowCount > 0 { return true }
      switch stop {
      case .full: continue
      case .tooLong(let insideQuotes):
        throw .recordTooLong(at: next, bytesMax: limits.recordBytesMax, insideQuotes: insideQuotes)
      case .needsBytes:
        if window.isFinal { return false }
        try window.fill(from: source)
      }
    }
  }

  /// Appends the rows that are complete in the window, at most `rowsMax`.
  private func scanRows(into batch: inout RowBatch, columns: Int?, rowsMax: Int) -> Stop {
    let base = UnsafePointer(window.base)
    let origin = window.start
    let end = window.end
    let isFinal = window.isFinal
    let scanner = scanner
    var cursor = next
    var position = origin
    var stop = Stop.full
    while batch.rowList.count < rowsMax {
      guard position < end else {
        stop = .needsBytes
        break
      }
      let firstField = batch.fields.count
      let firstQuoted = batch.quoted.count
      let record = scanner.scan(
        base, from: position, to: end, isFinal: isFinal, origin: origin, fields: &batch.fields, quoted: &batch.quoted)
      let byteCount = record.contentEnd &- position
      let fieldCount = batch.fields.count &- firstField
      var status = Row.Status.ok
      var isComplete = byteCount <= limits.recordBytesMax
      if !isComplete { stop = .tooLong(insideQuotes: record.innerLines > 0) }
      switch record.end {
      case .complete:
        if record.hasNUL {
          status = .nulByte
        } else if let columns, fieldCount != columns {
          status = .columnCount(found: fieldCount)
        }
      case .insideQuotes: status = .unclosedQuote
      case .incomplete(let insideQuotes):
        if isComplete { stop = .needsBytes } else { stop = .tooLong(insideQuotes: insideQuotes) }
        isComplete = false
      }
      let isBlank = byteCount == 0 && columns != 1
      if !isComplete || isBlank {
        batch.fields.truncate(to: firstField)
        batch.quoted.truncate(to: firstQuoted)
      }
      if !isComplete { break }
      if !isBlank {
        batch.rowList.append(
          Row(
            byteOffset: cursor.byteOffset, recordNumber: cursor.recordNumber, line: cursor.line, byteCount: byteCount,
            firstField: firstField, fieldCount: fieldCount, status: status))
        cursor.recordNumber &+= 1
      }
      cursor.byteOffset &+= record.next &- position
      cursor.line &+= record.innerLines &+ 1
      position = record.next
    }
    text.finish(
      &batch, raw: Bytes(start: base + origin, count: position - origin), scanner, originOffset: next.byteOffset)
    window.start = position
    next = cursor
    batch.next = cursor
    return stop
  }

  private func readHeader() throws(TabularError) {
    try source.seek(to: 0)
    try window.fill(from: source)
    let mark = UnsafeBufferPointer(start: window.base, count: window.end)
    for bom in [[0xef, 0xbb, 0xbf], [0x84, 0x31, 0x95, 0x33]] as [[UInt8]] where mark.starts(with: bom) {
      window.start = bom.count
      next.byteOffset = bom.count
    }
    next.recordNumber = format.hasHeader ? 0 : 1
    let beginning = next
    var batch = RowBatch()
    guard try nextBatch(into: &batch, columns: nil, rowsMax: 1) else { throw .empty }
    let names = batch.strings(batch.row(0)).map { $0 ?? "" }
    guard names.count <= limits.columnsMax else { throw .tooManyColumns(found: names.count, max: limits.columnsMax) }
    if format.hasHeader {
      guard names.contains(where: { !$0.isEmpty }), batch.row(0).status == .ok else { throw .noColumns }
      columnNames = names
      firstRecord = next
    } else {
      columnNames = (1...max(1, names.count)).map { "column_\($0)" }
      firstRecord = beginning
      try start(at: beginning)
    }
  }
}
