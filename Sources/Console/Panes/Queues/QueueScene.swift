import Foundation
import Model
import Terminal

/// One queue: its figures, who works on it, what is in it; of a queue of jobs also the leases, to be looked at one by one
/// and released.
struct QueueScene: Scene {
  enum Section: Hashable { case queue, leases }

  let id: Queue.ID
  private(set) var detail: QueueDetail?
  private(set) var section: Section
  private(set) var leases = ListState("leases", columns: JobLease.columns)
  private var view = TextView(showsCursor: true)

  init(_ id: Queue.ID, section: Section = .queue) {
    self.id = id
    self.section = section
  }

  var address: Address {
    section == .queue
      ? Address(.queues, id.stream, id.group) : Address(.queues, id.stream, id.group, "leases").showing(leases.query)
  }
  var crumb: String { id.description }
  var loads: [Load] { [.queue(id)] }
  var isLoaded: Bool { detail != nil }
  var status: String { section == .queue ? view.status : leases.status }
  var copyText: String? { section == .queue ? id.description : leases.cursor?.jobID.description }
  var isLively: Bool { section == .leases && !leases.rows.isEmpty }
  /// Of more leases than are read at once, how many there are.
  private var leaseCount: String {
    let (read, all) = (detail?.leases.count ?? 0, detail?.queue.jobs?.leased ?? 0)
    return read < all ? CommonWords.share(Format.count(read), of: Format.count(all)) : Format.count(read)
  }
  var hasLeases: Bool { detail?.queue.jobs != nil }

  var text: TextView? {
    get { section == .queue ? view : nil }
    set { if let newValue { view = newValue } }
  }
  var list: (any ListPart)? {
    get { section == .leases ? leases : nil }
    set { if let newValue = newValue as? ListState<JobLease> { leases = newValue } }
  }

  var commands: [Command] {
    var commands: [Command] = hasLeases ? [.nextSection] : []
    if detail?.queue.gate != nil { commands += [.hold] + (section == .queue ? [.audit] : []) }
    if detail?.queue.jobs != nil { commands.append(.limit) }
    switch section {
    case .queue:
      commands += view.commands
      if view.isAtFold { commands.append(.open) }
    case .leases:
      commands += Command.table
      if leases.cursor != nil { commands += [.open, .release, .trace, .audit] + Command.marking }
    }
    return commands + [.copyID]
  }

  func concerns(_ change: Change) -> Bool { change == .queues || change == .runs }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .queue(let detail) = answer else { return }
    self.detail = detail
    if !hasLeases { section = .queue }
    view.replace(with: Document { $0.queue(detail) })
    leases.receive(Page(items: detail.leases, next: nil), for: PageRequest(), isFrozen: isFrozen)
  }

  mutating func move(_ motion: Motion) {
    if section == .queue { view.move(motion) } else { leases.move(motion) }
  }

  mutating func settle(in size: Size) {
    let rows = hasLeases ? max(0, size.height - 1) : size.height
    view.settle(in: Size(size.width, rows))
    leases.settle(in: Size(size.width, rows))
  }

  func obstacle(to command: Command) -> String? {
    guard command == .hold || command == .limit else { return nil }
    return Verb(command).flatMap { detail?.queue.obstacle(to: $0) }
  }

  mutating func perform(_ command: Command) -> Wish? {
    if command == .nextSection {
      section = section == .queue ? .leases : .queue
      return nil
    }
    if section == .queue, command == .open {
      view.toggleFold()
      return nil
    }
    if section == .leases, command == .release {
      return leases.wish(.release) { verb, leases in
        ActionRequest(verb, of: leases) {
          ActionRequest(verb: verb, subject: .lease($0.jobID, epoch: $0.epoch))
        }
      }
    }
    if section == .leases, leases.mark(by: command) { return nil }
    if let lease = leases.cursor, section == .leases {
      switch command {
      case .open: return .open(Address(.topology, lease.runID.description))
      case .trace: return .open(TopologyPane.trace(lease.traceID))
      case .audit: return .open(.audit(of: .job(lease.jobID)))
      default: break
      }
    }
    if command == .audit { return (detail?.queue.auditTargets).map { .open(.audit(of: $0)) } }
    return Verb(command).flatMap { detail?.queue.request($0) }.map(Wish.ask)
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard hasLeases else { return surface.draw(view, in: surface.bounds) }
    let parts = surface.bounds.rows([.fixed(1), .share(1)])
    let names = [QueueWords.queue, "\(QueueWords.leases) \(leaseCount)"]
    surface.draw(Tabs(sections: names, selected: section == .queue ? 0 : 1), in: parts[0])
    switch section {
    case .queue: surface.draw(view, in: parts[1])
    case .leases:
      surface.within(parts[1]) { leases.draw(on: &$0, empty: QueueWords.noLeases, context) }
    }
  }
}

extension JobLease {
  fileprivate static func columns(width: Int) -> [ListColumn<JobLease>] {
    typealias Words = QueueWords
    var columns: [ListColumn<JobLease>] = [
      ListColumn("step", Words.step, .fixed(width < 60 ? 10 : 14)) { lease, _ in Span(lease.step, .accent) }
    ]
    if width >= 44 { columns += ListColumn.dataset(width: width, \.datasetName, \.datasetVersion) }
    columns.append(ListColumn("worker", Words.worker, .atLeast(8), keepsEnd: true) { lease, _ in Span(lease.worker) })
    columns.append(
      ListColumn("since", Words.held, .fixed(6), .trailing) { lease, now in
        let isOver = lease.expiresAt <= now
        return Span((isOver ? "! " : "") + Format.age(of: lease.since, at: now), isOver ? .error : .muted)
      })
    if width >= 56 {
      columns.append(
        ListColumn("expires", Words.expires, .fixed(8), .trailing) { lease, now in
          let left = lease.expiresAt.timeIntervalSince(now)
          return left > 0
            ? Span(Format.duration(left.rounded(.up)), .muted) : Span(Words.over, .error)
        })
    }
    let bar = width >= 90 ? 10 : 4
    columns.append(
      ListColumn("done", Words.done, .fixed(bar + 5)) { lease, _ in
        guard let progress = lease.progress else { return Span("–", .muted) }
        let percent = Text.fitted("\(Int(progress.fraction * 100))%", to: 5, .trailing)
        return Span(ProgressBar(progress.fraction).text(columns: bar) + percent, .info)
      })
    return columns
  }
}

extension Document {
  mutating func queue(_ detail: QueueDetail) {
    typealias Words = QueueWords
    queue(detail.queue)
    heading("\(Text.titled(Words.consumers)) \(Format.count(detail.consumers.count))")
    for consumer in detail.consumers {
      line(
        [
          Span(consumer.name), Span("  " + Words.has(consumer.pending), consumer.pending > 0 ? .info : .muted),
          Span("  " + Words.idle(Format.duration(consumer.idleSeconds.rounded(.down))), .muted),
        ], hanging: 2)
    }
    heading(Words.peek)
    if detail.entries.isEmpty { prose(Words.nothingWaits, style: .muted) }
    for entry in detail.entries {
      let holder = entry.consumer.map { "  ← \($0) ×\(entry.deliveries)" } ?? ""
      line(
        [
          Span(Format.time(entry.at), .muted), Span("  " + (entry.eventType ?? Words.unreadable), .accent),
          Span("  " + entry.id, .muted), Span(holder, .info),
        ], hanging: 2)
      if let payload = entry.payload { json(payload) }
    }
    rest(detail.queue.pending + (detail.queue.lag ?? 0) - detail.entries.count)
  }
}
