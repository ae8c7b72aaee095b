import Foundation
import Support

/// A server on a Unix socket that answers every connection's first bytes with given bytes and then closes it: for
/// what no real Redis says.
final class FakeServer {
  let path: String
  private let listener: Int32

  init(answer: [UInt8]) throws {
    let path = NSTemporaryDirectory() + "/fake-\(UUID().text).sock"
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listener, 8) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    (self.path, self.listener) = (path, listener)
    Thread {
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        var request = [UInt8](repeating: 0, count: 4096)
        if read(connection, &request, request.count) > 0 {
          send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        }
        close(connection)
      }
    }.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    unlink(path)
  }
}
