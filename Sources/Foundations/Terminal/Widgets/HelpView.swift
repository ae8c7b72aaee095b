/// All keys, by section, in as many columns as fit.
///
///     Everywhere              Letters
///       ?      this help        enter  open
///       :      commands         R      redrive
public struct HelpView: Widget, Sendable {
  public struct Section: Sendable {
    public var title: String
    public var hints: [KeyHint]

    public init(_ title: String, _ hints: [KeyHint]) {
      self.title = title
      self.hints = hints
    }
  }

  public var sections: [Section]
  /// Rows scrolled away at the top.
  public var top: Int

  public init(_ sections: [Section], top: Int = 0) {
    self.sections = sections
    self.top = max(0, top)
  }

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let keysWidth = sections.flatMap(\.hints).map { Text.width($0.keys) }.max() ?? 0
    let labelWidth = sections.flatMap(\.hints).map { Text.width($0.label) }.max() ?? 0
    let column = max(1, 2 + keysWidth + 2 + labelWidth)
    let count = max(1, (bounds.width + 3) / (column + 3))
    let columns = flowed(into: count)
    for (index, lines) in columns.enumerated() {
      for (row, line) in lines.dropFirst(top).prefix(bounds.height).enumerated() {
        let x = index * (column + 3)
        switch line {
        case .title(let title): surface.draw(title, at: Point(x, row), style: .title, width: bounds.width - x)
        case .hint(let hint):
          surface.draw(hint.keys, at: Point(x + 2, row), style: hint.isEnabled ? .key : .disabled, width: keysWidth)
          let label = Point(x + 4 + keysWidth, row)
          surface.draw(hint.label, at: label, style: hint.isEnabled ? .text : .disabled, width: bounds.width - label.x)
        case .blank: break
        }
      }
    }
  }

  private enum Line {
    case title(String)
    case hint(KeyHint)
    case blank
  }

  /// Whole sections, each into the column that is shortest so far.
  private func flowed(into count: Int) -> [[Line]] {
    var columns: [[Line]] = Array(repeating: [], count: count)
    for section in sections {
      let shortest = columns.indices.min { columns[$0].count < columns[$1].count } ?? 0
      if !columns[shortest].isEmpty { columns[shortest].append(.blank) }
      columns[shortest] += [.title(section.title)] + section.hints.map { .hint($0) }
    }
    return columns
  }
}
