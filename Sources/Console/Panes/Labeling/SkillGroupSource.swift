import Model
import Terminal

/// The skill groups of the platform: who can do certain tasks. A new one is formed here, and people join and leave.
struct SkillGroupSource: ListSource {
  /// From where one came.
  let project: String

  var address: Address { Address(.labeling, project, "groups") }
  var crumb: String { LabelingWords.groups }
  var empty: [String] { LabelingWords.noGroups }
  var actions: [Command] { [.work(.enlist), .work(.form)] }

  func makesNew(_ command: Command) -> Bool { command == .work(.form) }

  var name: ListName { .skillGroups }
  func concerns(_ change: Change) -> Bool { change == .audit }

  func page(in answer: Answer) -> Page<SkillGroup>? { if case .skillGroups(let page) = answer { page } else { nil } }

  func address(of group: SkillGroup) -> Address? { nil }
  func auditTargets(of group: SkillGroup) -> [AuditTarget] { [.skillGroup(group.name)] }

  func request(_ verb: Verb, _ selection: [SkillGroup]) -> ActionRequest? {
    ActionRequest(verb: verb, subject: .skillGroup(selection.first?.name ?? ""))
  }

  func columns(width: Int) -> [ListColumn<SkillGroup>] {
    [
      ListColumn("name", LabelingWords.group, .fixed(20)) { group, _ in Span(group.name, .title) },
      ListColumn("members", LabelingWords.members, .atLeast(10)) { group, _ in
        Span(group.members.isEmpty ? "–" : group.members.joined(separator: ", "))
      },
    ]
  }

  func describe(_ group: SkillGroup, in document: inout Document) {
    document.line([Span(group.name, .title)])
    document.gap()
    for member in group.members { document.line([Span(member)]) }
  }
}
