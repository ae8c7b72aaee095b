/// A key and what it does, for hints and help.
public struct KeyHint: Sendable, Hashable {
  public var keys: String
  public var label: String
  public var isEnabled: Bool
  /// Why it is not enabled, for help.
  public var note: String?

  public init(_ keys: String, _ label: String, isEnabled: Bool = true, note: String? = nil) {
    self.keys = keys
    self.label = label
    self.isEnabled = isEnabled
    self.note = note
  }

  var line: [Span] {
    [Span(keys, isEnabled ? .key : .disabled), " ", Span(label, isEnabled ? .muted : .disabled)]
  }
}

/// The keys that work here now, the most important first; those that do not fit whole are left out.
///
///     enter open  / filter  R redrive  ? help
public struct HintBar: Widget, Sendable {
  public var hints: [KeyHint]

  public init(_ hints: [KeyHint]) { self.hints = hints }

  public func draw(on surface: inout Surface) {
    var x = 0
    for hint in hints {
      let width = hint.line.reduce(0) { $0 + $1.width }
      guard x + width <= surface.bounds.width else { break }
      x = surface.draw(hint.line, at: Point(x, 0)) + 2
    }
  }
}
