import Model
import Terminal

/// The columns of a list: those that fit, until some are chosen; and how far they are scrolled.
struct ListColumns<Item: Listed>: Sendable {
  /// What the choice is kept under: the same for all lists of a kind.
  let key: String
  private let alone: @Sendable (_ width: Int) -> [ListColumn<Item>]
  private let beside: (@Sendable (_ width: Int) -> [ListColumn<Item>])?
  /// Keys of those that were chosen, in their order.
  private var chosen: [String]?
  private var scroll = ColumnScroll()
  private var width = 0
  private var isBeside = false

  init(
    _ key: String, _ alone: @escaping @Sendable (_ width: Int) -> [ListColumn<Item>],
    beside: (@Sendable (_ width: Int) -> [ListColumn<Item>])? = nil
  ) {
    self.key = key
    self.alone = alone
    self.beside = beside
  }

  private func fitting(_ width: Int) -> [ListColumn<Item>] {
    if isBeside, let beside { beside(width) } else { alone(width) }
  }

  /// Those of a table of this width.
  func shown(in width: Int) -> [ListColumn<Item>] {
    if let chosen {
      // As it is where there is room for it, and else as it is where there is room for all.
      let known = fitting(width) + all
      let found = chosen.compactMap { key in known.first { $0.key == key } }
      if !found.isEmpty { return found }
    }
    return fitting(scroll.skipped == 0 ? width : ListColumn<Item>.wholeWidth)
  }

  /// The list's own, and the fields that it has none for.
  private var all: [ListColumn<Item>] {
    let own = fitting(ListColumn<Item>.wholeWidth)
    let known = Set(own.map(\.key))
    return own + Item.fields.filter { !known.contains($0.info.name) }.map { ListColumn.field($0) }
  }

  /// `nil` where the list is no table.
  var menu: ColumnMenu? {
    let shown = shown(in: width).map(\.key)
    if shown.isEmpty { return nil }
    return ColumnMenu(
      list: key, columns: all.map { ColumnMenu.Column(key: $0.key, title: $0.column.title) }, shown: shown)
  }

  /// Takes the choice that holds for this list.
  mutating func choose(_ choices: [String: [String]]) {
    guard choices[key] != chosen else { return }
    chosen = choices[key]
    scroll.reset()
  }

  /// Fits them to a table of this width: what is scrolled where all fit, is scrolled back.
  mutating func settle(width: Int, isBeside: Bool = false) {
    self.width = width
    self.isBeside = isBeside
    guard scroll.skipped > 0, chosen == nil else { return }
    var probe = ColumnScroll()
    probe.move(by: 1, in: table(fitting(ListColumn<Item>.wholeWidth)), width: width)
    if probe.skipped == 0 { scroll.reset() }
  }

  /// Scrolls to columns that do not fit.
  mutating func move(by columns: Int) {
    scroll.move(
      by: columns, in: table(chosen == nil ? fitting(ListColumn<Item>.wholeWidth) : shown(in: width)), width: width)
  }

  private func table(_ columns: [ListColumn<Item>]) -> Table {
    Table(columns: columns.map(\.column), count: 0, scroll: Scroll()) { _ in Table.Row([]) }
  }
}

// MARK: - Drawing

extension ListState {
  /// As a table; without rows, what to do next or that nothing matches.
  func draw(on surface: inout Surface, empty: [String], _ context: DrawContext) {
    let empty = query.filter.isEmpty ? empty : ListWords.nothingMatches(query.filter.text)
    surface.draw(columns.table(self, width: surface.bounds.width, empty: empty, context), in: surface.bounds)
  }
}

extension ListColumns {
  fileprivate func table(_ list: ListState<Item>, width: Int, empty: [String], _ context: DrawContext) -> Table {
    let shown = shown(in: width)
    let titles = shown.map { column in
      var title = column.column
      if let sort = list.query.sort, sort.field == column.key {
        title.order = sort.isDescending ? .descending : .ascending
      }
      return title
    }
    return Table(columns: titles, count: list.rows.count, scroll: list.scroll, sideways: scroll, empty: empty) {
      index in
      let item = list.rows[index]
      let isGone = list.tombstones.contains(item.listID)
      var fields = shown.map { $0.field(item, context.now) }
      // It does not grow older either: what it is, is told in place of what comes last.
      if isGone, fields.count > 1 { fields[fields.count - 1] = Span(LinearWords.gone) }
      return Table.Row(fields, isMarked: list.marks.contains(item.listID), isDisabled: isGone)
    }
  }
}
