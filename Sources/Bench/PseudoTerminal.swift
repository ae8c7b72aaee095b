import Foundation

/// The far side of a terminal that a program runs in.
final class PseudoTerminal {
  private let master: Int32
  private let slave: String
  /// TIOCSPTLCK and TIOCGPTN, which Swift does not import; neither does it `posix_openpt`.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  init(columns: UInt16, rows: UInt16) throws {
    var isLocked: Int32 = 0
    var number: Int32 = 0
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    guard master >= 0, ioctl(master, PseudoTerminal.setLock, &isLocked) == 0,
      ioctl(master, PseudoTerminal.getNumber, &number) == 0
    else { throw BenchPlatform.Broken(description: "there is no pseudo-terminal to be had") }
    slave = "/dev/pts/\(number)"
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit { close(master) }

  func start(_ program: String, _ arguments: [String], environment: [String: String]) throws -> Process {
    let process = Process()
    let descriptor = open(slave, O_RDWR | O_NOCTTY)
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = handle
    process.standardOutput = handle
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  func end(_ process: Process) {
    process.terminate()
    while process.isRunning { _ = drain(seconds: 0.01) }
  }

  /// Reads until the text has come.
  func read(until text: String, within seconds: Double) throws {
    let end = ContinuousClock().now + .seconds(seconds)
    var seen: [UInt8] = []
    while ContinuousClock().now < end {
      seen += available(waitMilliseconds: 5)
      if String(decoding: seen, as: UTF8.self).contains(text) { return }
    }
    throw BenchPlatform.Broken(description: "the console did not show '\(text)' within \(seconds) s")
  }

  /// How many bytes come within the time.
  func drain(seconds: Double) -> Int {
    let end = ContinuousClock().now + .seconds(seconds)
    var count = 0
    while ContinuousClock().now < end { count += available(waitMilliseconds: 10).count }
    return count
  }

  func residentMemory(_ process: Process) -> Int {
    let statistics = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)) ?? ""
    return (statistics.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
  }

  private func available(waitMilliseconds: Int32) -> [UInt8] {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, waitMilliseconds) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(master, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : []
  }
}
