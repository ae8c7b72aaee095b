import Foundation
import Model
import Terminal

/// A list that fills the body; on wide screens the row under the cursor is described beside it.
struct ListScene<Source: ListSource>: Scene {
  let source: Source
  private(set) var rows: ListState<Source.Item>
  /// What leads on from the one row that it was opened to find; `nil` once there are several or none.
  private var sought: [String]?

  init(_ source: Source) {
    self.source = source
    rows = ListState(
      source.name.key, columns: { source.columns(width: $0) }, beside: { source.columnsBeside(width: $0) })
  }

  /// The rows whose ids end so: the one there is opens by itself, with `rest` behind its address; several are there to
  /// choose from.
  init(_ source: Source, endingIn short: ShortID, then rest: some Sequence<String> = []) {
    self.init(source)
    rows.setQuery(ListQuery(endingIn: short), at: .distantPast)
    sought = Array(rest)
  }

  var leadsTo: Address? {
    guard let sought, let row = rows.rows.first, var address = source.address(of: row) else { return nil }
    address.path += sought
    return address
  }

  var address: Address { source.address.showing(rows.query) }
  var crumb: String { source.crumb }
  var isLoaded: Bool { rows.isLoaded }
  var loads: [Load] { [load(rows.refresh)] }
  var more: Load? { rows.wanted.map(load) }
  var listLoad: Load? { load(PageRequest()) }
  var list: (any ListPart)? {
    get { rows }
    set { if let newValue = newValue as? ListState<Source.Item> { rows = newValue } }
  }
  var neighbour: String? { source.neighbour.flatMap { PaneRegistry.scene(at: $0)?.crumb } }
  var isLively: Bool { rows.rows.contains(where: source.isLively) }
  var copyText: String? { rows.cursor.map(source.copyText) }
  var status: String { rows.status }

  var commands: [Command] {
    var commands = Command.table
    if source.neighbour != nil { commands.append(.nextSection) }
    if let cursor = rows.cursor {
      if source.address(of: cursor) != nil { commands.append(.open) }
      commands.append(.copyID)
      if source.trace(of: cursor) != nil { commands.append(.trace) }
      if !source.auditTargets(of: cursor).isEmpty { commands.append(.audit) }
      commands += Command.kin.filter { source.address(of: $0, of: cursor) != nil }
      if source.isMarkable { commands += Command.marking }
    }
    return commands + source.actions
  }

  func obstacle(to command: Command) -> String? {
    guard let verb = Verb(command), source.actions.contains(command) else { return nil }
    if rows.rows.isEmpty { return ListWords.noRow }
    guard let item = rows.selection.first else { return ListWords.rowIsGone }
    return source.obstacle(to: verb, of: item)
  }

  private func load(_ page: PageRequest) -> Load {
    .list(source.name, ListQuery(source.scope.and(rows.query.filter), sort: rows.query.sort), page)
  }

  func concerns(_ change: Change) -> Bool { source.concerns(change) }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard let page = source.page(in: answer) else { return }
    rows.receive(page, for: load.page ?? PageRequest(), isFrozen: isFrozen || rows.isFrozen)
    if rows.rows.count != 1 || rows.isOpenEnded { sought = nil }
  }

  mutating func move(_ motion: Motion) { rows.move(motion) }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .open:
      return rows.cursor.flatMap(source.address).map(Wish.open)
    case .trace: return rows.cursor.flatMap(source.trace).map { Wish.open(TopologyPane.trace($0)) }
    case .audit: return rows.cursor.map { Wish.open(.audit(of: source.auditTargets(of: $0))) }
    case .predecessor, .successor, .origin:
      return rows.cursor.flatMap { source.address(of: command, of: $0) }.map(Wish.open)
    case .nextSection: return source.neighbour.map(Wish.open)
    default:
      if rows.mark(by: command) { return nil }
      guard let verb = Verb(command) else { return nil }
      if source.makesNew(command) { return source.request(verb, newBeside: rows.rows).map(Wish.ask) }
      return rows.wish(verb) { source.request($0, $1) }
    }
  }

  mutating func settle(in size: Size) {
    let parts = parts(Rect(size))
    rows.settle(in: parts[0].size, isBeside: parts.count > 1)
  }

  /// The list, and on wide screens what describes the row under the cursor.
  private func parts(_ bounds: Rect) -> [Rect] {
    guard bounds.width >= Layout.splitColumns, rows.cursor != nil else { return [bounds] }
    return bounds.columns([.share(7), .share(5)], gap: 1)
  }

  func row(at point: Point, in size: Size) -> Int? {
    let place = parts(Rect(size))[0]
    guard place.contains(point) else { return nil }
    let row = rows.scroll.top + point.y - (place.height - Table.visibleRows(height: place.height))
    return row >= rows.scroll.top && row < rows.rows.count ? row : nil
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    let parts = parts(surface.bounds)
    surface.within(parts[0]) { rows.draw(on: &$0, empty: source.empty, context) }
    guard parts.count > 1, let cursor = rows.cursor else { return }
    let inner = surface.box(parts[1], title: [Span(source.copyText(of: cursor), .muted)]).inset(columns: 1)
    surface.draw(TextView(Document { source.describe(cursor, in: &$0) }), in: inner)
  }
}

extension ListState {
  /// What is asked of the selection; where it cannot be asked of all that is marked, why.
  func wish(_ verb: Verb, ask: (Verb, [Item]) -> ActionRequest?) -> Wish? {
    let selection = selection
    if selection.isEmpty { return nil }
    if let request = ask(verb, selection) { return .ask(request) }
    guard selection.count > 1 else { return nil }
    let unfit = verb.isForSeveral ? selection.count { ask(verb, [$0]) == nil } : 0
    return .say(unfit > 0 ? ListWords.unfit(unfit, of: selection.count) : ListWords.oneAtATime)
  }

  /// `12/130+ · 3 marked · 2 updates held`.
  var status: String {
    guard isLoaded else { return "" }
    var parts: [String] = []
    if !rows.isEmpty { parts.append(position) }
    if !marks.isEmpty { parts.append(ListWords.marked(marks.count, isCollecting: marks.isCollecting)) }
    if marks.isFull { parts.append(ListWords.marksFull) }
    if heldRows > 0 { parts.append(ListWords.held(heldRows)) }
    return parts.joined(separator: " · ")
  }

  /// `12/130`, `12/130+` while there are more; counted from the end where only the end has been read, and not at all
  /// between the two: nobody has counted the rows in front.
  private var position: String {
    // What is held whole is counted as it is held.
    if let total, query.filter.isEmpty, total >= rows.count, window.isAtStart != window.isAtEnd {
      let place = window.isAtStart ? scroll.cursor + 1 : total - (rows.count - scroll.cursor) + 1
      return "\(Format.count(place))/\(Format.count(total))"
    }
    if window.isAtStart {
      return "\(scroll.cursor + 1)/\(Format.count(rows.count))\(isOpenEnded ? "+" : "")"
    }
    return isOpenEnded ? "…" : ListWords.fromEnd(rows.count - scroll.cursor)
  }
}
