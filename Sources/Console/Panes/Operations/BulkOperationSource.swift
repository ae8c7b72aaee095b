import Foundation
import Model
import Support
import Terminal

/// Where operations are shown: those on letters beside the letters, backfills beside the runs.
enum OperationKind: Hashable, Sendable {
  case letters, backfills

  var address: Address { self == .letters ? Address(.dlq, "operations") : Address(.topology, "backfills") }
  func address(of id: BulkOperationID) -> Address {
    var address = address
    address.path.append(id.description)
    return address
  }
  var scope: Filter { self == .letters ? BulkOperation.ofLetters : BulkOperation.backfills }

  func name(_ id: BulkOperationID) -> String {
    self == .letters ? DeadLettersWords.operation(id) : OperationWords.backfill(id)
  }
}

/// The bulk operations of a kind, newest first.
struct BulkOperationSource: ListSource {
  let kind: OperationKind

  init(_ kind: OperationKind) { self.kind = kind }

  var address: Address { kind.address }
  var neighbour: Address? { kind == .letters ? Address(.dlq) : ScheduleSource.address }
  var crumb: String { kind == .letters ? DeadLettersWords.operations : OperationWords.backfills }
  var empty: [String] { kind == .letters ? DeadLettersWords.noOperations : OperationWords.noBackfills }
  var actions: [Command] { kind == .letters ? [.hold, .stop, .restore] : [.hold, .stop] }

  var scope: Filter { kind.scope }
  var name: ListName { .bulkOperations }
  func concerns(_ change: Change) -> Bool { change == .operations }

  func page(in answer: Answer) -> Page<BulkOperation>? {
    if case .bulkOperations(let page) = answer { page } else { nil }
  }

  func address(of operation: BulkOperation) -> Address? {
    kind.address(of: operation.id)
  }

  func auditTargets(of operation: BulkOperation) -> [AuditTarget] { [operation.auditTarget] }
  func address(of kin: Command, of operation: BulkOperation) -> Address? {
    kin == .origin ? operation.scheduleAddress : nil
  }
  func isLively(_ operation: BulkOperation) -> Bool { operation.state == .running }

  func request(_ verb: Verb, of operation: BulkOperation) -> ActionRequest? { operation.request(verb) }
  func obstacle(to verb: Verb, of operation: BulkOperation) -> String? { operation.obstacle(to: verb) }

  /// Marks of several are taken back together: by one query over their letters.
  func request(_ verb: Verb, _ selection: [BulkOperation]) -> ActionRequest? {
    guard verb == .restore, selection.count > 1 else {
      return ActionRequest(verb, of: selection) { request(verb, of: $0) }
    }
    let states = selection.compactMap { $0.isUndoable ? $0.action.undone?.rawValue : nil }
    guard states.count == selection.count else { return nil }
    let marked = Filter.field("operation", is: selection.map(\.id.description))
    return ActionRequest(
      verb: verb, subject: .query(ListQuery(marked.and(.field("state", is: Set(states).sorted())))))
  }

  func columns(width: Int) -> [ListColumn<BulkOperation>] {
    typealias Words = DeadLettersWords
    var columns: [ListColumn<BulkOperation>] = [
      ListColumn("state", width >= 50 ? Words.state : "", .fixed(width >= 50 ? 11 : 1)) { operation, _ in
        width >= 50 ? operation.state.sign.span : operation.state.sign.short
      },
      kind == .letters
        ? ListColumn("action", Words.action, .fixed(8)) { operation, _ in Span(operation.action.word) }
        : ListColumn("workflow", TopologyWords.workflow, .atLeast(12)) { operation, _ in
          Span(operation.action.backfill?.workflow ?? "")
        },
      ListColumn("progress", Words.progress, .atLeast(width >= 50 ? 12 : 4)) { operation, _ in
        if width < 50 { return Span("\(Int(operation.fraction * 100))%", operation.state.sign.style) }
        let share = CommonWords.share(Format.count(operation.settled), of: Format.count(operation.total))
        let bar = width >= 70 ? ProgressBar(operation.fraction).text(columns: 10) + " " : ""
        return Span(bar + share, operation.state.sign.style)
      },
    ]
    let (failed, refused) = (BulkOutcome.failed, BulkOutcome.refused)
    if width >= 56 {
      columns += [(failed, 7), (refused, 8)].map { outcome, columns in
        ListColumn(outcome.rawValue.lowercased(), outcome.sign.word, .fixed(columns), .trailing) { operation, _ in
          let count = operation.outcomes[outcome, default: 0]
          return Span(Format.count(count), count > 0 ? outcome.sign.style : .muted)
        }
      }
    } else {
      // Both: what was tried in vain, and what could not be tried.
      columns.append(
        ListColumn("failed", failed.sign.sign + "/" + refused.sign.sign, .fixed(5), .trailing) { operation, _ in
          let (tried, untried) = (operation.outcomes[failed, default: 0], operation.outcomes[refused, default: 0])
          return Span(
            "\(Format.count(tried))/\(Format.count(untried))", operation.failed > 0 ? failed.sign.style : .muted)
        })
    }
    if width >= 56 {
      columns.append(ListColumn("by", Words.actor, .fixed(8)) { operation, _ in Span(operation.actor) })
    }
    columns.append(
      ListColumn("age", CommonWords.age, .fixed(4), .trailing) { operation, now in
        Span(Format.age(of: operation.createdAt, at: now), .muted)
      })
    if width >= 100 {
      columns.append(
        ListColumn("reason", Words.reason, .atLeast(8)) { operation, _ in Span(operation.reason ?? "–", .muted) })
    }
    return columns
  }

