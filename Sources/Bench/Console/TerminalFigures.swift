import Foundation

/// A program to be driven: what it is called, how it is started, and by which words its first screen is known.
struct TerminalSubject: Sendable {
  var name: String
  var command: [String]
  /// Words that stand only on a screen that has its data.
  var marker: String
  var keys = ["\u{1b}[B", "\u{1b}[A"]
  /// Pressed before the keys are measured.
  var opening: String?
  /// How often it is started.
  var runs = 5
}

/// What a program in a terminal costs; medians.
struct TerminalFigures {
  var firstScreen: Double
  var firstScreenBytes: Int
  var residentBytes: Int
  var idleCPU: Double
  var idleBytesPerSecond: Double
  var bytesPerKey: Double
  /// Of those that drew something.
  var keySeconds: Double
  var unansweredKeys: Int

  static let idleSeconds = 10.0
  static let keyCount = 40

  init(of subject: TerminalSubject, environment: [String: String]) throws {
    var first: [Double] = []
    for _ in 1..<subject.runs {
      let program = try TerminalProgram(subject.command, environment: environment)
      defer { program.end() }
      first.append(try program.wait(for: subject.marker))
    }
    let program = try TerminalProgram(subject.command, environment: environment)
    defer { program.end() }
    first.append(try program.wait(for: subject.marker))
    _ = program.idle(seconds: 0.5)
    firstScreen = Spread(first).median
    firstScreenBytes = program.bytes
    if let opening = subject.opening { _ = program.press(opening, quietMilliseconds: 500) }
    let answers = (0..<Self.keyCount).map { program.press(subject.keys[$0 < Self.keyCount / 2 ? 0 : 1]) }
    bytesPerKey = Spread(answers.map { Double($0.bytes) }).median
    keySeconds = Spread(answers.compactMap(\.first)).median
    unansweredKeys = answers.count { $0.first == nil }
    // A clock on the screen that goes on by a minute is a change; the time is chosen so that there is none.
    while Date().timeIntervalSince1970.truncatingRemainder(dividingBy: 60) > 56 - Self.idleSeconds {
      _ = program.idle(seconds: 1)
    }
    _ = program.idle(seconds: 2)
    let idle = program.idle(seconds: Self.idleSeconds)
    idleCPU = idle.cpuSeconds / Self.idleSeconds
    idleBytesPerSecond = Double(idle.bytes) / Self.idleSeconds
    residentBytes = program.residentBytes
  }
}
