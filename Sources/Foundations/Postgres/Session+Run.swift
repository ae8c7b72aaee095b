import CPostgres

extension Session {
  private static let parametersMax = 65_535

  private enum Step {
    case deallocate
    case parse(sql: String)
    case execute
  }

  /// Runs statements in one round trip. Outside of a transaction they are one: when one fails, none has happened.
  func run(_ statements: [Statement]) throws(PostgresError) -> [PostgresRows] {
    if isCommitted { throw Session.over }
    let mayRetry = !isInTransaction
    do {
      return try runOnce(statements)
    } catch  where Self.isStale(error) {
      // The tables changed since the statement was parsed, or someone discarded it.
      cache.removeAll()
      guard mayRetry, !isInTransaction, !isLost else { throw error }
      return try runOnce(statements)
    }
  }

  private static func isStale(_ error: PostgresError) -> Bool {
    error.sqlState == SQLState.invalidStatementName
      || error.sqlState == SQLState.featureNotSupported && error.message.contains("cached plan")
  }

  private func runOnce(_ statements: [Statement]) throws(PostgresError) -> [PostgresRows] {
    for statement in statements { try Self.validate(statement) }
    guard let begin = takeBegin() else { return try exchange(statements) }
    return Array(try exchange([begin] + statements).dropFirst())
  }

  private func exchange(_ statements: [Statement]) throws(PostgresError) -> [PostgresRows] {
    guard PQenterPipelineMode(connection) == 1 else { throw lossError() }
    var steps: [Step] = []
    for statement in statements { try send(statement, steps: &steps) }
    guard PQpipelineSync(connection) == 1 else { throw lossError() }
    let outcome = try receive(steps)
    guard PQexitPipelineMode(connection) == 1 else { throw lossError() }
    return try outcome.get()
  }

  private static func validate(_ statement: Statement) throws(PostgresError) {
    guard statement.parameters.count <= parametersMax else {
      throw PostgresError(.parameter, "a statement can have \(parametersMax) parameters at most")
    }
    guard !statement.sql.utf8.contains(0) else { throw PostgresError(.parameter, "the statement holds a zero byte") }
    for (index, parameter) in statement.parameters.enumerated() {
      if case .text(let text) = parameter, text.utf8.contains(0) {
        throw PostgresError(.parameter, "parameter $\(index + 1) holds a zero byte, which PostgreSQL's text cannot")
      }
    }
  }

  private func send(_ statement: Statement, steps: inout [Step]) throws(PostgresError) {
    let name = try preparedName(statement.sql, steps: &steps)
    let isSent = Parameters.with(statement.parameters) { count, types, values, lengths, formats in
      if let name {
        PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
      } else {
        PQsendQueryParams(connection, statement.sql, count, types, values, lengths, formats, 0)
      }
    }
    guard isSent == 1 else { throw lossError() }
    steps.append(.execute)
  }

  /// The name of the parsed statement, sent to be parsed if need be; `nil` when it shall be parsed for this time only.
  private func preparedName(_ sql: String, steps: inout [Step]) throws(PostgresError) -> String? {
    if let name = cache.name(of: sql) { return name }
    if cache.isFull {
      // A failed transaction takes nothing but its end.
      guard PQtransactionStatus(connection) != PQTRANS_INERROR, let old = cache.evict() else { return nil }
      guard PQsendQueryParams(connection, "DEALLOCATE \(old)", 0, nil, nil, nil, nil, 0) == 1 else {
        throw lossError()
      }
      steps.append(.deallocate)
    }
    let name = cache.insert(sql)
    guard PQsendPrepare(connection, name, sql, 0, nil) == 1 else { throw lossError() }
    steps.append(.parse(sql: sql))
    return name
  }

  /// Takes in one result for each step and the mark of the pipeline's end.
  private func receive(_ steps: [Step]) throws(PostgresError) -> Result<[PostgresRows], PostgresError> {
    var rows: [PostgresRows] = []
    var failure: PostgresError?
    for step in steps {
      var isDone = false
      while let result = try nextResult() {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
          isDone = true
          if case .execute = step { rows.append(PostgresRows(result: ResultHandle(result))) } else { PQclear(result) }
        case PGRES_PIPELINE_ABORTED:
          PQclear(result)
        case PGRES_COPY_IN, PGRES_COPY_OUT:
          PQclear(result)
          throw PostgresError(.connection(.lost), "COPY goes through copyIn and copyOut; the connection is given up")
        default:
          failure = failure ?? PostgresError(result: result, isCancelled: signal.isRequested)
          PQclear(result)
          if isLost { throw failure ?? lossError() }
        }
      }
      if case .parse(let sql) = step, !isDone { cache.remove(sql) }
    }
    while let result = try nextResult() {
      let isMark = PQresultStatus(result) == PGRES_PIPELINE_SYNC
      PQclear(result)
      if isMark { break }
    }
    return failure.map { .failure($0) } ?? .success(rows)
  }

  /// Runs statements separated by semicolons, without parameters; outside of a transaction they are one.
  func runScript(_ sql: String) throws(PostgresError) {
    guard !sql.utf8.contains(0) else { throw PostgresError(.parameter, "the script holds a zero byte") }
    try beginNow()
    guard PQsendQuery(connection, sql) == 1 else { throw lossError() }
    _ = try collect()
  }

  /// Takes in the results of what was sent outside of a pipeline, and returns the last one.
  func collect() throws(PostgresError) -> PostgresRows? {
    var last: PostgresRows?
    var failure: PostgresError?
    while let result = try nextResult() {
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
        last = PostgresRows(result: ResultHandle(result))
        continue
      case PGRES_COPY_IN:
        PQputCopyEnd(connection, "the statement was not run by copyIn")
      case PGRES_COPY_OUT:
        requestCancel()
        while try !nextCopyChunk(bytesMax: 1 << 20).isLast {}
      default:
        failure = failure ?? PostgresError(result: result, isCancelled: signal.isRequested)
      }
      PQclear(result)
      if isLost { break }
    }
    if let failure { throw failure }
    return last
  }
}
