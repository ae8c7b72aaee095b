import Model
import Terminal

/// The order and the columns of the list on the screen.
extension ConsoleState {
  /// Puts the cursor on a row of the list that is held.
  mutating func moveCursor(to row: Int) {
    trail.top.scene.list?.move(to: row)
    moves += 1
  }

  mutating func openSortMenu() {
    guard let list = trail.top.scene.list else { return }
    mode = .sort(list.sortMenu)
  }

  /// Without an order to turn, one is chosen.
  mutating func turnOrder() -> [ConsoleEffect] {
    guard let sort = trail.top.scene.query?.sort else {
      openSortMenu()
      return []
    }
    return order(by: ListSort(sort.field, isDescending: !sort.isDescending))
  }

  mutating func openColumnMenu() {
    guard let menu = trail.top.scene.columnMenu else { return }
    mode = .columns(menu.checkList)
  }

  private mutating func order(by sort: ListSort?) -> [ConsoleEffect] {
    guard var query = trail.top.scene.query else { return [] }
    query.sort = sort
    trail.top.scene.setQuery(query, at: now)
    return trail.top.scene.needsReading ? reload() : []
  }

  mutating func take(_ key: Key, _ palette: Palette<SortChoice>) -> [ConsoleEffect] {
    var palette = palette
    switch keymap.commands(for: key, in: .prompt).first {
    case .quit: return quit()
    case .cancel: mode = .browse
    case .press:
      mode = .browse
      if let choice = palette.chosen { return order(by: choice.sort) }
    case .nextField:
      palette.move(by: 1)
      mode = .sort(palette)
    case .previousField:
      palette.move(by: -1)
      mode = .sort(palette)
    default:
      _ = palette.handle(key)
      mode = .sort(palette)
    }
    return []
  }

  mutating func take(_ key: Key, _ list: CheckList<String>) -> [ConsoleEffect] {
    var list = list
    switch keymap.commands(for: key, in: .menu).first {
    case .quit: return quit()
    case .cancel: mode = .browse
    // Nothing chosen leaves the choice to the list, as does asking for it.
    case .reset: return keep(nil)
    case .press: return keep(list.values.isEmpty ? nil : list.values)
    case .toggle:
      list.toggle()
      mode = .columns(list)
    case .raise, .lower:
      list.shift(by: keymap.commands(for: key, in: .menu).first == .raise ? -1 : 1)
      mode = .columns(list)
    case .move(let motion):
      list.move(motion)
      mode = .columns(list)
    default: break
    }
    return []
  }

  private mutating func keep(_ columns: [String]?) -> [ConsoleEffect] {
    mode = .browse
    guard let menu = trail.top.scene.columnMenu else { return [] }
    let before = memory.columns[menu.list]
    // What fits by itself is no choice.
    let chosen = columns == menu.shown && before == nil ? nil : columns
    return chosen == before ? [] : remember(.columns(chosen, of: menu.list))
  }
}