  func describe(_ operation: BulkOperation, in document: inout Document) { document.operation(operation) }
}

extension BulkOperation {
  /// What a verb means for the operation as it is.
  func obstacle(to verb: Verb) -> String? {
    switch verb {
    case .restore where !isUndoable:
      action.undone == nil ? OperationWords.notUndone : OperationWords.nothingToUndo
    case .pause where state.isTerminal, .cancel where state.isTerminal: OperationWords.isOver
    default: nil
    }
  }

  func request(_ verb: Verb) -> ActionRequest? {
    switch verb {
    case .pause where state == .running: ActionRequest(verb: .pause, subject: .operation(id))
    case .pause: ActionRequest(verb: .resume, subject: .operation(id))
    case .cancel: ActionRequest(verb: .cancel, subject: .operation(id))
    // A bulk mark is undone by restoring what it marked.
    case .restore where isUndoable:
      action.undone.map { state in
        ActionRequest(
          verb: .restore,
          subject: .query(
            ListQuery(
              Filter.field("operation", is: [id.description]).and(.field("state", is: [state.rawValue])))))
      }
    default: nil
    }
  }
}

extension BulkOperation {
  /// The schedule that began it.
  var scheduleAddress: Address? { schedule.flatMap { Address(.schedule($0)) } }

  var shownFilter: String {
    if !filter.isEmpty { return filter }
    return action.backfill == nil ? DeadLettersWords.allLetters : OperationWords.allVersions
  }
}

extension BulkAction {
  /// The state of the letters that restoring takes back; `nil` of what cannot be undone so.
  var undone: LetterState? {
    guard case .letters(let action) = self, action.isUndone else { return nil }
    return action.mark?.to
  }

  var kind: OperationKind { backfill == nil ? .letters : .backfills }

  var word: String {
    switch self {
    case .letters(let action): DeadLettersWords.name(action)
    case .backfill(let backfill): OperationWords.backfill(of: backfill.workflow)
    }
  }
}

extension Document {
  mutating func operation(_ operation: BulkOperation) {
    typealias Words = DeadLettersWords
    line([operation.state.sign.span, Span("  " + operation.action.word, .title)])
    failure(operation.failure)
    fact(Words.progress, CommonWords.share(Format.count(operation.settled), of: Format.count(operation.total)))
    for outcome in BulkOutcome.allCases {
      guard let count = operation.outcomes[outcome], count > 0 else { continue }
      fact(outcome.sign.word, Format.count(count))
    }
    gap()
    fact(Words.filter, operation.shownFilter)
    fact(Words.reason, operation.reason)
    fact(Words.actor, operation.actor)
    fact(TopologyWords.schedule, operation.schedule)
    fact(Words.rate, operation.ratePerSecond.map(Words.perSecond))
    if case .letters(.redrive(let parameters, _)) = operation.action, parameters.members?.isEmpty == false {
      fact(Words.parameters, parameters.text())
    }
    fact(OperationWords.options, operation.action.backfill?.options)
    fact(Words.started, operation.startedAt.map(Format.time))
    fact(Words.finished, operation.finishedAt.map(Format.time))
    fact(Words.audit, operation.auditID?.description)
    fact(Words.id, operation.id.description)
  }
}
