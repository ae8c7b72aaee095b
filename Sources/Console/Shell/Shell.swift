import Foundation
import Model
import Terminal

extension Console {
  /// The picture of a state. Pure.
  static func view(_ state: ConsoleState, _ size: Size) -> Surface {
    var surface = Surface(size)
    Shell.draw(state, on: &surface)
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
    surface.within(layout.message) { drawMessage(state, on: &$0) }
    surface.draw(HintBar(state.hints), in: layout.hints.inset(columns: 1))
    switch state.mode {
    case .help(let top): surface.within(Rect(surface.size)) { Help.draw(state, top: top, on: &$0) }
    case .palette(let palette): surface.within(Rect(surface.size)) { palette.draw(on: &$0) }
    case .dialog(let dialog): surface.within(Rect(surface.size)) { dialog.draw(on: &$0) }
    case .browse, .filter: break
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
    if let filter = scene.filter, !filter.text.isEmpty { status = "/\(filter.text)  " + status }
    let statusWidth = min(Text.width(status), width / 2)
    surface.draw(status, at: Point(width - statusWidth - 1, 0), style: .muted, width: statusWidth)
    surface.draw(Breadcrumb(state.trail.crumbs), in: Rect(1, 0, max(0, width - statusWidth - 3), 1))
  }

  private static func drawBody(_ state: ConsoleState, on surface: inout Surface) {
    let visit = state.trail.top
    if let failure = visit.failure, !visit.scene.isLoaded {
      drawLines([[Span(failure.message, .error)], [Span(failure.nextStep ?? "", .accent)]], on: &surface)
    } else if !visit.scene.isLoaded {
      let text = state.connection.isOffline ? ShellWords.noAnswer : ShellWords.loading
      drawLines([[Span(text, .muted)]], on: &surface)
    } else {
      visit.scene.draw(on: &surface, DrawContext(now: state.now))
      if state.connection.isOffline {
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

  private static func drawMessage(_ state: ConsoleState, on surface: inout Surface) {
    if case .filter(let line, _) = state.mode {
      surface.draw(line, in: surface.bounds.inset(columns: 1))
      return
    }
    let place = surface.bounds.inset(columns: 1)
    if let notice = state.notice {
      surface.draw(MessageLine(notice.tone, notice.text), in: place)
    } else if let failure = state.trail.top.failure, state.trail.top.scene.isLoaded {
      surface.draw(MessageLine(.error, failure.message), in: place)
    }
  }
}
