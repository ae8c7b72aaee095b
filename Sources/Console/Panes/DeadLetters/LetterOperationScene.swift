import Foundation
import Model
import Terminal

/// One bulk operation: how far it is, and below it what became of each letter.
struct LetterOperationScene: Scene {
  let id: LetterOperationID
  private(set) var operation: LetterOperation?
  private(set) var items = ListState("letter_operation_items", columns: LetterOperationItem.columns)

  init(_ id: LetterOperationID) { self.id = id }

  var address: Address { Address(.dlq, "operations", id.description).showing(items.query) }
  var crumb: String { DeadLettersWords.operation(id) }
  var isLoaded: Bool { operation != nil }
  var loads: [Load] { [.letterOperation(id), load(items.refresh)] }
  var more: Load? { items.wanted.map(load) }
  var listLoad: Load? { load(PageRequest()) }
  var status: String { items.status }
  var copyText: String? { items.cursor?.letterID.description ?? id.description }
  var isLively: Bool { operation?.state == .running }
  var list: (any ListPart)? {
    get { items }
    set { if let newValue = newValue as? ListState<LetterOperationItem> { items = newValue } }
  }

  var commands: [Command] {
    var commands = Command.table + [.copyID, .audit]
    if items.cursor != nil { commands.append(.open) }
    switch operation?.state {
    case .running, .paused, .stopped: commands += [.hold, .stop]
    case .prepared: commands.append(.stop)
    case .completed, .cancelled, nil: break
    }
    if operation?.action == .discard { commands.append(.restore) }
    return commands
  }

  private func load(_ page: PageRequest) -> Load { .list(.letterOperationItems(id), items.query, page) }

  func concerns(_ change: Change) -> Bool { change == .letters }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    switch answer {
    case .letterOperation(let operation): self.operation = operation
    case .letterOperationItems(let page):
      items.receive(page, for: load.page ?? PageRequest(), isFrozen: isFrozen || items.isFrozen)
    default: break
    }
  }

  mutating func move(_ motion: Motion) { items.move(motion) }

  mutating func perform(_ command: Command) -> Wish? {
    if command == .open { return items.cursor.map { .open(Address(.dlq, $0.letterID.description)) } }
    if command == .audit { return .open(.audit(of: "operation \(id)")) }
    guard let verb = Verb(command) else { return nil }
    return operation?.request(verb).map(Wish.ask)
  }

  private static func parts(_ size: Size) -> [Rect] { Rect(size).rows([.fixed(min(4, size.height / 2)), .share(1)]) }

  mutating func settle(in size: Size) {
    items.settle(in: LetterOperationScene.parts(size)[1].size)
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let operation else { return }
    let parts = LetterOperationScene.parts(surface.bounds.size)
    surface.within(parts[0].inset(columns: 1)) { drawHead(operation, context, on: &$0) }
    surface.within(parts[1]) { items.draw(on: &$0, empty: DeadLettersWords.noItems, context) }
  }

  private func drawHead(_ operation: LetterOperation, _ context: DrawContext, on surface: inout Surface) {
    typealias Words = DeadLettersWords
    let took = Format.duration(from: operation.startedAt, to: operation.finishedAt, now: context.now)
    let width = surface.bounds.width
    // The numbers count more than the bar.
    let bar = width < 50 ? "" : ProgressBar(operation.fraction).text(columns: min(20, width / 5)) + " "
    surface.draw(
      [
        operation.state.sign.span, Span("  " + Words.name(operation.action), .title), Span("  " + bar),
        Span(CommonWords.share(Format.count(operation.settled), of: Format.count(operation.total))),
        Span("  " + took, .muted),
      ], at: .zero)
    var x = 0
    for outcome in LetterOutcome.allCases {
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
      let filter = operation.filter.isEmpty ? Words.allLetters : operation.filter
      surface.draw([Span(Words.filter + " ", .header), Span(filter, .muted)], at: Point(0, 3))
    }
  }
}

extension LetterOperationItem {
  fileprivate static func columns(width: Int) -> [ListColumn<LetterOperationItem>] {
    typealias Words = DeadLettersWords
    var columns: [ListColumn<LetterOperationItem>] = [
      ListColumn("outcome", Words.outcome, .fixed(14)) { item, _ in item.outcome.sign.span },
      ListColumn("letter", Words.letter, .atLeast(10)) { item, _ in Span(item.title) },
    ]
    if width >= 60 {
      columns.append(
        ListColumn("message", Words.message, .atLeast(10)) { item, _ in
          Span(item.failure.map { $0.errorCode.rawValue + " " + $0.shown } ?? "", .error)
        })
    }
    columns.append(ListColumn("id", Words.id, .fixed(9)) { item, _ in Span(Format.short(item.letterID), .muted) })
    return columns
  }
}
