import Foundation
import Synchronization
import Terminal

/// One line on the terminal that is written over as the work goes on. Silent when there is no terminal.
final class ProgressBar: Sendable {
  private struct Shown {
    var line = ""
    var at: Date = .distantPast
  }

  private let streams: Streams
  private let now: @Sendable () -> Date
  private let shown = Mutex(Shown())

  /// The line is redrawn at most this often.
  private let secondsBetweenDraws = 0.1

  init(streams: Streams, now: @escaping @Sendable () -> Date = { Date() }) {
    self.streams = streams
    self.now = now
  }

  /// Shows `title`, a bar, the share done, and the amount, in bytes unless `amount` words it.
  func show(_ title: String, done: Int64, total: Int64, amount word: (Int64) -> String = byteCountText) {
    let fraction = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 0
    let percent = "\(Int(fraction * 100))%"
    let amount = "\(word(done)) of \(word(total))"
    let room = streams.columns - Text.width(title) - percent.count - amount.count - 8
    let width = max(0, min(40, room))
    let filled = Int(Double(width) * fraction)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    draw("\(title)  \(bar) \(percent)  \(amount)", isLast: done >= total)
  }

  /// Takes the line away, so that what is written next stands on a clean one.
  func clear() {
    guard streams.errorIsTerminal else { return }
    shown.withLock { shown in
      if !shown.line.isEmpty { streams.error("\r\u{1b}[K") }
      shown = Shown()
    }
  }

  private func draw(_ line: String, isLast: Bool) {
    guard streams.errorIsTerminal else { return }
    let line = Text.truncated(Text.sanitised(line), to: streams.columns - 1)
    shown.withLock { shown in
      guard line != shown.line, isLast || now().timeIntervalSince(shown.at) >= secondsBetweenDraws else { return }
      shown = Shown(line: line, at: now())
      streams.error("\r\(line)\u{1b}[K")
    }
  }
}

/// `1.5 MiB`, in binary units.
func byteCountText(_ count: Int64) -> String {
  let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
  guard count >= 1024 else { return "\(count) B" }
  var value = Double(count) / 1024
  var unit = 0
  while value >= 1024, unit < units.count - 1 {
    value /= 1024
    unit += 1
  }
  let tenths = Int64((value * 10).rounded(.down))
  return "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
