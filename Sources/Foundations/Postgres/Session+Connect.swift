import CPostgres
import Foundation

extension Session {
  /// Opens a connection within the configuration's limit, or as soon as the signal interrupts.
  static func connect(_ configuration: PostgresConfiguration, signal: InterruptSignal) throws(PostgresError) -> Session
  {
    let parameters = try connectionParameters(configuration)
    let started = CStrings.with(parameters.map(\.name)) { names in
      CStrings.with(parameters.map(\.value)) { values in PQconnectStartParams(names, values, 0) }
    }
    guard let started else { throw PostgresError(.connection(.unreachable), "no memory for a connection") }
    let session = Session(connection: started, signal: signal)
    PQsetNoticeReceiver(started, { _, _ in }, nil)
    // Verbose errors carry the SQLSTATE, which libpq gives for a failed connection in no other way.
    PQsetErrorVerbosity(started, PQERRORS_VERBOSE)
    try session.finishConnecting(deadline: ContinuousClock().now + configuration.connectTimeout)
    PQsetErrorVerbosity(started, PQERRORS_DEFAULT)
    PQsetnonblocking(started, 1)
    return session
  }

  private func finishConnecting(deadline: ContinuousClock.Instant) throws(PostgresError) {
    var state = PGRES_POLLING_WRITING
    while state != PGRES_POLLING_OK {
      guard PQstatus(connection) != CONNECTION_BAD, state != PGRES_POLLING_FAILED else {
        let message = String(cString: PQerrorMessage(connection))
        throw PostgresError(connection: message, ifUnknown: .unreachable)
      }
      let remaining = ContinuousClock().now.duration(to: deadline).milliseconds
      guard remaining > 0 else { throw PostgresError(.timeout(.connect), "the server did not answer in time") }
      switch wait(for: state == PGRES_POLLING_READING ? POLLIN : POLLOUT, milliseconds: Int32(remaining)) {
      case .socket: state = PQconnectPoll(connection)
      case .interrupt: throw PostgresError(.cancelled, "connecting was cancelled")
      case .time: continue
      }
    }
  }

  private static func connectionParameters(
    _ configuration: PostgresConfiguration
  ) throws(PostgresError) -> [(name: String, value: String)] {
    // A connection whose other end vanished is noticed within a minute, unless the string decides otherwise.
    var parameters = [("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3")]
    guard let parsed = PQconninfoParse(configuration.dsn, nil) else {
      // libpq's own words may quote any part of the text, the password as well.
      throw PostgresError(
        .connection(.rejected), "the connection string is not valid",
        hint: "it has the form postgresql://user@host:port/database?sslmode=require or host=… dbname=…")
    }
    defer { PQconninfoFree(parsed) }
    var options = configuration.options
    var option = parsed
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val.map({ String(cString: $0) }) {
        if strcmp(keyword, "options") == 0 {
          options = value + " " + options
        } else {
          parameters.append((String(cString: keyword), value))
        }
      }
      option += 1
    }
    parameters.append(("options", options))
    parameters.append(("client_encoding", "UTF8"))
    if !configuration.applicationName.isEmpty {
      parameters.append(("application_name", configuration.applicationName))
    }
    return parameters.map { (name: $0.0, value: $0.1) }
  }
}

/// Lists of C strings that live as long as a call.
enum CStrings {
  /// The list ends with a null pointer, which `nil` elements give as well.
  static func with<Value, Failure>(
    _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let copies = strings.map { $0.flatMap { UnsafePointer(strdup($0)) } } + [nil]
    defer { for copy in copies { free(UnsafeMutablePointer(mutating: copy)) } }
    let list = UnsafeMutableBufferPointer<UnsafePointer<CChar>?>.allocate(capacity: copies.count)
    defer { list.deallocate() }
    _ = list.initialize(from: copies)
    guard let start = list.baseAddress else { preconditionFailure("the list has at least one element") }
    return try body(start)
  }
}
