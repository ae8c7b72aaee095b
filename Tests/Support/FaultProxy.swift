import Foundation
import Glibc
import Synchronization

/// A TCP proxy on a free loopback port that can cut its connections, or hold back every byte: what a network does to a
/// program whose server is well.
public final class FaultProxy: Sendable {
  public enum Upstream: Sendable {
    case port(UInt16)
    case unixSocket(String)
  }

  private struct State {
    var isStalled = false
    var cuts = 0
    var isStopped = false
  }

  private struct SocketError: Error {
    var call: String
    var code = errno
  }

  /// Where clients connect, on 127.0.0.1.
  public let port: UInt16
  private let upstream: Upstream
  private let listener: Int32
  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)

  public init(to upstream: Upstream) throws {
    self.upstream = upstream
    listener = socket(AF_INET, FaultProxy.kind, 0)
    var address = FaultProxy.loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let outcome = withUnsafeMutablePointer(to: &address) { [listener] in
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0 ? getsockname(listener, $0, &length) : -1
      }
    }
    guard outcome == 0 else { throw SocketError(call: "bind") }
    port = UInt16(bigEndian: address.sin_port)
    let thread = Thread { [self] in serve() }
    thread.name = "fault-proxy"
    thread.start()
  }

  /// Ends every connection; new ones are taken at once.
  public func cut() { state.withLock { $0.cuts += 1 } }
  /// Takes no byte further in either direction, and no new connection, until ``resume()``.
  public func stall() { state.withLock { $0.isStalled = true } }
  public func resume() { state.withLock { $0.isStalled = false } }

  public func stop() {
    state.withLock { $0.isStopped = true }
    ended.wait()
  }

  // MARK: - The thread

  private final class Link {
    let ends: (client: Int32, server: Int32)
    /// Bytes on their way, by the end that they go to.
    var toServer: [UInt8] = []
    var toClient: [UInt8] = []

    init(client: Int32, server: Int32) { ends = (client, server) }

    func close() {
      Glibc.close(ends.client)
      Glibc.close(ends.server)
    }
  }

  private func serve() {
    var links: [Link] = []
    var cuts = 0
    while true {
      let now = state.withLock { $0 }
      if now.isStopped || now.cuts != cuts {
        for link in links { link.close() }
        links = []
        cuts = now.cuts
      }
      if now.isStopped { break }
      if now.isStalled {
        poll(nil, 0, 5)
        continue
      }
      var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
      for link in links {
        polled.append(FaultProxy.interest(link.ends.client, reads: link.toServer.isEmpty, writes: link.toClient))
        polled.append(FaultProxy.interest(link.ends.server, reads: link.toClient.isEmpty, writes: link.toServer))
      }
      poll(&polled, nfds_t(polled.count), 5)
      links = links.enumerated().filter { index, link in
        let isAlive =
          FaultProxy.move(link.ends.client, polled[1 + index * 2], into: &link.toServer, from: &link.toClient)
          && FaultProxy.move(link.ends.server, polled[2 + index * 2], into: &link.toClient, from: &link.toServer)
        if !isAlive { link.close() }
        return isAlive
      }.map(\.element)
      if polled[0].revents != 0, let link = accept() { links.append(link) }
    }
    close(listener)
    ended.signal()
  }

  private static func interest(_ descriptor: Int32, reads: Bool, writes: [UInt8]) -> pollfd {
    pollfd(fd: descriptor, events: Int16((reads ? POLLIN : 0) | (writes.isEmpty ? 0 : POLLOUT)), revents: 0)
  }

  /// Moves what can be moved at one end; `false` when the end is closed.
  private static func move(
    _ descriptor: Int32, _ polled: pollfd, into incoming: inout [UInt8], from outgoing: inout [UInt8]
  ) -> Bool {
    if polled.revents & Int16(POLLIN) != 0 {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return false }
      incoming += buffer[..<count]
    } else if polled.revents & Int16(POLLHUP | POLLERR) != 0 {
      return false
    }
    if polled.revents & Int16(POLLOUT) != 0 {
      let count = send(descriptor, outgoing, outgoing.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return false }
      outgoing.removeFirst(count)
    }
    return true
  }

  private func accept() -> Link? {
    let client = Glibc.accept(listener, nil, nil)
    guard client >= 0 else { return nil }
    _ = fcntl(client, F_SETFD, FD_CLOEXEC)
    let server = connectUpstream()
    guard server >= 0 else {
      close(client)
      return nil
    }
    return Link(client: client, server: server)
  }

  private func connectUpstream() -> Int32 {
    switch upstream {
    case .port(let port):
      let address = FaultProxy.loopback(port: port)
      return FaultProxy.connect(AF_INET, address)
    case .unixSocket(let path):
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
      return FaultProxy.connect(AF_UNIX, address)
    }
  }

  private static let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

  private static func connect<Address>(_ family: Int32, _ address: Address) -> Int32 {
    let descriptor = socket(family, kind, 0)
    let outcome = withUnsafeBytes(of: address) {
      Glibc.connect(
        descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(MemoryLayout<Address>.size))
    }
    if outcome == 0 { return descriptor }
    close(descriptor)
    return -1
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}
