import Foundation
import Model
import Support
import Terminal

/// One task with all that was said about it, version by version, and what changed between them.
struct LabelTaskScene: Scene {
  let id: LabelTaskID
  let project: String
  private(set) var detail: LabelTaskDetail?
  private var view = TextView(showsCursor: true)

  init(_ id: LabelTaskID, project: String) {
    self.id = id
    self.project = project
  }

  var address: Address { Address(.labeling, project, id.description) }
  var crumb: String { detail?.task.key ?? LabelingWords.task(id) }
  var loads: [Load] { [.labelTask(id)] }
  var isLoaded: Bool { detail != nil }
  var status: String { view.status }
  var copyText: String? { id.description }
  var text: TextView? {
    get { view }
    set { if let newValue { view = newValue } }
  }

  var commands: [Command] {
    var commands = view.commands + [.copyID]
    if view.isAtFold { commands.append(.open) }
    if let task = detail?.task, task.isGold || task.state == .accepted { commands.append(.work(.gold)) }
    switch detail?.task.state {
    case .accepted: commands.append(.work(.reopen))
    case .draft: commands += [.work(.publish), .work(.assign), .work(.prioritize)]
    case .open, .inProgress: commands += [.work(.assign), .work(.prioritize), .work(.revoke)]
    default: break
    }
    return commands
  }

  func concerns(_ change: Change) -> Bool { change == .labeling }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .labelTask(let detail) = answer else { return }
    self.detail = detail
    view.replace(with: Document { $0.task(detail) })
  }

  mutating func move(_ motion: Motion) { view.move(motion) }
  mutating func settle(in size: Size) { view.settle(in: size) }

  mutating func perform(_ command: Command) -> Wish? {
    if command == .open {
      view.toggleFold()
      return nil
    }
    return Verb(command).map { verb in
      let verb = verb == .gold && detail?.task.isGold == true ? .ungold : verb
      return .ask(ActionRequest(verb: verb, subject: .labelTasks([id])))
    }
  }

  func draw(on surface: inout Surface, _ context: DrawContext) { surface.draw(view, in: surface.bounds) }
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
      heading(assignment.annotator + "  " + assignment.state.rawValue.lowercased())
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
