import Foundation
import Model
import Terminal

/// One queue: its figures, who works on it, what is in it.
struct QueueScene: Scene {
  let id: Queue.ID
  private(set) var detail: QueueDetail?
  private var view = TextView(showsCursor: true)

  init(_ id: Queue.ID) { self.id = id }

  var address: Address { Address(.queues, id.stream, id.group) }
  var crumb: String { id.description }
  var loads: [Load] { [.queue(id)] }
  var isLoaded: Bool { detail != nil }
  var status: String { view.status }
  var copyText: String? { id.description }

  var text: TextView? {
    get { view }
    set { if let newValue { view = newValue } }
  }

  var commands: [Command] {
    var commands = view.commands + [.copyID]
    if view.isAtFold || detail?.leases.isEmpty == false { commands.append(.open) }
    if detail?.queue.gate != nil { commands.append(.hold) }
    if detail?.queue.jobs != nil { commands.append(.limit) }
    return commands
  }

  func concerns(_ change: Change) -> Bool { change == .queues || change == .runs }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .queue(let detail) = answer else { return }
    self.detail = detail
    view.replace(with: Document { $0.queue(detail) })
  }

  mutating func move(_ motion: Motion) { view.move(motion) }
  mutating func settle(in size: Size) { view.settle(in: size) }

  mutating func perform(_ command: Command) -> Wish? {
    if command == .open, view.isAtFold {
      view.toggleFold()
      return nil
    }
    if command == .open { return detail?.leases.first.map { .open(Address(.topology, $0.runID.description)) } }
    return Verb(command).flatMap { detail?.queue.request($0) }.map(Wish.ask)
  }

  func draw(on surface: inout Surface, _ context: DrawContext) { surface.draw(view, in: surface.bounds) }
}

extension Document {
  mutating func queue(_ detail: QueueDetail) {
    typealias Words = QueueWords
    queue(detail.queue)
    heading("\(Words.consumers) \(Format.count(detail.consumers.count))")
    for consumer in detail.consumers {
      line(
        [
          Span(consumer.name), Span("  " + Words.has(consumer.pending), consumer.pending > 0 ? .info : .muted),
          Span("  " + Words.idle(Format.duration(consumer.idleSeconds.rounded(.down))), .muted),
        ], hanging: 2)
    }
    if !detail.leases.isEmpty {
      heading("\(Words.leases) \(Format.count(detail.leases.count))")
      for lease in detail.leases {
        let progress = lease.progress.map { " \(Int($0.fraction * 100))%" } ?? ""
        line(
          [
            Span(lease.step, .accent), Span(progress), Span("  \(lease.datasetName)@\(lease.datasetVersion)"),
            Span("  \(lease.worker) #\(lease.epoch)", .muted),
            Span("  \(Format.time(lease.since)) → \(Format.time(lease.expiresAt))", .muted),
          ], hanging: 2)
      }
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
  }
}
