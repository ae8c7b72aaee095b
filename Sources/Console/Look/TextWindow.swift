import Terminal

/// A document and the window through which it is read. The document is made anew when its width or content changes.
struct TextWindow: Sendable {
  private(set) var document = Document(width: 1)
  private(set) var top = 0
  private var height = 1
  /// For the bar at the right.
  private static let barColumns = 2
  private var write: (@Sendable (inout Document) -> Void)?

  mutating func set(_ write: @escaping @Sendable (inout Document) -> Void) {
    self.write = write
    remake(width: document.width)
  }

  mutating func settle(in size: Size) {
    height = max(1, size.height)
    let width = max(1, size.width - TextWindow.barColumns)
    if width != document.width { remake(width: width) }
    clamp()
  }

  mutating func move(_ motion: Motion) {
    switch motion {
    case .up: top -= 1
    case .down: top += 1
    case .pageUp: top -= max(1, height - 1)
    case .pageDown: top += max(1, height - 1)
    case .first: top = 0
    case .last: top = document.lines.count
    case .left, .right: break
    }
    clamp()
  }

  /// `12–34/120` when it does not fit.
  var status: String {
    let count = document.lines.count
    return count > height ? "\(top + 1)–\(min(count, top + height))/\(Format.count(count))" : ""
  }

  private mutating func remake(width: Int) {
    document = Document(width: width)
    write?(&document)
    clamp()
  }

  private mutating func clamp() { top = min(max(0, top), max(0, document.lines.count - height)) }
}

extension TextWindow: Widget {
  func draw(on surface: inout Surface) { document.draw(on: &surface, top: top) }
}
