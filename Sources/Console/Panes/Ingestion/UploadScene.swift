import Foundation
import Model
import Terminal

/// One upload: what it is, and the validation report, the chunks or the events of it.
struct UploadScene: Scene {
  enum Section: Hashable, CaseIterable { case report, chunks, events }

  let id: UploadID
  private(set) var detail: UploadDetail?
  private(set) var section = Section.report
  private(set) var issues = ListState<RowIssue>()
  private(set) var chunks = ListState<UploadChunk>()
  private(set) var events = ListState<StateChange>()

  init(_ id: UploadID) { self.id = id }

  var address: Address { Address(.ingestion, id.description) }
  var crumb: String { IngestionWords.upload(detail?.session) }
  var isLoaded: Bool { detail != nil }
  var copyText: String? { id.description }
  var isLively: Bool { detail?.session.state == .uploading }

  var loads: [Load] {
    guard let run = detail?.runID else { return [.upload(id)] }
    return [.upload(id), .list(.report(run), issues.query, issues.refresh)]
  }

  var more: Load? {
    guard let run = detail?.runID else { return nil }
    // The run is known only once the upload has been read.
    if !issues.isLoaded { return .list(.report(run), issues.query, issues.refresh) }
    return section == .report ? issues.wanted.map { .list(.report(run), issues.query, $0) } : nil
  }

  var commands: [Command] {
    var commands = Motion.vertical.map(Command.move) + [.nextSection, .previousSection, .filter, .copyID, .trace]
    if detail?.runID != nil { commands.append(.open) }
    if detail?.session.state == .ingested { commands.append(.reingest) }
    return commands
  }

  func concerns(_ change: Change) -> Bool { change == .uploads || change == .runs }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    switch answer {
    case .upload(let detail):
      self.detail = detail
      chunks.receive(Page(items: detail.chunks, next: nil), for: PageRequest(), isFrozen: isFrozen)
      events.receive(Page(items: detail.log, next: nil), for: PageRequest(), isFrozen: isFrozen)
    case .report(let page): issues.receive(page, for: load.page ?? PageRequest(), isFrozen: isFrozen)
    default: break
    }
  }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .open: return detail?.runID.map { .open(Address(.topology, $0.description)) }
    case .reingest: return .ask(ActionRequest(verb: .reingest, subject: .upload(id)))
    case .trace: return detail.map { .open(TopologyPane.trace($0.session.traceID)) }
    case .nextSection: section = section.next(1)
    case .previousSection: section = section.next(-1)
    default: break
    }
    return nil
  }
}

// MARK: - The list of the section

extension UploadScene {
  var status: String {
    switch section {
    case .report: issues.status
    case .chunks: chunks.status
    case .events: events.status
    }
  }

  var query: ListQuery? {
    switch section {
    case .report: issues.query
    case .chunks: chunks.query
    case .events: events.query
    }
  }

  var fields: [FieldInfo] {
    switch section {
    case .report: RowIssue.fieldInfos
    case .chunks: UploadChunk.fieldInfos
    case .events: StateChange.fieldInfos
    }
  }

  var needsReading: Bool { section == .report && issues.needsReading }

  mutating func move(_ motion: Motion) {
    switch section {
    case .report: issues.move(motion)
    case .chunks: chunks.move(motion)
    case .events: events.move(motion)
    }
  }

  mutating func setQuery(_ query: ListQuery, at now: Date) {
    switch section {
    case .report: issues.setQuery(query, at: now)
    case .chunks: chunks.setQuery(query, at: now)
    case .events: events.setQuery(query, at: now)
    }
  }

  mutating func settle(in size: Size) {
    let height = Table.visibleRows(height: UploadLayout(size, detail, section: section).list.height)
    issues.settle(height: height)
    chunks.settle(height: height)
    events.settle(height: height)
  }
}

extension UploadScene.Section {
  func next(_ step: Int) -> Self {
    let all = Self.allCases
    let index = (all.firstIndex(of: self) ?? 0) + step + all.count
    return all[index % all.count]
  }
}
