import CPostgres
import Foundation

extension Session {
  private static let copyPieceBytesMax = 1 << 20

  enum CopyDirection { case `in`, out }

  /// Starts a COPY statement; anything else than a COPY in this direction is refused.
  func beginCopy(_ sql: String, _ direction: CopyDirection) throws(PostgresError) {
    guard !sql.utf8.contains(0) else { throw PostgresError(.parameter, "the statement holds a zero byte") }
    try beginNow()
    guard PQsendQuery(connection, sql) == 1 else { throw lossError() }
    guard let result = try nextResult() else { throw lossError() }
    defer { PQclear(result) }
    switch (PQresultStatus(result), direction) {
    case (PGRES_COPY_IN, .in), (PGRES_COPY_OUT, .out): return
    case (PGRES_COPY_IN, .out): _ = try? endCopyIn(failure: "the statement was run by copyOut")
    case (PGRES_COPY_OUT, .in): try abandonCopyOut()
    case (PGRES_FATAL_ERROR, _):
      let error = PostgresError(result: result, isCancelled: signal.isRequested)
      _ = try? collect()
      throw error
    default: _ = try collect()
    }
    let form = direction == .in ? "COPY … FROM STDIN" : "COPY … TO STDOUT"
    throw PostgresError(.parameter, "the statement is not of the form \(form)")
  }

  func putCopyData(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    var rest = bytes
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.copyPieceBytesMax))
      let start = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
      switch PQputCopyData(connection, start, Int32(piece.count)) {
      case 1: rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
      case 0: break
      default: throw lossError()
      }
      try flush()
    }
  }

  /// Ends the data; with a failure the server forgets all of it. Returns how many rows came in.
  @discardableResult
  func endCopyIn(failure: String?) throws(PostgresError) -> Int {
    guard PQputCopyEnd(connection, failure) == 1 else { throw lossError() }
    return try collect()?.affectedCount ?? 0
  }

  /// About `bytesMax` bytes of whole rows. After the last chunk comes ``collect()``.
  func nextCopyChunk(bytesMax: Int) throws(PostgresError) -> (bytes: [UInt8], isLast: Bool) {
    var chunk: [UInt8] = []
    chunk.reserveCapacity(bytesMax)
    while chunk.count < bytesMax {
      var row: UnsafeMutablePointer<CChar>?
      let count = PQgetCopyData(connection, &row, 1)
      switch count {
      case 1...:
        chunk.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(count)))
        PQfreemem(row)
      case 0:
        let isQuiet = wait(for: POLLIN, milliseconds: 0, isInterruptible: false) == .time
        if !chunk.isEmpty, isQuiet { return (chunk, false) }
        try waitForServer(POLLIN)
        guard PQconsumeInput(connection) == 1 else { throw lossError() }
      case -1: return (chunk, true)
      default: throw lossError()
      }
    }
    return (chunk, false)
  }

  /// Stops a COPY whose rest nobody wants.
  func abandonCopyOut() throws(PostgresError) {
    requestCancel()
    while try !nextCopyChunk(bytesMax: Self.copyPieceBytesMax).isLast {}
    do {
      _ = try collect()
    } catch  where error.sqlState == SQLState.queryCanceled {
      // As asked.
    }
  }
}
