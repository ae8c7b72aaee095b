import Foundation
import Model
import Terminal

/// Letters: those of one group, those of a dataset, or all.
struct LetterSource: ListSource {
  enum Scope: Hashable, Sendable {
    case all
    case signature(String)
    case dataset(String)

    /// A signature is 8 to 16 hexadecimal digits.
    init(_ name: String) {
      let isSignature = (8...16).contains(name.count) && name.allSatisfy { $0.isHexDigit && !$0.isUppercase }
      self = name == "all" ? .all : isSignature ? .signature(name) : .dataset(name)
    }
  }

  private let kind: Scope

  init(_ scope: Scope) { kind = scope }

  var address: Address {
    switch kind {
    case .all: Address(.dlq, "all")
    case .signature(let name), .dataset(let name): Address(.dlq, name)
    }
  }

  var crumb: String {
    switch kind {
    case .all: DeadLettersWords.allLetters
    case .signature(let signature): DeadLettersWords.group(signature)
    case .dataset(let name): name
    }
  }
  var empty: [String] {
    switch kind {
    case .all: DeadLettersWords.noLettersAtAll
    case .signature(let signature): DeadLettersWords.noLetters(signature: signature)
    case .dataset(let name): DeadLettersWords.noLetters(of: name)
    }
  }
  var actions: [Command] { [.redrive, .discard, .resolve, .restore] }

  var name: ListName { .letters }

  var scope: Filter {
    switch kind {
    case .all: .none
    case .signature(let signature): .field("signature", is: [signature])
    case .dataset(let name): .field("dataset", is: [name])
    }
  }

  func concerns(_ change: Change) -> Bool { change == .letters }

  func page(in answer: Answer) -> Page<DeadLetter>? {
    if case .letters(let page) = answer { page } else { nil }
  }

  func address(of letter: DeadLetter) -> Address? { Address(.dlq, letter.id.description) }
  func trace(of letter: DeadLetter) -> TraceID? { letter.traceID }
  func auditTargets(of letter: DeadLetter) -> [AuditTarget] { letter.auditTargets }
  func isLively(_ letter: DeadLetter) -> Bool { letter.state == .redriving }

  func request(_ verb: Verb, _ selection: [DeadLetter]) -> ActionRequest? {
    ActionRequest(
      verb: verb, subject: .letters(selection.map(\.id), areDead: selection.allSatisfy { $0.state == .dead }))
  }

  func columns(width: Int) -> [ListColumn<DeadLetter>] {
    typealias Words = DeadLettersWords
    var columns: [ListColumn<DeadLetter>] = [
      ListColumn("state", Words.state, .fixed(13)) { letter, _ in letter.state.sign.span }
    ]
    columns += ListColumn.dataset(width: width, { $0.datasetName ?? $0.eventType }, \.datasetVersion)
    if width >= 64 {
      columns.append(
        ListColumn("step", Words.step, .fixed(width >= 84 ? 16 : 11)) { letter, _ in Span(letter.step ?? "–") })
    }
    if width >= 90 {
      columns.append(
        ListColumn("code", Words.code, .fixed(18)) { letter, _ in Span(letter.failure.errorCode.rawValue, .accent) })
    }
    columns.append(
      ListColumn("tries", Words.tries, .fixed(5), .trailing) { letter, _ in Span("\(letter.attempts.count)") })
    columns.append(
      ListColumn("age", CommonWords.age, .fixed(4), .trailing) { letter, now in
        Span(Format.age(of: letter.lastFailedAt, at: now), .muted)
      })
    if width >= 52 {
      columns.append(ListColumn("id", Words.id, .fixed(9)) { letter, _ in Span(Format.short(letter.id), .muted) })
    }
    return columns
  }

  func describe(_ letter: DeadLetter, in document: inout Document) { document.letter(letter) }
}

extension DeadLetter {
  var versionTitle: String {
    guard let datasetName else { return eventType }
    return datasetName + (datasetVersion.map { "@" + $0 } ?? "")
  }
}
