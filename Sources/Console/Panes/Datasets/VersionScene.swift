import Foundation
import Model
import Terminal

/// One version: what it is, and below it what it has to do with, its columns, or its events.
struct VersionScene: Scene {
  enum Section: String, CaseIterable { case related, columns, events }

  /// The name or the id.
  let dataset: String
  let version: String
  private(set) var detail: VersionDetail?
  private(set) var section = Section.related
  private(set) var related = ListState("related", columns: Relation.columns)
  private(set) var columns = ListState("version_columns", columns: VersionColumn.columns)
  private(set) var events = ListState("events", columns: StateChange.columns)

  init(dataset: String, version: String, _ section: Section = .related) {
    self.dataset = dataset
    self.version = version
    self.section = section
  }

  /// `datasets/<dataset>/<version>`, and the part of it that is on the screen where it is another than the first.
  var address: Address { Address(.datasets, dataset, version).section(section).showing(query ?? ListQuery()) }
  var crumb: String { (detail?.version.datasetName ?? dataset) + "@" + version }
  var isLoaded: Bool { detail != nil }
  var loads: [Load] { [.version(dataset: dataset, version: version)] }
  var copyText: String? { detail?.version.title }
  var isLively: Bool { detail?.version.state == .running }
  var status: String { list?.status ?? "" }

  var list: (any ListPart)? {
    get {
      switch section {
      case .related: related
      case .columns: columns
      case .events: events
      }
    }
    set {
      switch newValue {
      case let list as ListState<Relation>: related = list
      case let list as ListState<VersionColumn>: columns = list
      case let list as ListState<StateChange>: events = list
      default: break
      }
    }
  }

  var commands: [Command] {
    let commands =
      Command.table + [.nextSection, .previousSection, .copyID, .audit]
    return section == .related && related.cursor?.address != nil ? commands + [.open] : commands
  }

  func concerns(_ change: Change) -> Bool { [.versions, .letters, .labeling].contains(change) }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .version(let detail) = answer else { return }
    self.detail = detail
    related.receive(Page(items: detail.relations, next: nil), for: PageRequest(), isFrozen: isFrozen)
    columns.receive(Page(items: detail.columns, next: nil), for: PageRequest(), isFrozen: isFrozen)
    events.receive(Page(items: detail.log, next: nil), for: PageRequest(), isFrozen: isFrozen)
  }

  mutating func move(_ motion: Motion) { list?.move(motion) }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .open: return related.cursor?.address.flatMap { Address(parsing: $0) }.map(Wish.open)
    case .audit:
      return (detail?.version).map { .open(.audit(of: .version($0.version, dataset: $0.datasetName))) }
    case .nextSection: section = section.next(1)
    case .previousSection: section = section.next(-1)
    default: break
    }
    return nil
  }

  mutating func settle(in size: Size) {
    let room = VersionLayout(size, detail).list.size
    related.settle(in: room)
    columns.settle(in: room)
    events.settle(in: room)
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let detail else { return }
    let layout = VersionLayout(surface.bounds.size, detail)
    surface.draw(TextView(layout.facts), in: layout.factRows)
    surface.draw(tabs(detail), in: layout.sections)
    surface.within(layout.list) { list?.draw(on: &$0, empty: empty, context) }
  }

  private var empty: [String] {
    switch section {
    case .related: DatasetsWords.nothingRelated
    case .columns: DatasetsWords.noColumns
    case .events: DatasetsWords.noEvents
    }
  }

  private func tabs(_ detail: VersionDetail) -> Tabs {
    let names = [
      "\(DatasetsWords.related) \(Format.count(related.items.count))",
      "\(DatasetsWords.columns) \(Format.count(detail.columns.count))",
      "\(DatasetsWords.events) \(Format.count(detail.log.count))",
    ]
    return Tabs(sections: names, selected: Section.allCases.firstIndex(of: section) ?? 0)
  }
}

/// How the view of a version shares its rows.
struct VersionLayout {
  let facts: Document
  let factRows: Rect
  let sections: Rect
  let list: Rect

  init(_ size: Size, _ detail: VersionDetail?) {
    facts = Document { document in if let detail { document.version(detail.version) } }
    let wanted = min(facts.rowCount(width: size.width - 4), max(1, size.height / 2 - 1))
    let rows = Rect(size).rows([.fixed(wanted), .fixed(1), .share(1)])
    (factRows, sections, list) = (rows[0].inset(columns: 1), rows[1], rows[2])
  }
}

extension Relation {
  fileprivate static func columns(width: Int) -> [ListColumn<Relation>] {
    [
      ListColumn("kind", DatasetsWords.kind, .fixed(10)) { relation, _ in
        Span(DatasetsWords.name(relation.kind), .muted)
      },
      ListColumn("name", DatasetsWords.name, .atLeast(10)) { relation, _ in
        Span(relation.name, relation.address == nil ? .text : .accent)
      },
    ]
  }
}

extension VersionColumn {
  fileprivate static func columns(width: Int) -> [ListColumn<VersionColumn>] {
    typealias Words = DatasetsWords
    var columns: [ListColumn<VersionColumn>] = [
      ListColumn("name", Words.name, .atLeast(10)) { column, _ in Span(column.name) },
      ListColumn("type", Words.type, .fixed(9)) { column, _ in Span(column.type.rawValue, .accent) },
    ]
    if width >= 40 {
      columns.append(
        ListColumn("mask", Words.mask, .fixed(8)) { column, _ in Span(column.mask?.rawValue ?? "", .warning) })
    }
    if width >= 50 {
      columns.append(
        ListColumn("required", Words.required, .fixed(8)) { column, _ in
          Span(column.isRequired ? Words.yes : "", .muted)
        })
    }
    columns.append(ListColumn("origin", Words.origin, .atLeast(8)) { column, _ in Span(column.origin ?? "–", .muted) })
    return columns
  }
}
