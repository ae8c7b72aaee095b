import Model
import ObjectStore
import Tabular

/// Rows on their way: encoded for COPY, with the cursor that holds once they are there.
struct LoadBlock: Sendable {
  var pieces: [[UInt8]]
  var cursor: LoadCursor
}

/// One reading of a file for a load. Used by one task; blocks while it reads.
final class LoadPass {
  private let table: SourceTable
  private let limits: LoadLimits
  private let version: [UInt8]
  private var skip: DuplicateList
  private var nextDuplicate: Int?
  private var batch = RowBatch()
  private var encoder: CopyEncoder
  /// Behind the last row that was made.
  private(set) var cursor: LoadCursor

  init(
    _ table: SourceTable, skip: consuming DuplicateList, version: String, from start: LoadCursor?, limits: LoadLimits
  ) throws {
    self.table = table
    self.limits = limits
    self.version = Array(version.utf8)
    encoder = CopyEncoder(capacity: limits.pieceBytes * 2)
    cursor = start ?? LoadCursor(table.firstRecord)
    nextDuplicate = try skip.next()?.row
    while let row = nextDuplicate, row < cursor.recordNumber { nextDuplicate = try skip.next()?.row }
    self.skip = skip
    try table.start(at: cursor.position)
  }

  /// The next rows, up to a block; `nil` at the end. The first block of a file is never `nil`, for even a file without
  /// rows replaces what an earlier load left.
  func nextBlock(isFirst: Bool) throws -> LoadBlock? {
    var pieces: [[UInt8]] = []
    var bytes = 0
    var rows = 0
    while rows < limits.blockRows, bytes < limits.blockBytes, try table.next(&batch) {
      try encodeBatch()
      rows += batch.rowCount
      if encoder.byteCount >= limits.pieceBytes { bytes += take(&pieces) }
    }
    guard rows > 0 || isFirst else { return nil }
    _ = take(&pieces)
    return LoadBlock(pieces: pieces, cursor: cursor)
  }

  private func take(_ pieces: inout [[UInt8]]) -> Int {
    guard encoder.byteCount > 0 else { return 0 }
    pieces.append(Array(encoder.bytes))
    encoder.removeAll()
    return pieces.last?.count ?? 0
  }

  private func encodeBatch() throws {
    let plan = table.plan
    var loaded: Int64 = 0
    var duplicates: Int64 = 0
    try version.withUnsafeBufferPointer { version in
      for index in 0..<batch.rowCount {
        let row = batch.row(index)
        if row.recordNumber == nextDuplicate {
          duplicates += 1
          nextDuplicate = try skip.next()?.row
        } else if plan.encode(batch, row, version: version, to: &encoder) {
          loaded += 1
        }
      }
    }
    cursor.rowsRead += Int64(batch.rowCount)
    cursor.rowsLoaded += loaded
    cursor.rowsDuplicate += duplicates
    cursor.rowsRejected += Int64(batch.rowCount) - loaded - duplicates
    cursor.move(to: batch.next)
  }
}
