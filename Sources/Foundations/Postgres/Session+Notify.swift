import CPostgres
import Foundation

extension Session {
  struct Notification {
    var channel: String
    var payload: String
  }

  /// Blocks until the server announces something; `nil` when an interrupt is requested.
  func notifications() throws(PostgresError) -> [Notification]? {
    while true {
      var out: [Notification] = []
      while let notify = PQnotifies(connection) {
        let payload = notify.pointee.extra.map { String(cString: $0) } ?? ""
        out.append(Notification(channel: String(cString: notify.pointee.relname), payload: payload))
        PQfreemem(notify)
      }
      guard out.isEmpty else { return out }
      guard wait(for: POLLIN, milliseconds: -1) != .interrupt else { return nil }
      guard PQconsumeInput(connection) == 1 else { throw lossError() }
    }
  }

  /// Listens on channels, whose names are taken as they are written.
  func listen(_ channels: [String]) throws(PostgresError) {
    _ = try run(
      channels.map { channel in
        let quoted = channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        return Statement("LISTEN \"\(quoted)\"")
      })
  }

  /// Blocks for some time, or until an interrupt is requested.
  static func pause(_ duration: Duration, signal: InterruptSignal) {
    var descriptor = pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0)
    poll(&descriptor, 1, Int32(duration.milliseconds))
  }
}
