import Foundation
import Model
import Support
import Terminal

/// One task with all that was said about it, version by version, and what changed between them.
struct LabelTaskDetailSource: DetailSource {
  let id: LabelTaskID
  let project: String

  var address: Address { Address(.labeling, project, id.description) }
  var load: Load { .labelTask(id) }
  var copyText: String { id.description }
  func crumb(_ detail: LabelTaskDetail?) -> String { detail?.task.key ?? LabelingWords.task(id) }
  func concerns(_ change: Change, _ detail: LabelTaskDetail?) -> Bool { change == .labeling }

  func item(in answer: Answer) -> LabelTaskDetail? { if case .labelTask(let detail) = answer { detail } else { nil } }
  func describe(_ detail: LabelTaskDetail, in document: inout Document) { document.task(detail) }

  func actions(on detail: LabelTaskDetail) -> [Command] {
    let task = detail.task
    let gold: [Command] = task.isGold || task.state == .accepted ? [.work(.gold)] : []
    switch task.state {
    case .accepted: return gold + [.work(.reopen)]
    case .draft: return gold + [.work(.publish), .work(.assign), .work(.prioritize)]
    case .open, .inProgress: return gold + [.work(.assign), .work(.prioritize), .work(.revoke)]
    default: return gold
    }
  }

  func perform(_ command: Command, on detail: LabelTaskDetail) -> Wish? {
    Verb(command).map { verb in
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
      heading(Words.gold)
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
      heading("v\(result.version)  \(Words.name(result.kind))  \(result.author)  \(Format.time(result.at))")
      fact(Words.reason, result.reason)
      answers(result.after, against: result.before)
    }
    if !detail.log.isEmpty {
      heading(Words.log)
      log(detail.log)
    }
  }

  /// Answers, a line a field; with those before, what is new is marked, and what is gone follows.
  mutating func answers(_ answers: JSON, against before: JSON?) {
    let names = (before?.members ?? []).map(\.name).filter { answers[$0] == nil } + (answers.members ?? []).map(\.name)
    for name in names {
      let (now, old) = (answers[name], before?[name])
      if before == nil || now == old {
        fact(name, now?.answerText)
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
