import Foundation
import Model
import Terminal

/// Dead letters grouped by signature: one row a cause.
struct LetterGroupSource: ListSource {
  var address: Address { Address(.dlq) }
  var neighbour: Address? { Address(.dlq, "operations") }
  var crumb: String { DeadLettersWords.groups }
  var empty: [String] { DeadLettersWords.noGroups }
  var actions: [Command] { [.redrive, .discard, .resolve] }

  var name: ListName { .letterGroups }
  func concerns(_ change: Change) -> Bool { change == .letters }

  func page(in answer: Answer) -> Page<LetterGroup>? {
    if case .letterGroups(let page) = answer { page } else { nil }
  }

  func address(of group: LetterGroup) -> Address? { Address(.dlq, group.signature) }

  func request(_ verb: Verb, _ selection: [LetterGroup]) -> ActionRequest? {
    ActionRequest(verb: verb, subject: .query(ListQuery(.field("signature", is: selection.map(\.signature)))))
  }

  func columns(width: Int) -> [ListColumn<LetterGroup>] {
    typealias Words = DeadLettersWords
    var columns = [
      ListColumn<LetterGroup>("waiting", Words.waiting, .fixed(9), .trailing) { group, _ in
        let text = "\(Format.count(group.waiting))/\(Format.count(group.total))"
        return Span(text, group.waiting > 0 ? .error : .muted)
      },
      ListColumn<LetterGroup>("code", Words.code, .fixed(width < 60 ? 14 : 18)) { group, _ in
        Span(group.errorCode.rawValue, .accent)
      },
    ]
    if width >= 60 {
      columns.append(ListColumn("step", Words.step, .fixed(11)) { group, _ in Span(group.place ?? "–") })
    }
    if width >= 70 {
      columns.append(
        ListColumn("first", Words.first, .fixed(5), .trailing) { group, now in
          Span(Format.age(of: group.firstFailedAt, at: now), .muted)
        })
    }
    columns.append(
      ListColumn("last", Words.last, .fixed(4), .trailing) { group, now in
        Span(Format.age(of: group.lastFailedAt, at: now), .muted)
      })
    columns.append(ListColumn("message", Words.message, .atLeast(4)) { group, _ in Span(group.message.shown) })
    return columns
  }

  func describe(_ group: LetterGroup, in document: inout Document) {
    typealias Words = DeadLettersWords
    document.fact(CommonWords.error, group.errorCode.rawValue, style: .error)
    document.fact(CommonWords.why, group.message.shown)
    document.fact(Words.step, group.step)
    document.fact(Words.function, group.function)
    document.gap()
    document.fact(Words.waiting, Format.count(group.waiting))
    document.fact(Words.total, Format.count(group.total))
    document.fact(Words.first, Format.time(group.firstFailedAt))
    document.fact(Words.last, Format.time(group.lastFailedAt))
    document.fact(Words.newest, group.newest.description)
  }
}
