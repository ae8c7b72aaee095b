import Foundation
import Model
import Terminal

/// A list that fills the body; on wide screens the row under the cursor is described beside it.
struct ListScene<Source: ListSource>: Scene {
  let source: Source
  private(set) var list = ListState<Source.Item>()

  init(_ source: Source) { self.source = source }

  var address: Address { source.address.showing(list.query) }
  var crumb: String { source.crumb }
  var isLoaded: Bool { list.isLoaded }
  var loads: [Load] { [load(list.refresh)] }
  var more: Load? { list.wanted.map(load) }
  var query: ListQuery? { list.query }
  var fields: [FieldInfo] { Source.Item.fieldInfos }
  var needsReading: Bool { list.needsReading }
  var hasMarks: Bool { list.isFrozen }
  var isLively: Bool { list.rows.contains(where: source.isLively) }
  var copyText: String? { list.cursor.map(source.copyText) }
  var status: String { list.status }

  var commands: [Command] {
    var commands = Motion.vertical.map(Command.move) + [.filter]
    if source.neighbour != nil { commands.append(.nextSection) }
    if let cursor = list.cursor {
      if source.address(of: cursor) != nil { commands.append(.open) }
      commands.append(.copyID)
      if source.trace(of: cursor) != nil { commands.append(.trace) }
      if source.isMarkable { commands += Command.marking }
    }
    return commands + source.actions
  }

  private func load(_ page: PageRequest) -> Load {
    .list(source.name, ListQuery(source.scope.and(list.query.filter), sort: list.query.sort), page)
  }

  func concerns(_ change: Change) -> Bool { source.concerns(change) }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard let page = source.page(in: answer) else { return }
    list.receive(page, for: load.page ?? PageRequest(), isFrozen: isFrozen || list.isFrozen)
  }

  mutating func move(_ motion: Motion) { list.move(motion) }
  mutating func setQuery(_ query: ListQuery, at now: Date) { list.setQuery(query, at: now) }
  mutating func mark(only ids: Set<String>) { list.mark(only: ids) }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .open:
      return list.cursor.flatMap(source.address).map(Wish.open)
    case .trace: return list.cursor.flatMap(source.trace).map { Wish.open(TopologyPane.trace($0)) }
    case .nextSection: return source.neighbour.map(Wish.open)
    case .mark: list.toggleMark()
    case .markRange: list.markRange()
    case .markAll: list.markAll()
    case .invertMarks: list.invertMarks()
    default:
      let isNew = source.makesNew(command)
      let selection = isNew ? [] : list.selection
      guard let verb = Verb(command), isNew || !selection.isEmpty else { return nil }
      return source.request(verb, selection).map(Wish.ask)
    }
    return nil
  }

  mutating func settle(in size: Size) { list.settle(height: Table.visibleRows(height: size.height)) }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    let bounds = surface.bounds
    guard bounds.width >= Layout.splitColumns, let cursor = list.cursor else {
      return drawList(on: &surface, in: bounds, context)
    }
    let parts = bounds.columns([.share(7), .share(5)], gap: 1)
    drawList(on: &surface, in: parts[0], context)
    let inner = surface.box(parts[1], title: [Span(source.copyText(of: cursor), .muted)]).inset(columns: 1)
    surface.draw(TextView(Document { source.describe(cursor, in: &$0) }), in: inner)
  }

  private func drawList(on surface: inout Surface, in rect: Rect, _ context: DrawContext) {
    surface.within(rect) { list.draw(source.columns(width: rect.width), empty: source.empty, on: &$0, context) }
  }
}

extension ListState {
  /// `12/130+ · 3 marked · 2 updates held`.
  var status: String {
    guard isLoaded else { return "" }
    var parts: [String] = []
    if !rows.isEmpty { parts.append("\(scroll.cursor + 1)/\(Format.count(rows.count))\(isOpenEnded ? "+" : "")") }
    if !marks.isEmpty { parts.append(ListWords.marked(marks.count, isCollecting: marks.isCollecting)) }
    if marks.isFull { parts.append(ListWords.marksFull) }
    if heldRows > 0 { parts.append(ListWords.held(heldRows)) }
    return parts.joined(separator: " · ")
  }

  func draw(
    _ columns: [ListColumn<Item>], empty: [String], on surface: inout Surface, _ context: DrawContext,
    isFocused: Bool = true
  ) {
    let empty = query.filter.isEmpty ? empty : ListWords.nothingMatches(query.filter.text)
    let table = Table(
      columns: columns.map(\.column), count: rows.count, scroll: scroll, isFocused: isFocused, empty: empty
    ) { index in
      let item = rows[index]
      let isGone = item.listID == tombstone
      return Table.Row(
        columns.map { $0.field(item, context.now) }, isMarked: marks.contains(item.listID), isDisabled: isGone)
    }
    surface.draw(table, in: surface.bounds)
  }
}
