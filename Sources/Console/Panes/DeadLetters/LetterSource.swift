import Foundation
import Model
import Terminal

/// The letters of one group.
struct LetterSource: ListSource {
  let signature: String

  var address: Address { Address(.dlq, signature) }
  var crumb: String { DeadLettersWords.group(signature) }
  var empty: [String] { DeadLettersWords.noLetters }
  var actions: [Command] { [.redrive, .discard, .restore] }
  var isMarkable: Bool { true }

  func load(_ page: PageRequest) -> Load { .letters(LetterFilter(signature: signature), page) }
  func concerns(_ change: Change) -> Bool { change == .letters }

  func page(in answer: Answer) -> Page<DeadLetter>? {
    if case .letters(let page) = answer { page } else { nil }
  }

  func address(of letter: DeadLetter) -> Address? { Address(.dlq, letter.id.description) }
  func isLively(_ letter: DeadLetter) -> Bool { letter.state == .redriving }

  func request(_ verb: Verb, _ selection: [DeadLetter]) -> ActionRequest? {
    ActionRequest(verb: verb, subject: .letters(selection.map(\.id)))
  }

  func columns(width: Int) -> [ListColumn<DeadLetter>] {
    typealias Words = DeadLettersWords
    var columns: [ListColumn<DeadLetter>] = [
      ListColumn(Words.state, .fixed(13)) { letter, _ in letter.state.sign.span }
    ]
    columns += ListColumn.dataset(width: width, { $0.datasetName ?? $0.eventType }, \.datasetVersion)
    if width >= 64 { columns.append(ListColumn(Words.step, .fixed(11)) { letter, _ in Span(letter.step ?? "–") }) }
    if width >= 90 {
      columns.append(
        ListColumn(Words.code, .fixed(18)) { letter, _ in Span(letter.failure.errorCode.rawValue, .accent) })
    }
    columns.append(ListColumn(Words.tries, .fixed(5), .trailing) { letter, _ in Span("\(letter.attempts.count)") })
    columns.append(
      ListColumn(Words.age, .fixed(4), .trailing) { letter, now in
        Span(Format.age(of: letter.lastFailedAt, at: now), .muted)
      })
    if width >= 52 {
      columns.append(ListColumn(Words.id, .fixed(9)) { letter, _ in Span(Format.short(letter.id), .muted) })
    }
    return columns
  }

  func describe(_ letter: DeadLetter, in document: inout Document) { document.letter(letter) }
}

extension DeadLetter: ListItem {
  var itemID: String { id.description }
  var searchFields: [SearchField] {
    [
      SearchField("id", itemID), SearchField("state", state.rawValue), SearchField("dataset", datasetName),
      SearchField("version", datasetVersion), SearchField("step", step),
      SearchField("code", failure.errorCode.rawValue),
      SearchField("message", failure.message), SearchField("trace", traceID.description),
      SearchField("run", runID?.description), SearchField("event", eventType),
    ]
  }

  var versionTitle: String {
    guard let datasetName else { return eventType }
    return datasetName + (datasetVersion.map { "@" + $0 } ?? "")
  }
}
