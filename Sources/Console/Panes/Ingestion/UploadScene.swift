import Foundation
import Model
import Terminal

/// One upload: what it is, and the validation report, the chunks or the events of it.
struct UploadScene: Scene {
  enum Section: String, CaseIterable { case report, chunks, events }

  let id: UploadID
  private(set) var detail: UploadDetail?
  private(set) var section = Section.report
  private(set) var issues = ListState("report", columns: RowIssue.columns)
  private(set) var chunks = ListState("chunks", columns: UploadChunk.columns)
  private(set) var events = ListState("events", columns: StateChange.columns)

  init(_ id: UploadID, _ section: Section = .report) {
    self.id = id
    self.section = section
  }

  /// `ingestion/<upload>`, and the part of it that is on the screen where it is another than the first.
  var address: Address { Address(.ingestion, id.description).section(section).showing(query ?? ListQuery()) }
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

  var listLoad: Load? {
    guard section == .report, let run = detail?.runID else { return nil }
    return .list(.report(run), issues.query, PageRequest())
  }

  var commands: [Command] {
    var commands: [Command] = [.nextSection, .previousSection, .copyID, .trace] + Command.table
    if detail != nil { commands.append(.audit) }
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
    case .audit:
      return (detail?.session).map { .open(.audit(of: $0.auditTargets)) }
    case .nextSection: section = section.next(1)
    case .previousSection: section = section.next(-1)
    default: break
    }
    return nil
  }
}

// MARK: - The list of the section

extension UploadScene {
  var list: (any ListPart)? {
    get {
      switch section {
      case .report: issues
      case .chunks: chunks
      case .events: events
      }
    }
    set {
      switch newValue {
      case let list as ListState<RowIssue>: issues = list
      case let list as ListState<UploadChunk>: chunks = list
      case let list as ListState<StateChange>: events = list
      default: break
      }
    }
  }

  var status: String { list?.status ?? "" }

  mutating func move(_ motion: Motion) { list?.move(motion) }

  mutating func settle(in size: Size) {
    let room = UploadLayout(size, detail, section: section).list.size
    issues.settle(in: room)
    chunks.settle(in: room)
    events.settle(in: room)
  }
}

extension CaseIterable where Self: Equatable {
  /// The case so many further on, around.
  func next(_ step: Int) -> Self {
    let all = Array(Self.allCases)
    return all[((all.firstIndex(of: self) ?? 0) + step + all.count) % all.count]
  }
}
