import Model
import Terminal

/// The columns of a list, to choose from.
struct ColumnMenu: Hashable, Sendable {
  struct Column: Hashable, Sendable {
    var key: String
    var title: String
  }

  /// The name under which the choice is kept.
  var list: String
  var columns: [Column]
  /// Keys of those on the screen, in their order.
  var shown: [String]

  var checkList: CheckList<String> {
    let choices = columns.map { Choice($0.title.isEmpty ? $0.key : $0.title, $0.key) }
    return CheckList(ListWords.columnsTitle, choices, chosen: shown)
  }
}

/// What the list may be sorted by.
enum SortChoice: Hashable, Sendable {
  case own
  case by(ListSort)

  var sort: ListSort? { if case .by(let sort) = self { sort } else { nil } }
}

extension ListPart {
  /// Sortable fields by a few of their letters. The field that the list is sorted by turns around.
  var sortMenu: Palette<SortChoice> {
    let sort = query.sort
    let fields = fields.filter(\.isSortable).map { field in
      let isCurrent = sort?.field == field.name
      let sign = isCurrent ? (sort?.isDescending == true ? " ▼" : " ▲") : ""
      let flipped = isCurrent && sort?.isDescending == false
      return Choice(FieldNames.choice(field.name) + sign, SortChoice.by(ListSort(field.name, isDescending: flipped)))
    }
    let line = InputLine(prompt: Span("▲▼ ", .accent), placeholder: ListWords.sortPlaceholder)
    return Palette(
      ListWords.sortTitle, fields + [Choice(ListWords.ownOrder, .own)], line: line, empty: ListWords.sortNothing)
  }
}

extension ListName {
  /// What choices about the list are kept under: the same for all lists of a kind.
  var key: String {
    switch self {
    case .uploads: "uploads"
    case .datasets: "datasets"
    case .versions: "versions"
    case .runs: "runs"
    case .workflows: "workflows"
    case .queues: "queues"
    case .trace: "trace"
    case .letterGroups: "letter_groups"
    case .letters: "letters"
    case .bulkOperations: "operations"
    case .schedules: "schedules"
    case .scheduleFires: "schedule_fires"
    case .auditEntries: "audit"
    case .bulkOperationItems: "operation_items"
    case .report: "report"
    case .logLines: "logs"
    case .labelProjects: "label_projects"
    case .labelTasks: "label_tasks"
    case .skillGroups: "skill_groups"
    }
  }
}
