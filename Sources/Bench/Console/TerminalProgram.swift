import Foundation
import Servers

/// A program in a terminal of its own, 80×24, and a clock: what it shows, when, and with how many bytes.
final class TerminalProgram {
  struct Broken: Error, CustomStringConvertible { var description: String }

  /// What came of a key.
  struct Answer {
    /// Seconds to the first byte; `nil` when none came.
    var first: Double?
    /// Seconds to the last byte before it was quiet.
    var last = 0.0
    var bytes = 0
  }

  private let master: Int32
  private let process: ChildProcess
  private var text = PlainText()
  /// When it was started.
  let start = ContinuousClock.now
  private(set) var bytes = 0
  /// Drawings: what came within ``frameGap`` is one.
  private(set) var frames = 0
  private var lastRead = ContinuousClock.now
  private static let frameGap = Duration.milliseconds(4)

  /// TIOCSPTLCK and TIOCGPTN, which Swift does not import; neither does it `posix_openpt`.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  /// Starts `command[0]` with the terminal as its controlling one, so that it may open `/dev/tty` as well.
  init(_ command: [String], environment: [String: String]) throws {
    var isLocked: Int32 = 0
    var number: Int32 = 0
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0, ioctl(master, Self.setLock, &isLocked) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
      throw Broken(description: "there is no pseudo-terminal to be had")
    }
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    process = try ChildProcess(command, environment: environment, streams: .terminal("/dev/pts/\(number)"))
  }

  deinit { close(master) }

  // MARK: - Driving

  /// Reads until the words have come, and returns the seconds since the program was started.
  @discardableResult
  func wait(for words: String, within seconds: Double = 60) throws -> Double {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if read(waitMilliseconds: 100) > 0, text.contains(words) { return start.duration(to: .now) / .seconds(1) }
    }
    throw Broken(description: "'\(words)' did not come within \(seconds) s")
  }

  /// Types, and reads until nothing has come for a while.
  func press(_ keys: String, quietMilliseconds: Int = 80) -> Answer {
    text.forget()
    var answer = Answer()
    let start = ContinuousClock.now
    _ = keys.withCString { write(master, $0, strlen($0)) }
    var quiet = start + .milliseconds(quietMilliseconds * 3)
    while ContinuousClock.now < quiet {
      let count = read(waitMilliseconds: 5)
      guard count > 0 else { continue }
      let now = ContinuousClock.now
      answer.bytes += count
      answer.last = (now - start) / .seconds(1)
      if answer.first == nil { answer.first = answer.last }
      quiet = now + .milliseconds(quietMilliseconds)
    }
    return answer
  }

  /// Types, and returns the seconds until the words have come.
  func press(_ keys: String, until words: String, within seconds: Double = 10) throws -> Double {
    while read(waitMilliseconds: 0) > 0 {}
    text.forget()
    let start = ContinuousClock.now
    _ = keys.withCString { write(master, $0, strlen($0)) }
    while start.duration(to: .now) < .seconds(seconds) {
      if read(waitMilliseconds: 5) > 0, text.contains(words) { return start.duration(to: .now) / .seconds(1) }
    }
    throw Broken(description: "'\(words)' did not come within \(seconds) s")
  }

  /// Reads for a time, and returns how many bytes came and how many of the seconds a processor worked for it.
  func idle(seconds: Double) -> (bytes: Int, cpuSeconds: Double) {
    let (bytesBefore, cpuBefore) = (bytes, cpuSeconds)
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end { _ = read(waitMilliseconds: 50) }
    return (bytes - bytesBefore, cpuSeconds - cpuBefore)
  }

  /// Whether the words came since the last key.
  func shows(_ words: String) -> Bool { text.contains(words) }

  /// What it last put on the clipboard, encoded.
  var clipboard: String? { text.clipboard }

  /// Ends it at once: programs that ask before they end are not measured at it.
  func end() { process.kill() }

  /// Takes what has come.
  @discardableResult
  func read(waitMilliseconds: Int32) -> Int {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, waitMilliseconds) > 0 else { return 0 }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(master, &buffer, buffer.count)
    guard count > 0 else {
      // Nobody has the terminal open: there is nothing to wait for, and poll would not wait.
      usleep(1000)
      return 0
    }
    bytes += count
    let now = ContinuousClock.now
    if now - lastRead > Self.frameGap { frames += 1 }
    lastRead = now
    text.take(buffer[..<count])
    // Some programs wait for what a terminal says of itself.
    for answer in text.takeAnswers() { _ = answer.withCString { write(master, $0, strlen($0)) } }
    return count
  }

  // MARK: - What it costs

  var residentBytes: Int {
    let statistics = (try? String(contentsOfFile: "/proc/\(process.processID)/statm", encoding: .utf8)) ?? ""
    return (statistics.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
  }

  /// What it has computed so far, to the nanosecond, in threads that have ended as well.
  private var cpuSeconds: Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process.processID, &clock) == 0, clock_gettime(clock, &time) == 0 else { return .nan }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// What a terminal's output says, without its control sequences: enough to see words come, and to answer questions.
struct PlainText {
  private enum State { case text, escape, sequence, string, charset }

  private static let kept = 65_536
  private var state = State.text
  private var seen: [UInt8] = []
  private var string: [UInt8] = []
  private var sequence: [UInt8] = []
  private var answers: [String] = []

  /// What the last OSC 52 gave to the clipboard.
  var clipboard: String? {
    let text = String(decoding: string, as: UTF8.self)
    return text.hasPrefix("52;c;") ? text : nil
  }

  func contains(_ words: String) -> Bool { String(decoding: seen, as: UTF8.self).contains(words) }

  mutating func forget() { seen = [] }

  /// What an xterm of few talents would say to what was asked.
  mutating func takeAnswers() -> [String] {
    defer { answers = [] }
    return answers
  }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes { take(byte) }
    if seen.count > Self.kept { seen.removeFirst(seen.count - Self.kept) }
  }

  private mutating func take(_ byte: UInt8) {
    switch (state, byte) {
    case (.string, 0x07): state = .text
    case (_, 0x1b):
      if state == .string { answer(string: String(decoding: string, as: UTF8.self)) }
      state = .escape
    case (.escape, UInt8(ascii: "[")):
      state = .sequence
      sequence = []
    case (.escape, UInt8(ascii: "]")), (.escape, UInt8(ascii: "P")):
      state = .string
      string = []
    case (.string, _): string.append(byte)
    case (.escape, UInt8(ascii: "(")), (.escape, UInt8(ascii: ")")): state = .charset
    case (.sequence, 0x40...0x7e):
      answer(sequence: String(decoding: sequence + [byte], as: UTF8.self))
      state = .text
    case (.sequence, _): sequence.append(byte)
    case (.escape, _), (.charset, _): state = .text
    case (.text, 0x20...): seen.append(byte)
    default: break
    }
  }

  private mutating func answer(sequence: String) {
    switch sequence {
    case "c", "0c": answers.append("\u{1b}[?62;22c")
    case "6n": answers.append("\u{1b}[1;1R")
    case _ where sequence.hasPrefix("?") && sequence.hasSuffix("$p"):
      answers.append("\u{1b}[\(sequence.dropLast(2));0$y")
    default: break
    }
  }

  /// Capabilities that are asked for by name are not there.
  private mutating func answer(string: String) {
    if string.hasPrefix("+q") { answers.append("\u{1b}P0+r\(string.dropFirst(2))\u{1b}\\") }
  }
}
