import Foundation
import Model
import Terminal

/// The tasks of a project, in the order in which they are given out.
struct LabelTaskSource: ListSource {
  let project: String

  var address: Address { Address(.labeling, project, "tasks") }
  var crumb: String { LabelingWords.tasks }
  var empty: [String] { LabelingWords.noTasks }
  var actions: [Command] {
    [.work(.assign), .work(.prioritize), .work(.revoke), .work(.reopen), .work(.gold), .work(.publish)]
  }

  var name: ListName { .labelTasks(project) }
  func concerns(_ change: Change) -> Bool { change == .labeling }

  func page(in answer: Answer) -> Page<LabelTask>? {
    if case .labelTasks(let page) = answer { page } else { nil }
  }

  func auditTargets(of task: LabelTask) -> [AuditTarget] { [.labelTask(task.id)] }
  func address(of task: LabelTask) -> Address? { Address(.labeling, project, task.id.description) }

  func request(_ verb: Verb, _ selection: [LabelTask]) -> ActionRequest? {
    let verb = verb == .gold && selection.allSatisfy(\.isGold) ? .ungold : verb
    return ActionRequest(verb: verb, subject: .labelTasks(selection.map(\.id)))
  }

  func columns(width: Int) -> [ListColumn<LabelTask>] {
    typealias Words = LabelingWords
    var columns: [ListColumn<LabelTask>] = [
      ListColumn("state", Words.state, .fixed(width >= 50 ? 14 : 10)) { task, _ in task.state.sign.span },
      ListColumn("key", Words.key, .atLeast(10), keepsEnd: true) { task, _ in
        Span((task.isGold ? "★ " : "") + task.key, task.isGold ? .accent : .text)
      },
      ListColumn("labels", Words.labels, .fixed(7), .trailing) { task, _ in Span("\(task.submitted)/\(task.overlap)") },
    ]
    if width >= 60 {
      columns.append(
        ListColumn("lane", Words.lane, .fixed(16)) { task, _ in
          Span(task.lane == .everybody ? "–" : task.lane.rawValue, .muted)
        }
      )
      columns.append(
        ListColumn("priority", Words.priority, .fixed(8), .trailing) { task, _ in
          Span("\(task.priority)", task.priority == 0 ? .muted : .accent)
        })
    }
    columns.append(
      ListColumn("age", CommonWords.age, .fixed(4), .trailing) { task, now in
        Span(Format.age(of: task.updatedAt, at: now), .muted)
      })
    return columns
  }

  func describe(_ task: LabelTask, in document: inout Document) { document.task(task) }
}

extension Document {
  mutating func task(_ task: LabelTask) {
    typealias Words = LabelingWords
    line([task.state.sign.span, Span("  " + task.key, .title)])
    gap()
    fact(Words.labels, CommonWords.share("\(task.submitted)", of: "\(task.overlap)"))
    fact(Words.lane, task.lane == .everybody ? Words.everybody : task.lane.rawValue)
    fact(Words.priority, "\(task.priority)")
    fact(Words.gold, task.isGold ? Words.yes : nil)
    fact(Words.version, task.version > 0 ? "\(task.version)" : nil)
    fact(Words.updated, Format.time(task.updatedAt))
  }
}
