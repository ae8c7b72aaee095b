import Foundation
import Model
import Support
import Terminal

extension Console {
  /// The picture of a state. Pure.
  static func view(_ state: ConsoleState, _ size: Size) -> Surface {
    var surface = Surface(size)
    Language.$current.withValue(state.language) { Shell.draw(state, on: &surface) }
    return surface
  }
}

/// What stands around the panes: the context line, the tabs, the breadcrumb, the message line and the hints.
enum Shell {
  static func draw(_ state: ConsoleState, on surface: inout Surface) {
    let layout = Layout(surface.size)
    surface.within(layout.context) { ContextLine(state).draw(on: &$0) }
    surface.draw(tabs(state), in: layout.tabs)
    surface.within(layout.crumbs) { drawCrumbs(state, on: &$0) }
    surface.within(layout.body) { drawBody(state, on: &$0) }
    drawMessage(state, layout, on: &surface)
    drawHints(state, in: layout.hints.inset(columns: 1), on: &surface)
    switch state.mode {
    case .sheet(let sheet): surface.within(layout.popups) { sheet.draw(on: &$0) }
    case .palette(let palette): surface.within(layout.popups) { palette.draw(on: &$0) }
    case .sort(let palette): surface.within(layout.popups) { palette.draw(on: &$0) }
    case .columns(let list): surface.within(layout.popups) { list.draw(on: &$0) }
    case .dialog(let dialog): surface.within(layout.popups) { dialog.draw(on: &$0) }
    case .browse, .filter, .search, .export, .replace: break
    }
  }

  static func tabs(_ state: ConsoleState) -> Tabs {
    let tabs = PaneID.allCases.map { pane in
      let key = state.keymap.key(for: .pane(pane)).map { "\($0)" } ?? " "
      return Tabs.Tab(key: key, pane.title)
    }
    return Tabs(tabs, selected: PaneID.allCases.firstIndex(of: state.trail.pane) ?? 0)
  }

  private static func drawCrumbs(_ state: ConsoleState, on surface: inout Surface) {
    let scene = state.trail.top.scene
    let width = surface.bounds.width
    var status = scene.status
    if let query = scene.query, !query.isPlain {
      // The place in the list is told whole, however long the filter.
      let room = max(0, width / 2 - Text.width(status) - 2)
      status = Text.truncated("/\(query.text)", to: room) + "  " + status
    }
    let statusWidth = min(Text.width(status), width / 2)
    surface.draw(status, at: Point(width - statusWidth - 1, 0), style: .muted, width: statusWidth)
    surface.draw(Breadcrumb(state.trail.crumbs), in: Rect(1, 0, max(0, width - statusWidth - 3), 1))
  }

  private static func drawBody(_ state: ConsoleState, on surface: inout Surface) {
    let visit = state.trail.top
    if !visit.scene.isLoaded, state.connection.isOffline {
      drawLines([[Span(ShellWords.noAnswer, .muted)]], on: &surface)
    } else if let failure = visit.failure, !visit.scene.isLoaded {
      let lines = [(failure.shown, Style.error), (failure.shownNextStep ?? "", .accent)].flatMap { text, style in
        Text.wrapped(text, to: max(1, surface.bounds.width - 2)).map { [Span($0, style)] }
      }
      drawLines(lines, on: &surface)
    } else if !visit.scene.isLoaded {
      drawLines([[Span(ShellWords.loading, .muted)]], on: &surface)
    } else {
      visit.scene.draw(on: &surface, DrawContext(now: state.now, keymap: state.keymap))
      if state.connection.isOffline || visit.staleness != nil {
        surface.restyle(in: surface.bounds) { Style(.disabled, on: $0.ground == .selection ? .panel : nil) }
      }
    }
  }

  private static func drawLines(_ lines: [[Span]], on surface: inout Surface) {
    let bounds = surface.bounds
    let top = max(0, (bounds.height - lines.count) / 2)
    for (index, line) in lines.enumerated() {
      let width = line.reduce(0) { $0 + $1.width }
      surface.draw(line, at: Point(max(0, (bounds.width - width) / 2), top + index), width: min(bounds.width, width))
    }
  }

  /// What does not fit one line takes the last row of the body as well.
  private static func drawMessage(_ state: ConsoleState, _ layout: Layout, on surface: inout Surface) {
    let place = layout.message.inset(columns: 1)
    if case .filter(let prompt, _) = state.mode { return surface.draw(prompt, in: place) }
    switch state.mode {
    case .search(let line, _), .export(let line), .replace(_, let line): return surface.draw(line, in: place)
    default: break
    }
    guard let notice = state.notice ?? standing(state) else { return }
    let lines = Text.wrapped(notice.text, to: max(1, place.width - 2), linesMax: 3)
    guard lines.count > 1, layout.body.height > 6 else {
      return surface.draw(MessageLine(notice.tone, notice.text), in: place)
    }
    surface.fill(Rect(0, place.y - 1, surface.bounds.width, 2))
    surface.draw(MessageLine(notice.tone, lines[0]), in: Rect(place.x, place.y - 1, place.width, 1))
    let rest = lines.dropFirst().joined(separator: " ")
    surface.draw(rest, at: Point(place.x + 2, place.y), width: max(0, place.width - 2))
  }

  /// What stands there while there is nothing newer to say: why the data are old.
  private static func standing(_ state: ConsoleState) -> Notice? {
    if case .offline(let since, let tries) = state.connection {
      return Notice(ShellWords.lost(since: Format.clock(since), tries: tries, why: state.outage), .warning)
    }
    guard let failure = state.trail.top.staleness else { return nil }
    return Notice([failure.shown, failure.shownNextStep].compactMap(\.self).joined(separator: " · "), .error)
  }

  /// The way to the help stays, whatever does not fit.
  private static func drawHints(_ state: ConsoleState, in rect: Rect, on surface: inout Surface) {
    var hints = state.hints
    let help = hints.firstIndex { $0.label == CommandWords.hint(.help) }.map { hints.remove(at: $0) }
    let helpWidth = help.map { Text.width($0.keys + " " + $0.label) } ?? 0
    let room = max(0, rect.width - helpWidth - 2)
    surface.draw(HintBar(hints), in: Rect(rect.x, rect.y, help == nil ? rect.width : room, 1))
    if let help { surface.draw(HintBar([help]), in: Rect(rect.maxX - helpWidth, rect.y, helpWidth, 1)) }
  }
}
