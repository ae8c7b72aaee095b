public import Foundation

/// What happened a moment ago, in the lower right corner over what is there; each message goes by itself.
///
///                  ┌───────────────────────┐
///                  │ ✓ Redriven 12 letters │
///                  └───────────────────────┘
///                  ┌───────────────────────┐
///                  │ ! 2 were skipped      │
///                  └───────────────────────┘
public struct Toasts: Widget, Sendable, Hashable {
  /// Messages shown at a time; older ones give way.
  public static let shownMax = 4
  /// Seconds that a message stays when nothing else is said.
  public static let seconds = 5.0

  private struct Toast: Sendable, Hashable {
    var message: MessageLine
    var until: Date
  }

  private var toasts: [Toast] = []
  private static let columnsMax = 48

  public init() {}

  public var isEmpty: Bool { toasts.isEmpty }
  /// When the next one goes: draw again then.
  public var deadline: Date? { toasts.map(\.until).min() }

  public mutating func show(_ message: MessageLine, at now: Date, seconds: Double = Toasts.seconds) {
    toasts.append(Toast(message: message, until: now.addingTimeInterval(seconds)))
    toasts = Array(toasts.suffix(Toasts.shownMax))
  }

  /// Takes away those whose time is over.
  public mutating func expire(at now: Date) { toasts.removeAll { $0.until <= now } }

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    var bottom = bounds.maxY
    for toast in toasts.reversed() where bottom >= 3 {
      let width = min(bounds.width, Toasts.columnsMax)
      let lines = Text.wrapped(toast.message.text, to: max(1, width - 6), linesMax: 3)
      let columns = min(width, lines.reduce(0) { max($0, Text.width($1)) } + 6)
      let frame = Rect(bounds.maxX - columns, bottom - lines.count - 2, columns, lines.count + 2)
      surface.fill(frame, style: Style(.text, on: .panel))
      let inner = surface.box(frame, style: toast.message.frame).inset(columns: 1)
      for (row, line) in lines.enumerated() {
        let place = Rect(inner.x, inner.y + row, inner.width, 1)
        if row == 0 {
          surface.draw(MessageLine(toast.message.tone, line), in: place)
        } else {
          surface.draw(line, at: Point(place.x + 2, place.y), width: max(0, place.width - 2))
        }
      }
      bottom = frame.y
    }
  }
}

extension MessageLine {
  fileprivate var frame: Style {
    switch tone {
    case .success: .success
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
