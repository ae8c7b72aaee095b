import Foundation
import Model
import Support
import Terminal

/// The bulk operations on dead letters, newest first.
struct LetterOperationSource: ListSource {
  var address: Address { Address(.dlq, "operations") }
  var neighbour: Address? { Address(.dlq) }
  var crumb: String { DeadLettersWords.operations }
  var empty: [String] { DeadLettersWords.noOperations }
  var actions: [Command] { [.hold, .stop, .restore] }

  var name: ListName { .letterOperations }
  func concerns(_ change: Change) -> Bool { change == .letters }

  func page(in answer: Answer) -> Page<LetterOperation>? {
    if case .letterOperations(let page) = answer { page } else { nil }
  }

  func address(of operation: LetterOperation) -> Address? {
    Address(.dlq, "operations", operation.id.description)
  }

  func isLively(_ operation: LetterOperation) -> Bool { operation.state == .running }

  func request(_ verb: Verb, _ selection: [LetterOperation]) -> ActionRequest? {
    selection.first.flatMap { $0.request(verb) }
  }

  func columns(width: Int) -> [ListColumn<LetterOperation>] {
    typealias Words = DeadLettersWords
    var columns: [ListColumn<LetterOperation>] = [
      ListColumn("state", Words.state, .fixed(11)) { operation, _ in operation.state.sign.span },
      ListColumn("action", Words.action, .fixed(8)) { operation, _ in Span(Words.name(operation.action)) },
      ListColumn("progress", Words.progress, .atLeast(width >= 50 ? 12 : 4)) { operation, _ in
        if width < 50 { return Span("\(Int(operation.fraction * 100))%", operation.state.sign.style) }
        let share = CommonWords.share(Format.count(operation.settled), of: Format.count(operation.total))
        let bar = width >= 70 ? ProgressBar(operation.fraction).text(columns: 10) + " " : ""
        return Span(bar + share, operation.state.sign.style)
      },
      ListColumn("failed", Words.failedAgain, .fixed(width >= 50 ? 9 : 5), .trailing) { operation, _ in
        let count = operation.outcomes[.failedAgain, default: 0] + operation.outcomes[.refused, default: 0]
        return Span(Format.count(count), count > 0 ? .error : .muted)
      },
    ]
    if width >= 56 {
      columns.append(ListColumn("by", Words.actor, .fixed(8)) { operation, _ in Span(operation.actor) })
    }
    columns.append(
      ListColumn("age", Words.age, .fixed(4), .trailing) { operation, now in
        Span(Format.age(of: operation.createdAt, at: now), .muted)
      })
    if width >= 100 {
      columns.append(
        ListColumn("reason", Words.reason, .atLeast(8)) { operation, _ in Span(operation.reason ?? "–", .muted) })
    }
    return columns
  }

  func describe(_ operation: LetterOperation, in document: inout Document) { document.operation(operation) }
}

extension LetterOperation {
  /// What a verb means for the operation as it is.
  func request(_ verb: Verb) -> ActionRequest? {
    switch verb {
    case .pause where state == .running: ActionRequest(verb: .pause, subject: .operation(id))
    case .pause: ActionRequest(verb: .resume, subject: .operation(id))
    case .cancel: ActionRequest(verb: .cancel, subject: .operation(id))
    // A bulk discard is undone by restoring what it discarded.
    case .restore where action == .discard:
      ActionRequest(
        verb: .restore,
        subject: .query(
          ListQuery(
            Filter.field("operation", is: [id.description])
              .and(.field("state", is: [LetterState.discarded.rawValue])))))
    default: nil
    }
  }
}

extension Document {
  mutating func operation(_ operation: LetterOperation) {
    typealias Words = DeadLettersWords
    line([operation.state.sign.span, Span("  " + Words.name(operation.action), .title)])
    failure(operation.failure)
    fact(Words.progress, CommonWords.share(Format.count(operation.settled), of: Format.count(operation.total)))
    for outcome in LetterOutcome.allCases {
      guard let count = operation.outcomes[outcome], count > 0 else { continue }
      fact(outcome.sign.word, Format.count(count))
    }
    gap()
    fact(Words.filter, operation.filter.isEmpty ? Words.allLetters : operation.filter)
    fact(Words.reason, operation.reason)
    fact(Words.actor, operation.actor)
    fact(Words.rate, operation.ratePerSecond.map(Words.perSecond))
    if case .redrive(let parameters) = operation.action, parameters.members?.isEmpty == false {
      fact(Words.parameters, parameters.text())
    }
    fact(Words.started, operation.startedAt.map(Format.time))
    fact(Words.finished, operation.finishedAt.map(Format.time))
    fact(Words.audit, operation.auditID?.description)
    fact(Words.id, operation.id.description)
  }
}
