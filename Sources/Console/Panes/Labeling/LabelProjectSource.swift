import Foundation
import Model
import Terminal

/// The labeling projects, newest first.
struct LabelProjectSource: ListSource {
  var address: Address { Address(.labeling) }
  var crumb: String { PaneID.labeling.title }
  var empty: [String] { LabelingWords.noProjects }

  var name: ListName { .labelProjects }
  func concerns(_ change: Change) -> Bool { change == .labeling }

  func page(in answer: Answer) -> Page<LabelProject>? {
    if case .labelProjects(let page) = answer { page } else { nil }
  }

  func auditTargets(of project: LabelProject) -> [AuditTarget] { [.labelProject(project.name)] }
  func address(of project: LabelProject) -> Address? { Address(.labeling, project.name) }
  func copyText(of project: LabelProject) -> String { project.name }

  func columns(width: Int) -> [ListColumn<LabelProject>] {
    typealias Words = LabelingWords
    let bar = width >= 100 ? 16 : width >= 60 ? 10 : 5
    var columns: [ListColumn<LabelProject>] = [
      ListColumn("status", width >= 50 ? Words.status : "", .fixed(width >= 50 ? 9 : 1)) { project, _ in
        width >= 50 ? project.status.sign.span : project.status.sign.short
      },
      ListColumn("name", Words.project, .atLeast(8)) { project, _ in Span(project.name) },
      ListColumn("labeled", Words.labeled, .fixed(bar + 5)) { project, _ in
        let percent = Text.fitted("\(Int(project.labeledFraction * 100))%", to: 5, .trailing)
        return Span(ProgressBar(project.labeledFraction).text(columns: bar) + percent, .accent)
      },
      ListColumn("tasks", Words.tasks, .fixed(9), .trailing) { project, _ in Span(Format.count(project.taskCount)) },
    ]
    if width >= 72 {
      columns.append(count("open", Words.open) { $0.tasks[.open, default: 0] + $0.tasks[.inProgress, default: 0] })
      columns.append(
        count("review", Words.toReview) { $0.tasks[.labeled, default: 0] + $0.tasks[.inReview, default: 0] })
      columns.append(count("decide", Words.toDecide, .warning) { $0.tasks[.adjudicating, default: 0] })
    }
    return columns
  }

  private func count(
    _ key: String, _ title: String, _ style: Style = .text, _ count: @escaping @Sendable (LabelProject) -> Int
  ) -> ListColumn<LabelProject> {
    ListColumn(key, title, .fixed(7), .trailing) { project, _ in
      let count = count(project)
      return Span(Format.count(count), count > 0 ? style : .muted)
    }
  }

  func describe(_ project: LabelProject, in document: inout Document) { document.project(project) }
}

extension LabelProject.Status {
  var sign: Sign {
    let word = LabelingWords.name(self)
    return switch self {
    case .active: Sign("●", word, .success)
    case .paused: .held(word)
    case .archived: .over(word)
    }
  }
}

extension LabelTaskState {
  var sign: Sign {
    let word = LabelingWords.name(self)
    return switch self {
    case .draft: Sign("·", word, .muted)
    case .open: Sign("○", word, .text)
    case .inProgress: .working(word)
    case .labeled: Sign("◑", word, .info)
    case .inReview: Sign("◒", word, .info)
    case .adjudicating: Sign("≠", word, .warning)
    case .accepted: .good(word)
    case .rejected: .bad(word)
    case .reopened: .undone(word)
    }
  }
}

extension Document {
  /// Of a question, those that are named.
  private static let optionsMax = 12

  mutating func project(_ project: LabelProject) {
    typealias Words = LabelingWords
    line([project.status.sign.span, Span("  " + project.name, .title)])
    gap()
    let bar = ProgressBar(project.labeledFraction).text(columns: 12)
    fact(
      Words.labeled,
      "\(bar) \(Int(project.labeledFraction * 100))%  "
        + CommonWords.share(Format.count(project.labeledCount), of: Format.count(project.taskCount)))
    for state in LabelTaskState.allCases {
      guard let count = project.tasks[state], count > 0 else { continue }
      line([state.sign.span, Span(" \(Format.count(count))")])
    }
    gap()
    let settings = project.settings
    fact(Words.overlap, "\(settings.overlap)")
    if settings.reviewRate > 0 { fact(Words.reviewed, Words.percent(settings.reviewRate)) }
    if settings.goldRate > 0 { fact(Words.gold, Words.percent(settings.goldRate)) }
    fact(Words.schema, "v\(project.schemaVersion)")
    for field in project.schema.fields {
      let rest = field.options.count - Document.optionsMax
      let named = field.options.prefix(Document.optionsMax).map(\.shown) + (rest > 0 ? [CommonWords.more(rest)] : [])
      let options = named.joined(separator: " · ")
      let range = field.minimum.flatMap { low in field.maximum.map { "\(low.shown)–\($0.shown)" } } ?? ""
      line(
        [
          Span("  " + field.shown, .accent), Span(" " + Words.name(field.kind), .muted),
          Span("  " + (options.isEmpty ? range : options)),
        ], hanging: 4)
    }
  }
}

extension LabelField {
  var shown: String { title ?? name }
}

extension LabelOption {
  var shown: String { title ?? value }
}

extension Double {
  /// `4`, `4.5`.
  var shown: String { Int64(exactly: self).map { "\($0)" } ?? "\(self)" }
}
