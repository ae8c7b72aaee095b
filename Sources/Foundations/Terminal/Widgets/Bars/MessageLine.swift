/// What just happened, in one line, with a sign as well as a colour.
///
///     ✓ Redriven 12 letters · audit 81f3
public struct MessageLine: Widget, Sendable, Hashable {
  public enum Tone: Sendable, Hashable {
    case success, info, warning, error

    /// Its mark, with the blank after it.
    public var sign: Span {
      switch self {
      case .success: Span("✓ ", .success)
      case .info: Span("· ", .info)
      case .warning: Span("! ", .warning)
      case .error: Span("✗ ", .error)
      }
    }
  }

  public var tone: Tone
  public var text: String

  public init(_ tone: Tone, _ text: String) {
    self.tone = tone
    self.text = text
  }

  public func draw(on surface: inout Surface) {
    surface.draw([tone.sign, Span(text, tone == .error ? .error : .text)], at: .zero)
  }
}
