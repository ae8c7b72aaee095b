/// A row of pane names with the keys that open them.
///
///      1 Overview  2 Ingestion ▌3 Topology▐ 4 DLQ ⚠  …
///
/// When the row is too narrow only the selected tab keeps its name; the row scrolls so that it is visible.
public struct Tabs: Widget {
  public struct Tab: Sendable {
    public var key: String
    public var title: String
    /// A short sign after the title (a count, `!`), drawn in its own style.
    public var badge: Span?

    public init(key: String, _ title: String, badge: Span? = nil) {
      self.key = key
      self.title = title
      self.badge = badge
    }
  }

  public var tabs: [Tab]
  public var selected: Int
  private let isRule: Bool

  public init(_ tabs: [Tab], selected: Int) {
    self.tabs = tabs
    self.selected = selected
    isRule = false
  }

  /// The parts of one view, in a line that parts them from what is above; their titles begin with a capital.
  ///
  ///     ─[Report 14]─ Chunks 3 ─ Events 8 ──────
  public init(sections: [String], selected: Int) {
    tabs = sections.map { Tab(key: "", Text.titled($0)) }
    self.selected = selected
    isRule = true
  }

  public func draw(on surface: inout Surface) {
    if isRule { surface.rule(at: .zero, width: surface.bounds.width) }
    // Where tabs share a blank, it belongs to the selected one.
    let placed = placed(width: surface.bounds.width)
    for placed in placed.filter({ $0.index != selected }) + placed.filter({ $0.index == selected }) {
      let isSelected = placed.index == selected
      if isSelected, !isRule { surface.ground(.selection, in: Rect(placed.x, 0, placed.width, 1)) }
      surface.draw(placed.line, at: Point(placed.x, 0), width: placed.width)
    }
  }

  /// The tab at a column of a row this wide, for a click.
  public func tab(atColumn x: Int, width: Int) -> Int? {
    placed(width: width).first { x >= $0.x && x < $0.x + $0.width }?.index
  }

  private struct Placed {
    var index: Int
    var x: Int
    var width: Int
    var line: [Span]
  }

  private func placed(width: Int) -> [Placed] {
    let full = tabs.indices.map { line($0, isShort: false) }
    let needed = full.reduce(0) { $0 + Tabs.width($1) }
    // Before titles are left out, neighbours share the blank between them.
    let isShort = !isRule && needed - max(0, full.count - 1) > width
    let shared = !isRule && !isShort && needed > width ? 1 : 0
    let lines = isShort ? tabs.indices.map { line($0, isShort: $0 != selected) } : full
    var placed: [Placed] = []
    var x = isRule ? 1 : 0
    for (index, line) in lines.enumerated() {
      let columns = Tabs.width(line)
      placed.append(Placed(index: index, x: x, width: columns, line: line))
      x += columns - shared + (isRule ? 1 : 0)
    }
    if let chosen = placed.first(where: { $0.index == selected }), chosen.x + chosen.width > width {
      let shift = min(chosen.x, chosen.x + chosen.width - width)
      for index in placed.indices { placed[index].x -= shift }
    }
    return placed
  }

  private func line(_ index: Int, isShort: Bool) -> [Span] {
    let tab = tabs[index]
    if isRule { return [index == selected ? Span("[\(tab.title)]", .title) : Span(" \(tab.title) ", .muted)] }
    var line: [Span] = [" ", Span(tab.key, .key)]
    if !isShort { line.append(Span(" " + tab.title, index == selected ? .title : .text)) }
    if let badge = tab.badge { line += [" ", badge] }
    return line + [" "]
  }

  private static func width(_ line: [Span]) -> Int { line.reduce(0) { $0 + $1.width } }
}
