/// What a transaction sees of others. Source: PostgreSQL documentation, 13.2 "Transaction Isolation".
public enum PostgresIsolation: String, Sendable {
  case readCommitted = "READ COMMITTED"
  case repeatableRead = "REPEATABLE READ"
  case serializable = "SERIALIZABLE"
}

extension PostgresConnection {
  /// Runs the body in a transaction: committed when it returns, rolled back when it throws or the task is cancelled.
  /// It begins with the body's first statement, in the same round trip: with none, nothing is sent.
  ///
  /// Use the connection that the body is given, and nothing else on it meanwhile. Inside of a transaction this fails
  /// with kind `busy`. Serialization failures and deadlocks are ``PostgresError/isRetryable``.
  @discardableResult
  public nonisolated(nonsending) func transaction<Value>(
    isolation: PostgresIsolation? = nil, isReadOnly: Bool = false,
    _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Value
  ) async throws -> Value {
    try await begin(isolation, isReadOnly)
    let value: Value
    do {
      value = try await body(self)
      try await commit()
    } catch {
      await rollBack()
      throw error
    }
    return value
  }

  /// Runs the last statements of a transaction and commits it, in one round trip: the end of the body of
  /// ``transaction(isolation:isReadOnly:_:)``. When one of them fails nothing is committed. A cancellation that comes once
  /// they were sent changes nothing, as it does for a COMMIT. Behind it, the body can run no more statements: they fail
  /// with kind `busy`; what it throws undoes nothing.
  public func commit(with statements: [Statement]) throws(PostgresError) -> [PostgresRows] {
    guard !Task.isCancelled else { throw PostgresError(.cancelled, "the task was cancelled") }
    return try uninterrupted { (session) throws(PostgresError) in try session.commit(with: statements) }
  }

  private func begin(_ isolation: PostgresIsolation?, _ isReadOnly: Bool) async throws(PostgresError) {
    let words = ["BEGIN", isolation.map { "ISOLATION LEVEL \($0.rawValue)" }, isReadOnly ? "READ ONLY" : nil]
    let statement = Statement(words.compactMap(\.self).joined(separator: " "), parameters: [])
    try await interruptible { (session) throws(PostgresError) in try session.beginWithNext(statement) }
  }

  /// A COMMIT that was sent is waited for, so that its outcome is known.
  private func commit() throws(PostgresError) {
    try uninterrupted { (session) throws(PostgresError) in
      // What is committed is committed, whatever came behind it.
      if session.takeCommitted() { return }
      guard !Task.isCancelled else { throw PostgresError(.cancelled, "the task was cancelled") }
      if session.withdrawBegin() { return }
      _ = try session.commit(with: [])
      _ = session.takeCommitted()
    }
  }

  /// Closes the connection when it cannot be rolled back, which rolls back as well.
  private func rollBack() {
    do {
      try uninterrupted { (session) throws(PostgresError) in
        if !session.takeCommitted(), !session.withdrawBegin(), session.isInTransaction {
          _ = try session.run(["ROLLBACK"])
        }
      }
    } catch {
      close()
    }
  }
}
