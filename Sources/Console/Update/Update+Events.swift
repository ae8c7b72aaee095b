import Foundation
import Model
import Terminal

extension ConsoleState {
  mutating func take(_ event: Terminal.Event) -> [ConsoleEffect] {
    switch event {
    case .key(let key): return take(key)
    case .paste(let text):
      return paste(text)
    case .resize(let size):
      self.size = size
      return []
    case .mouse(let mouse): return take(mouse)
    }
  }

  private mutating func take(_ key: Key) -> [ConsoleEffect] {
    let command = keymap.commands(for: key, in: keyContext).first
    if command == .redraw { return [.redraw] }
    if command == .suspend { return [.suspend] }
    switch mode {
    case .browse where isQuitting:
      return keymap.commands(for: key, in: trail.top.scene.keyContext).contains(.quit) ? quit() : stay()
    case .browse:
      if trail.top.scene.take(key) { return awaitPause() }
      let commands = keymap.commands(for: key, in: trail.top.scene.keyContext)
      let told = commands.first { trail.top.scene.obstacle(to: $0) != nil }
      guard let command = commands.first(where: { isOffered($0) }) ?? told ?? commands.first else {
        return tellLater(key)
      }
      return run(command, by: key)
    case .filter(let prompt, let before): return take(key, prompt, before)
    case .palette(let palette): return take(key, palette)
    case .sort(let palette): return take(key, palette)
    case .columns(let list): return take(key, list)
    case .export(let line): return take(key, export: line)
    case .replace(let export, let line): return take(key, replacing: export, line)
    case .dialog(let dialog): return take(key, dialog)
    case .search(let line, let start): return take(key, line, start)
    case .sheet(var sheet):
      switch keymap.commands(for: key, in: .help).first {
      case .cancel: mode = .browse
      case .quit: return quit()
      case .open:
        guard let link = sheet.link else { return [] }
        mode = .browse
        return go(to: link, isDeeper: true)
      case .move(let motion):
        sheet.text.move(motion)
        mode = .sheet(sheet)
      default: break
      }
      return []
    }
  }

  /// A digit whose pane is not there yet says so.
  private mutating func tellLater(_ key: Key) -> [ConsoleEffect] {
    guard trail.top.scene.keyContext == .browse, let pane = LaterPane.allCases.first(where: { $0.key == key }) else {
      return []
    }
    notice = Notice(ShellWords.later(pane))
    return []
  }

  private mutating func awaitPause() -> [ConsoleEffect] {
    guard trail.top.scene.isTyping, !isPauseDue else { return [] }
    isPauseDue = true
    return [.wake(.typing, afterMilliseconds: Self.queryMilliseconds)]
  }

  private mutating func take(_ key: Key, _ prompt: FilterPrompt, _ before: any Scene) -> [ConsoleEffect] {
    var prompt = prompt
    switch keymap.commands(for: key, in: .prompt).first {
    case .press:
      guard prompt.error == nil else { return [] }
      mode = .browse
      let text = prompt.line.text
      return (text.isEmpty ? [] : remember(.filter(text))) + (trail.top.scene.needsReading ? reload() : [])
    case .cancel:
      trail.top.scene = before
      mode = .browse
      return reload()
    case .quit: return quit()
    case .nextField where key == .tab:
      let query = prompt.complete()
      return show(query, of: prompt, before)
    default:
      let query = prompt.take(key)
      return show(query, of: prompt, before)
    }
  }

  /// Shows at once what is held of the query; the rest is read when the typing pauses.
  private mutating func show(_ query: ListQuery?, of prompt: FilterPrompt, _ before: any Scene) -> [ConsoleEffect] {
    mode = .filter(prompt, before: before)
    guard let query else { return [] }
    trail.top.scene.setQuery(query, at: now)
    guard trail.top.scene.needsReading, !isQueryDue else { return [] }
    isQueryDue = true
    return [.wake(.query, afterMilliseconds: Self.queryMilliseconds)]
  }

