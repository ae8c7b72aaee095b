import CPostgres

extension PostgresError {
  /// The error that a result holds. `isCancelled` tells a cancelled task from a statement's time limit, which have the
  /// same SQLSTATE.
  init(result: OpaquePointer, isCancelled: Bool) {
    func field(_ code: Int32) -> String? {
      PQresultErrorField(result, code).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    let state = field(fs_diag_sqlstate)
    guard let state, let message = field(fs_diag_message) else {
      self.init(connection: String(cString: PQresultErrorMessage(result)), ifUnknown: .lost)
      return
    }
    self.init(Self.kind(sqlState: state, message: message, isCancelled: isCancelled), message, sqlState: state)
    detail = field(fs_diag_detail)
    hint = field(fs_diag_hint)
    context = field(fs_diag_context)
    schema = field(fs_diag_schema)
    table = field(fs_diag_table)
    column = field(fs_diag_column)
    constraint = field(fs_diag_constraint)
  }

  private static func kind(sqlState: String, message: String, isCancelled: Bool) -> Kind {
    switch sqlState {
    case SQLState.queryCanceled:
      isCancelled || message.contains("user request") ? .cancelled : .timeout(.statement)
    case _ where SQLState.isConnectionLoss(sqlState): .connection(.lost)
    default: .server
    }
  }

  /// An error about the connection itself, which libpq gives as text alone.
  ///
  /// In verbose form the server's part is `FATAL:  28P01: the message` with more lines below it.
  init(connection text: String, ifUnknown kind: Connection) {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") && !$0.isEmpty }
    let message = lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
    let codes = message.split(separator: ": ").map { $0.drop(while: \.isWhitespace) }
    let state = codes.first { word in
      word.utf8.count == 5 && word.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        && word.utf8.contains { (48...57).contains($0) }
    }.map(String.init)
    self.init(
      .connection(state.map(SQLState.isRejection) == true ? .rejected : kind),
      state.map { message.replacing("\($0): ", with: "") } ?? (message.isEmpty ? "the connection was lost" : message),
      sqlState: state)
  }
}
