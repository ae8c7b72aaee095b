import CPostgres

/// What a statement gave back: rows, and how many rows it changed. Cells are converted when they are read.
public struct PostgresRows: Sendable, RandomAccessCollection {
  let result: ResultHandle

  public var startIndex: Int { 0 }
  public var endIndex: Int { result.rowCount }
  public subscript(index: Int) -> PostgresRow { PostgresRow(result: result, index: index) }

  public var columns: [String] { result.columns }
  /// How many rows an INSERT, UPDATE, DELETE, MERGE or COPY changed, or a SELECT gave.
  public var affectedCount: Int { result.affectedCount }

  /// The first column of the first row, for statements such as `SELECT count(*) …`.
  public func value<Value: PostgresDecodable>(as type: Value.Type = Value.self) throws(PostgresError) -> Value {
    guard let row = first else { throw PostgresError(.decoding, "the statement gave no row") }
    return try row.decode(0, as: type)
  }

  /// The first row's column of this name, or `nil` when there is no row.
  public func decodeFirst<Value: PostgresDecodable>(
    _ column: String, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value? {
    try first?.decode(column, as: type)
  }
}

/// One row. Reading a column that is missing or of another type is a ``PostgresError`` of kind `decoding`.
public struct PostgresRow: Sendable {
  let result: ResultHandle
  let index: Int

  /// The column of this name; the first one when several have it.
  public func decode<Value: PostgresDecodable>(
    _ column: String, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard let position = result.columns.firstIndex(of: column) else {
      let names = result.columns.joined(separator: ", ")
      throw PostgresError(.decoding, "there is no column \"\(column)\" among \(names)")
    }
    return try decode(position, as: type)
  }

  /// The column at this place, counted from 0.
  public func decode<Value: PostgresDecodable>(
    _ position: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard result.columns.indices.contains(position) else {
      throw PostgresError(.decoding, "there is no column \(position) among \(result.columns.count)")
    }
    let text = result.text(row: index, column: position)
    guard let value = text.map({ Value(postgresText: $0) }) ?? Value.postgresNull else {
      let found = text == nil ? "NULL" : "something that is not"
      throw PostgresError(.decoding, "column \"\(result.columns[position])\" holds \(found) a value of \(Value.self)")
    }
    return value
  }

  /// The first columns in order: `let (id, name) = try row.decode((UUID, String?).self)`.
  public func decode<each Value: PostgresDecodable>(
    _ types: (repeat each Value).Type
  ) throws(PostgresError) -> (repeat each Value) {
    var position = 0
    func next<Next: PostgresDecodable>(_ type: Next.Type) throws(PostgresError) -> Next {
      defer { position += 1 }
      return try decode(position, as: type)
    }
    return (repeat try next((each Value).self))
  }

  /// PostgreSQL's text of the column at this place, `nil` for NULL: the cheapest way to read a million rows. There must be
  /// such a column.
  public func text(_ position: Int) -> String? { result.text(row: index, column: position) }

  /// PostgreSQL's text of a column, `nil` for NULL and for a column that is not there.
  public subscript(column: String) -> String? {
    result.columns.firstIndex(of: column).flatMap { result.text(row: index, column: $0) }
  }
}

/// Owns a `PGresult`. It is unchecked because libpq's results never change once they are complete, and may then be
/// read by several threads (PostgreSQL documentation, 34.21 "Behavior in Threaded Programs").
final class ResultHandle: @unchecked Sendable {
  private let result: OpaquePointer
  let columns: [String]
  let rowCount: Int

  /// Takes over a result that holds no error.
  init(_ result: OpaquePointer) {
    self.result = result
    columns = (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
    rowCount = Int(PQntuples(result))
  }

  deinit { PQclear(result) }

  /// The command as the server names it, such as `INSERT 0 1`.
  var command: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

  var affectedCount: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

  /// Both indices must be in range.
  func text(row: Int, column: Int) -> String? {
    let (row, column) = (Int32(row), Int32(column))
    guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
    return String(decoding: bytes, as: UTF8.self)
  }
}