  private mutating func take(_ key: Key, _ line: InputLine, _ start: TextView.Place) -> [ConsoleEffect] {
    var line = line
    switch keymap.commands(for: key, in: .prompt).first {
    case .press:
      mode = .browse
      if trail.top.scene.text?.hitCount == 0, !line.text.isEmpty {
        notice = Notice(ShellWords.notFound(line.text), .warning)
      }
      return line.text.isEmpty ? [] : remember(.search(line.text))
    case .cancel:
      seek("", from: start)
      mode = .browse
    case .quit: return quit()
    default:
      _ = line.handle(key)
      seek(line.text, from: start)
      mode = .search(line, from: start)
    }
    return []
  }

  private mutating func seek(_ text: String, from start: TextView.Place) {
    trail.top.scene.text?.jump(to: start)
    trail.top.scene.text?.search(text)
  }

  private mutating func take(_ key: Key, _ palette: Palette<PaletteTarget>) -> [ConsoleEffect] {
    var palette = palette
    let command = keymap.commands(for: key, in: .prompt).first
    if command == .quit { return quit() }
    if command == .cancel || command == .press {
      mode = .browse
      preview = nil
      return command == .press ? follow(palette) : []
    }
    switch command {
    case .nextField: palette.move(by: 1)
    // Above the first choice is what was typed before.
    case .previousField where palette.scroll.cursor == 0 && key == .up: _ = palette.handle(key)
    case .previousField: palette.move(by: -1)
    default: _ = palette.handle(key)
    }
    show(palette)
    return []
  }

  private mutating func follow(_ palette: Palette<PaletteTarget>) -> [ConsoleEffect] {
    let text = palette.line.text
    let memos = text.isEmpty ? [] : remember(.command(text))
    return memos + go(to: palette.target, typed: text)
  }

  private mutating func go(to target: PaletteTarget?, typed text: String) -> [ConsoleEffect] {
    switch target {
    case .command(let command): return run(command, by: nil)
    case .address(let address): return go(to: address)
    case .typed(let typed): return run(typed)
    case .theme(let theme): return choose(theme)
    case .bookmark(let address):
      notice = Notice(ShellWords.unknownAddress(address), .warning)
      return []
    case nil:
      notice = Notice(ShellWords.unknownAddress(text), .warning)
      return []
    }
  }

  private mutating func paste(_ text: String) -> [ConsoleEffect] {
    switch mode {
    case .filter(var prompt, let before):
      let query = prompt.paste(text)
      return show(query, of: prompt, before)
    case .search(var line, let start):
      line.insert(text)
      seek(line.text, from: start)
      mode = .search(line, from: start)
    case .palette(var palette):
      palette.paste(text)
      show(palette)
    case .dialog(var dialog):
      guard case .form(var form) = dialog.phase else { return [] }
      isQuitting = false
      form.paste(text)
      dialog.phase = .form(form)
      mode = .dialog(dialog)
    case .sort(var palette):
      palette.paste(text)
      mode = .sort(palette)
    case .export(var line):
      line.insert(text)
      mode = .export(line)
    case .browse:
      trail.top.scene.paste(text)
      return awaitPause()
    case .sheet, .columns, .replace: break
    }
    return []
  }

  /// The wheel moves, a click selects a tab or a row; on the row under the cursor it opens.
  private mutating func take(_ mouse: Mouse) -> [ConsoleEffect] {
    if case .sheet(var sheet) = mode, mouse.action == .wheelUp || mouse.action == .wheelDown {
      sheet.text.move(mouse.action == .wheelUp ? .up : .down)
      mode = .sheet(sheet)
    }
    guard case .browse = mode else { return [] }
    let body = Layout(size).body
    switch mouse.action {
    case .wheelUp: return run(.move(.up), by: nil)
    case .wheelDown: return run(.move(.down), by: nil)
    case .press where Layout(size).tabs.contains(mouse.at):
      guard let index = Shell.tabs(self).tab(atColumn: mouse.at.x, width: Layout(size).tabs.width) else { return [] }
      return run(.pane(PaneID.allCases[index]), by: nil)
    case .press where mouse.button < 2 && body.contains(mouse.at):
      let place = Point(mouse.at.x - body.x, mouse.at.y - body.y)
      guard let row = trail.top.scene.row(at: place, in: body.size) else { return [] }
      if trail.top.scene.list?.cursorRow == row { return run(.open, by: nil) }
      moveCursor(to: row)
      return []
    default: return []
    }
  }
}
