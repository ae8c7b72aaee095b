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

  private func begin(_ isolation: PostgresIsolation?, _ isReadOnly: Bool) async throws(PostgresError) {
    let words = ["BEGIN", isolation.map { "ISOLATION LEVEL \($0.rawValue)" }, isReadOnly ? "READ ONLY" : nil]
    let statement = Statement(words.compactMap(\.self).joined(separator: " "), parameters: [])
    try await interruptible { (session) throws(PostgresError) in try session.beginWithNext(statement) }
  }

  /// A COMMIT that was sent is waited for, so that its outcome is known.
  private func commit() throws(PostgresError) {
    guard !Task.isCancelled else { throw PostgresError(.cancelled, "the task was cancelled") }
    try uninterrupted { (session) throws(PostgresError) in
      if session.withdrawBegin() { return }
      let command = try session.run(["COMMIT"]).first?.result.command
      guard command == "COMMIT" else {
        throw PostgresError(
          .server, "the transaction was rolled back, since one of its statements had failed", sqlState: "25P02")
      }
    }
  }

  /// Closes the connection when it cannot be rolled back, which rolls back as well.
  private func rollBack() {
    do {
      try uninterrupted { (session) throws(PostgresError) in
        if !session.withdrawBegin(), session.isInTransaction { _ = try session.run(["ROLLBACK"]) }
      }
    } catch {
      close()
    }
  }
}
