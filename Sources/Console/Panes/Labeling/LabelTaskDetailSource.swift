import Foundation
import Model
import Support
import Terminal

/// One task with all that was said about it, version by version, and what changed between them; or two of the versions
/// beside each other.
struct LabelTaskDetailSource: DetailSource {
  /// Two versions of an answer: `1,3`.
  struct Pair: Hashable, Sendable, CustomStringConvertible {
    var from: Int
    var to: Int

    var description: String { "\(from),\(to)" }
  }

  let id: LabelTaskID
  let project: String
  /// What is compared; `nil` shows the task.
  var pair: Pair?

  var address: Address { pair.map(address) ?? Address(.labeling, project, id.description) }
  private func address(_ pair: Pair) -> Address { Address(.labeling, project, id.description, pair.description) }
  var load: Load { .labelTask(id) }
  var copyText: String { id.description }
  func crumb(_ detail: LabelTaskDetail?) -> String { detail?.task.key ?? LabelingWords.task(id) }
  func concerns(_ change: Change, _ detail: LabelTaskDetail?) -> Bool { change == .labeling }

  func item(in answer: Answer) -> LabelTaskDetail? { if case .labelTask(let detail) = answer { detail } else { nil } }
  func describe(_ detail: LabelTaskDetail, in document: inout Document) {
    if let pair { document.versions(of: detail, pair) } else { document.task(detail) }
  }

  /// Any two versions, the newest first.
  private func pairs(_ detail: LabelTaskDetail) -> [Pair] {
    let versions = detail.results.map(\.version).sorted()
    return versions.reversed().flatMap { to in
      versions.reversed().filter { $0 < to }.map { Pair(from: $0, to: to) }
    }
  }

  func actions(on detail: LabelTaskDetail) -> [Command] {
    let pairs = pairs(detail)
    if pair != nil { return pairs.count > 1 ? [.nextSection, .previousSection] : [] }
    return actions(on: detail.task) + (pairs.isEmpty ? [] : [.work(.history)])
  }

  private func actions(on task: LabelTask) -> [Command] {
    let always: [Command] = [.audit] + (task.isGold || task.state == .accepted ? [.work(.gold)] : [])
    switch task.state {
    case .accepted: return always + [.work(.reopen)]
    case .draft: return always + [.work(.publish), .work(.assign), .work(.prioritize)]
    case .open, .inProgress: return always + [.work(.assign), .work(.prioritize), .work(.revoke)]
    default: return always
    }
  }

  func perform(_ command: Command, on detail: LabelTaskDetail) -> Wish? {
    let pairs = pairs(detail)
    if let pair, let step = command == .nextSection ? 1 : command == .previousSection ? -1 : nil {
      let index = (pairs.firstIndex(of: pair) ?? -step) + step
      return pairs.isEmpty ? nil : .open(address(pairs[(index + pairs.count) % pairs.count]))
    }
    if command == .work(.history) { return pairs.first.map { .open(address($0)) } }
    if command == .audit { return .open(.audit(of: .labelTask(id))) }
    return Verb(command).map { verb in
      let verb = verb == .gold && detail.task.isGold ? .ungold : verb
      return .ask(ActionRequest(verb: verb, subject: .labelTasks([id])))
    }
  }
}

extension Document {
  mutating func task(_ detail: LabelTaskDetail) {
    typealias Words = LabelingWords
    task(detail.task)
    heading(Words.item)
    payload(detail.payload)
    if let gold = detail.gold {
      heading(Text.titled(Words.gold))
      answers(gold, against: nil)
    }
    for prediction in detail.predictions {
      heading(prediction.model + (prediction.score.map { "  " + Words.percent($0) } ?? ""))
      answers(prediction.annotation, against: nil)
    }
    for assignment in detail.assignments {
      heading(assignment.annotator + "  " + Words.name(assignment.state))
      fact(Words.reason, assignment.reason)
      if let annotation = assignment.annotation { answers(annotation, against: nil) }
    }
    for result in detail.results.reversed() {
      heading(Self.head(of: result))
      fact(Words.reason, result.reason)
      answers(result.after, against: result.before)
    }
    if !detail.log.isEmpty {
      heading(Words.log)
      log(detail.log)
    }
  }

  /// What changed from one version of the answer to another, and which versions there are.
  fileprivate mutating func versions(of detail: LabelTaskDetail, _ pair: LabelTaskDetailSource.Pair) {
    typealias Words = LabelingWords
    let from = detail.results.first { $0.version == pair.from }
    let to = detail.results.first { $0.version == pair.to }
    line([Span(detail.task.key, .title)])
    gap()
    guard let from, let to else { return prose(Words.noSuchVersions(detail.results.count), style: .warning) }
    for (sign, result, style) in [("−", from, Style.error), ("+", to, .success)] {
      line([Span(sign + " ", style), Span(Self.head(of: result))])
      fact(Words.reason, result.reason)
    }
    gap()
    if from.after == to.after { prose(Words.sameAnswer, style: .muted) }
    answers(to.after, against: from.after)
    heading(Text.titled(Words.versions))
    for result in detail.results.reversed() { line([Span(Self.head(of: result), .muted)]) }
  }

  private static func head(of result: LabelResult) -> String {
    "v\(result.version)  \(LabelingWords.name(result.kind))  \(result.author)  \(Format.time(result.at))"
  }

  /// Answers, a line a field; with those before, what is new is marked, and what is gone follows.
  mutating func answers(_ answers: JSON, against before: JSON?) {
    let names = (before?.members ?? []).map(\.name).filter { answers[$0] == nil } + (answers.members ?? []).map(\.name)
    for name in names {
      let (now, old) = (answers[name], before?[name])
      // Of an open set nothing was chosen.
      func chosen(_ answer: JSON?) -> JSON? { answer?.array?.isEmpty == true ? nil : answer }
      if before == nil || chosen(now) == chosen(old) {
        fact(name, (now ?? old)?.answerText)
      } else {
        if let old { fact(name, "− " + old.answerText, style: .error) }
        if let now { fact(name, "+ " + now.answerText, style: .success) }
      }
    }
  }
}

extension JSON {
  /// All answers to an item in a line.
  var answersText: String { (members ?? []).map { "\($0.name) \($0.value.answerText)" }.joined(separator: " · ") }

  /// An answer in a line: options beside each other, spans with their labels.
  var answerText: String {
    switch self {
    case .string(let text): text
    case .array(let elements) where elements.isEmpty: "–"
    case .array(let elements):
      elements.map { element in
        guard let label = element["label"]?.string else { return element.answerText }
        return
          "\(label) “\(element["text"]?.string ?? "")” \(element["start"]?.integer ?? 0)–\(element["end"]?.integer ?? 0)"
      }.joined(separator: " · ")
    default: text()
    }
  }
}
