import Terminal

/// The parts of a view, the one that is shown set off from the others.
struct SectionBar: Widget {
  private let names: [String]
  private let selected: Int

  init(_ names: [String], selected: Int) {
    self.names = names
    self.selected = selected
  }

  func draw(on surface: inout Surface) {
    surface.rule(at: .zero, width: surface.bounds.width)
    var x = 1
    for (index, name) in names.enumerated() where x < surface.bounds.width {
      let text = index == selected ? "[\(name)]" : " \(name) "
      x = surface.draw(text, at: Point(x, 0), style: index == selected ? .title : .muted) + 1
    }
  }
}
