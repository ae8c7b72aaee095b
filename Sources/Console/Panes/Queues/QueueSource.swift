import Foundation
import Model
import Support
import Terminal

/// The queues: who reads which stream, what waits, how fast it moves.
struct QueueSource: ListSource {
  var address: Address { Address(.queues) }
  var crumb: String { PaneID.queues.title }
  var empty: [String] { QueueWords.noQueues }
  var actions: [Command] { [.hold, .limit] }

  var name: ListName { .queues }
  func concerns(_ change: Change) -> Bool { change == .queues || change == .runs }

  func page(in answer: Answer) -> Page<Queue>? {
    if case .queues(let page) = answer { page } else { nil }
  }

  func address(of queue: Queue) -> Address? { Address(.queues, queue.stream, queue.group) }
  func auditTargets(of queue: Queue) -> [AuditTarget] { queue.auditTargets }
  func request(_ verb: Verb, of queue: Queue) -> ActionRequest? { queue.request(verb) }
  func obstacle(to verb: Verb, of queue: Queue) -> String? { queue.obstacle(to: verb) }

  func columns(width: Int) -> [ListColumn<Queue>] {
    typealias Words = QueueWords
    let spark = width >= 110 ? 14 : width >= 90 ? 8 : 0
    var columns: [ListColumn<Queue>] = [
      // Who reads it tells those of one stream apart.
      ListColumn("stream", Words.queue, .atLeast(width < 50 ? 20 : 12), keepsEnd: width < 60) { queue, _ in
        Span(queue.title)
      },
      ListColumn("state", width >= 90 ? Words.state : "", .fixed(width >= 90 ? 9 : 1)) { queue, _ in
        let sign = queue.gate?.state.sign
        return (width >= 90 ? sign?.span : sign?.short) ?? Span("–", .muted)
      },
      ListColumn("waiting", Words.waiting, .fixed(width >= 60 ? 8 : 7), .trailing) { queue, _ in
        // That nobody is there for it is told here where there is no room for the consumers.
        width < 50 && queue.isDeserted ? Span("! " + queue.waitingSpan.text, .error) : queue.waitingSpan
      },
    ]
    if width >= 50 {
      columns.append(
        ListColumn("oldest", Words.oldest, .fixed(6), .trailing) { queue, now in
          Span(queue.waitingSince.map { Format.age(of: $0, at: now) } ?? "–", .muted)
        })
    }
    if width >= 90 {
      columns.append(
        ListColumn("pending", Words.pending, .fixed(7), .trailing) { queue, _ in
          Span(Format.count(queue.pending), queue.pending > 0 ? .info : .muted)
        })
    }
    if width >= 80 {
      columns += [
        rate("in", Words.rateIn, \.added, spark: spark), rate("out", Words.rateOut, \.done, spark: spark),
      ]
    }
    columns.append(
      ListColumn("consumers", Words.consumers, .fixed(width >= 60 ? 9 : 4), .trailing) { queue, _ in
        Span((queue.isDeserted ? "! " : "") + Format.count(queue.consumers), queue.isDeserted ? .error : .muted)
      })
    return columns
  }

  private func rate(
    _ key: String, _ title: String, _ side: @escaping @Sendable (Queue.Rate) -> Double?, spark: Int
  ) -> ListColumn<Queue> {
    ListColumn(key, title, .fixed(spark + 7), .trailing) { queue, _ in
      Span(Format.rate(queue.mean(side)) + queue.spark(side, columns: spark), .accent)
    }
  }

  func describe(_ queue: Queue, in document: inout Document) { document.queue(queue) }
}

extension Queue {
  /// The stream and who reads it, as short as can be.
  var title: String { "\(stream) → \(group.hasSuffix("-group") ? String(group.dropLast(6)) : group)" }

  /// Nobody does anything to queues that nothing holds.
  var auditTargets: [AuditTarget] { [gate].compactMap { $0.map { .gate($0.id) } } }

  /// Something waits, and nobody is there for it.
  var isDeserted: Bool { waiting > 0 && consumers == 0 }

  var waitingSpan: Span {
    guard lag != nil || jobs != nil else { return Span("–", .muted) }
    return Span(Format.count(waiting), waiting > 0 ? .warning : .muted)
  }

  func spark(_ side: (Rate) -> Double?, columns: Int) -> String {
    guard columns > 0 else { return "" }
    return " " + Sparkline(rates.map { side($0) ?? .nan }).text(columns: columns - 1)
  }

  func obstacle(to verb: Verb) -> String? { request(verb) == nil ? QueueWords.carriesEvents : nil }

  /// What a verb means for the queue as it is; `nil` where nothing can be held.
  func request(_ verb: Verb) -> ActionRequest? {
    guard let gate else { return nil }
    // Where jobs are leased there is something to count.
    if verb == .limit { return jobs == nil ? nil : ActionRequest(verb: .limit, subject: .queue(gate)) }
    guard verb == .pause else { return nil }
    return ActionRequest(verb: gate.state == .paused ? .resume : .pause, subject: .gate(gate.id))
  }
}

extension Document {
  mutating func queue(_ queue: Queue) {
    typealias Words = QueueWords
    line([Span(queue.stream, .title), Span(" → " + queue.group)])
    if let gate = queue.gate {
      line([gate.state.sign.span])
      self.gate(gate)
      fact(Words.limits, gate.limits?.text)
    }
    if queue.isDeserted { prose(Words.deserted, style: .error) }
    fact(Words.waiting, Format.count(queue.waiting))
    fact(Words.heldBack, queue.held.map { Words.runs($0.runs) })
    fact(Words.lag, queue.lag.map { Format.count($0) } ?? Words.unknown)
    fact(Words.pending, Format.count(queue.pending))
    fact(Words.oldest, queue.waitingSince.map(Format.time))
    fact(Words.length, Format.count(queue.length))
    fact(Words.added, Format.count(queue.added))
    if let jobs = queue.jobs {
      heading(Words.jobs)
      fact(Words.due, Format.count(jobs.due))
      fact(Words.later, Format.count(jobs.later))
      fact(Words.leased, Format.count(jobs.leased))
    }
    heading(Words.rates)
    fact(Words.rateIn, Format.rate(queue.mean(\.added)) + queue.spark(\.added, columns: 31))
    fact(Words.rateOut, Format.rate(queue.mean(\.done)) + queue.spark(\.done, columns: 31))
  }
}
