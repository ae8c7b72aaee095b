import Terminal

/// Asks why, with the reasons that are given most often on digits.
struct ReasonPrompt: Sendable, Hashable {
  enum Outcome: Hashable, Sendable {
    case editing, cancelled
    case given(String)
  }

  let title: String
  let usual: [String]
  let isRequired: Bool
  private var line = InputLine()

  init(_ title: String, usual: [String], isRequired: Bool = true) {
    self.title = title
    self.usual = usual
    self.isRequired = isRequired
    line.placeholder = isRequired ? LabelingWords.reasonPlaceholder : LabelingWords.reasonOptional
  }

  mutating func take(_ key: Key) -> Outcome {
    switch key {
    case .escape: return .cancelled
    case .enter:
      let reason = line.text.trimmingPrefix { $0 == " " }
      return reason.isEmpty && isRequired ? .editing : .given(String(reason))
    default:
      if line.text.isEmpty, let digit = key.digit, (1...usual.count).contains(digit) {
        return .given(usual[digit - 1])
      }
      _ = line.handle(key)
      return .editing
    }
  }

  mutating func paste(_ text: String) { line.insert(text) }

  func draw(on surface: inout Surface) {
    let body = Document { document in
      document.keys(usual.enumerated().map { KeyHint("\($0 + 1)", $1) })
    }
    let width = min(surface.bounds.width, 60)
    let rows = body.rows(width: max(1, width - 4))
    let inner = surface.popup(Size(width, rows.count + 3), title: title)
    let shown = rows.prefix(max(0, inner.height - 1))
    for (y, row) in shown.enumerated() { surface.draw(row, at: Point(inner.x, inner.y + y), width: inner.width) }
    surface.draw(line, in: Rect(inner.x, inner.y + shown.count, inner.width, 1))
  }
}
