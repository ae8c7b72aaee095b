import Model
import Terminal

/// `:`: commands and addresses by a few of their letters.
struct PaletteState: Sendable {
  struct Entry: Hashable, Sendable {
    enum Target: Hashable, Sendable {
      case command(Command)
      case address(Address)
    }

    var title: String
    /// The key that does it directly.
    var key: String
    /// Why it cannot be used now.
    var obstacle: String?
    var target: Target
  }

  private let entries: [Entry]
  private(set) var line = InputLine(prompt: Span(": ", .accent), placeholder: ShellWords.palettePlaceholder)
  private(set) var matches: [Entry]
  private(set) var scroll = Scroll()

  init(_ state: ConsoleState) {
    func entry(_ command: Command, _ target: Entry.Target) -> Entry {
      Entry(
        title: CommandWords.summary(command), key: state.keymap.key(for: command).map { "\($0)" } ?? "",
        obstacle: state.obstacle(to: command)?.shown, target: target)
    }
    let commands =
      state.trail.top.scene.commands.filter { !$0.isMotion }
      + ConsoleState.shellCommands.filter {
        $0 != .palette
      }
    entries =
      commands.map { entry($0, .command($0)) }
      + PaneID.allCases.map { pane in
        var entry = entry(.pane(pane), .address(Address(pane)))
        entry.title = pane.rawValue
        return entry
      }
    matches = entries
  }

  /// What Enter does: the chosen entry, or the address that was typed.
  var chosen: Entry.Target? {
    if line.text.contains("/"), let address = Address(parsing: line.text) { return .address(address) }
    return matches.indices.contains(scroll.cursor) ? matches[scroll.cursor].target : nil
  }

  mutating func take(_ key: Key, _ command: Command?) {
    switch command {
    case .nextField: move(by: 1)
    case .previousField: move(by: -1)
    default:
      guard line.handle(key) else { return }
      search()
    }
  }

  mutating func paste(_ text: String) {
    line.insert(text)
    search()
  }

  private static let rowsShown = 12

  private mutating func move(by rows: Int) { scroll.move(by: rows, count: matches.count, height: Self.rowsShown) }

  private mutating func search() {
    let scored = entries.compactMap { entry in
      Fuzzy.score(line.text, in: entry.title).map { (entry: entry, score: $0) }
    }
    matches = scored.sorted { $0.score > $1.score }.map(\.entry)
    scroll = Scroll()
  }
}

extension PaletteState: Widget {
  func draw(on surface: inout Surface) {
    surface.restyle(in: surface.bounds) { _ in .disabled }
    let rows = min(matches.count, Self.rowsShown)
    let frame = surface.bounds.centered(Size(64, max(4, rows + 4)))
    surface.fill(frame, style: Style(.text, on: .panel))
    let inner = surface.box(frame, title: [Span(ShellWords.paletteTitle, .title)], style: .focus).inset(columns: 1)
    surface.draw(line, in: Rect(inner.x, inner.y, inner.width, 1))
    let list = Rect(inner.x, inner.y + 2, inner.width, max(0, inner.height - 2))
    surface.within(list) { surface in
      if matches.isEmpty { surface.draw(ShellWords.paletteNothing, at: .zero, style: .muted) }
      var scroll = scroll
      scroll.fit(count: matches.count, height: list.height)
      for (row, index) in (scroll.top..<min(matches.count, scroll.top + list.height)).enumerated() {
        drawEntry(matches[index], isChosen: index == scroll.cursor, y: row, on: &surface)
      }
    }
  }

  private func drawEntry(_ entry: Entry, isChosen: Bool, y: Int, on surface: inout Surface) {
    let width = surface.bounds.width
    if isChosen { surface.ground(.selection, in: Rect(0, y, width, 1)) }
    surface.draw(Text.fitted(entry.key, to: 7), at: Point(1, y), style: entry.obstacle == nil ? .key : .disabled)
    let text = [entry.title, entry.obstacle].compactMap(\.self).joined(separator: " – ")
    surface.draw(text, at: Point(9, y), style: entry.obstacle == nil ? .text : .disabled, width: max(0, width - 9))
  }
}
