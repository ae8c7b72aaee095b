import Foundation
import Model
import Terminal

/// One bulk operation: how far it is, and below it what became of each item.
struct BulkOperationScene: Scene {
  let kind: OperationKind
  let id: BulkOperationID
  private(set) var operation: BulkOperation?
  private(set) var items: ListState<BulkOperationItem>

  init(_ kind: OperationKind, _ id: BulkOperationID) {
    self.kind = kind
    self.id = id
    items = ListState("operation_items") { BulkOperationItem.columns(kind, width: $0) }
  }

  var address: Address { kind.address(of: id).showing(items.query) }
  var crumb: String { kind.name(id) }
  var isLoaded: Bool { operation != nil }
  var loads: [Load] { [.bulkOperation(id), load(items.refresh)] }
  var more: Load? { items.wanted.map(load) }
  var listLoad: Load? { load(PageRequest()) }
  var status: String { items.status }
  var copyText: String? { items.cursor?.listID ?? id.description }
  var isLively: Bool { operation?.state == .running }
  var list: (any ListPart)? {
    get { items }
    set { if let newValue = newValue as? ListState<BulkOperationItem> { items = newValue } }
  }

  var commands: [Command] {
    var commands = Command.table + [.copyID, .audit]
    if cursorAddress != nil { commands.append(.open) }
    if operation?.scheduleAddress != nil { commands.append(.origin) }
    switch operation?.state {
    case .running, .paused, .stopped: commands += [.hold, .stop]
    case .prepared: commands.append(.stop)
    case .completed, .cancelled, nil: break
    }
    if operation?.isUndoable == true { commands.append(.restore) }
    return commands
  }

  private func load(_ page: PageRequest) -> Load { .list(.bulkOperationItems(id), items.query, page) }

  func concerns(_ change: Change) -> Bool { change == .operations }

  /// The letter, or the run that was started for the version.
  private var cursorAddress: Address? {
    switch kind {
    case .letters: items.cursor.map { Address(.dlq, $0.listID) }
    case .backfills: items.cursor?.runID.map { Address(.topology, $0.description) }
    }
  }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    switch answer {
    case .bulkOperation(let operation):
      self.operation = operation
      items.total = operation.total
    case .bulkOperationItems(let page):
      items.receive(page, for: load.page ?? PageRequest(), isFrozen: isFrozen || items.isFrozen)
    default: break
    }
  }

  mutating func move(_ motion: Motion) { items.move(motion) }

  mutating func perform(_ command: Command) -> Wish? {
    if command == .open { return cursorAddress.map(Wish.open) }
    if command == .origin { return (operation?.scheduleAddress).map(Wish.open) }
    if command == .audit { return .open(.audit(of: kind == .letters ? .operation(id) : .backfill(id))) }
    guard let verb = Verb(command) else { return nil }
    return operation?.request(verb).map(Wish.ask)
  }

  func obstacle(to command: Command) -> String? { Verb(command).flatMap { operation?.obstacle(to: $0) } }

  private static func parts(_ size: Size) -> [Rect] { Rect(size).rows([.fixed(min(4, size.height / 2)), .share(1)]) }

  mutating func settle(in size: Size) {
    items.settle(in: BulkOperationScene.parts(size)[1].size)
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let operation else { return }
    let parts = BulkOperationScene.parts(surface.bounds.size)
    surface.within(parts[0].inset(columns: 1)) { drawHead(operation, context, on: &$0) }
    let empty = kind == .letters ? DeadLettersWords.noItems : OperationWords.noVersions
    surface.within(parts[1]) { items.draw(on: &$0, empty: empty, context) }
  }

  private func drawHead(_ operation: BulkOperation, _ context: DrawContext, on surface: inout Surface) {
    typealias Words = DeadLettersWords
    let took = Format.duration(from: operation.startedAt, to: operation.finishedAt, now: context.now)
    let width = surface.bounds.width
    // The numbers count more than the bar.
    let bar = width < 50 ? "" : ProgressBar(operation.fraction).text(columns: min(20, width / 5)) + " "
    surface.draw(
      [
        operation.state.sign.span, Span("  " + operation.action.word, .title), Span("  " + bar),
        Span(CommonWords.share(Format.count(operation.settled), of: Format.count(operation.total))),
        Span("  " + took, .muted),
      ], at: .zero)
    var x = 0
    for outcome in BulkOutcome.allCases {
      guard let count = operation.outcomes[outcome], count > 0 else { continue }
      let sign = outcome.sign
      x = surface.draw("\(sign.sign) \(Format.count(count)) \(sign.word)", at: Point(x, 1), style: sign.style) + 2
    }
    let why = [operation.actor, operation.reason ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    surface.draw(why, at: Point(0, 2), style: .muted)
    if let failure = operation.failure {
      let next = failure.shownNextStep.map { [Span(" → " + $0, .accent)] } ?? []
      surface.draw([Span(failure.shown, .error)] + next, at: Point(0, 3))
    } else {
      let options = operation.action.backfill.map { "  " + $0.options } ?? ""
      surface.draw(
        [Span(Words.filter + " ", .header), Span(operation.shownFilter + options, .muted)], at: Point(0, 3))
    }
  }
}

extension BulkOperationItem {
  fileprivate static func columns(_ kind: OperationKind, width: Int) -> [ListColumn<BulkOperationItem>] {
    typealias Words = DeadLettersWords
    var columns: [ListColumn<BulkOperationItem>] = [
      ListColumn("outcome", Words.outcome, .fixed(14)) { item, _ in item.outcome.sign.span },
      ListColumn("item", kind == .letters ? Words.letter : ListWords.version, .atLeast(10)) { item, _ in
        Span(item.title)
      },
    ]
    if width >= 60 {
      columns.append(
        ListColumn("message", Words.message, .atLeast(10)) { item, _ in
          Span(item.failure.map { $0.errorCode.rawValue + " " + $0.shown } ?? "", .error)
        })
    }
    columns.append(
      kind == .letters
        ? ListColumn("id", Words.id, .fixed(9)) { item, _ in Span(Format.short(item.listID), .muted) }
        : ListColumn("run", Words.run, .fixed(9)) { item, _ in
          Span(item.runID.map { Format.short($0) } ?? "–", .muted)
        })
    return columns
  }
}
