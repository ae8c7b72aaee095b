public import Foundation
import Support

/// One thing that happened on the way of a piece of data, whichever service did it.
public struct TraceEvent: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case upload, event, run, step, attempt, lease, log, letter, version, labels, audit
  }

  public var id: String
  public var kind: Kind
  public var at: Date
  /// When it was over; `nil` for what takes no time.
  public var endedAt: Date?
  /// What it happened to: a file, a step, an event's type.
  public var subject: String
  /// What happened: `PENDING → RUNNING`, `succeeded`.
  public var what: String
  /// The person, worker or service that did it.
  public var actor: String
  public var detail: String?
  public var isFailure: Bool
  /// Where it is shown in the console.
  public var address: String?

  public init(
    id: String, kind: Kind, at: Date, endedAt: Date? = nil, subject: String, what: String, actor: String,
    detail: String? = nil, isFailure: Bool = false, address: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.at = at
    self.endedAt = endedAt
    self.subject = subject
    self.what = what
    self.actor = actor
    self.detail = detail
    self.isFailure = isFailure
    self.address = address
  }

  /// A line of a log.
  public init(
    _ kind: Kind, _ change: StateChange, id: String, subject: String, address: String? = nil
  ) {
    let isNew = change.from == nil || change.from == change.to
    self.init(
      id: "\(kind.rawValue) \(id)", kind: kind, at: change.at, subject: subject,
      what: isNew ? "\(change.event) \(change.to)" : "\(change.from ?? "") → \(change.to)", actor: change.actor,
      detail: change.detail, isFailure: TraceEvent.failures.contains(change.to), address: address)
  }

  /// The event, of those that are one.
  public var eventID: EventID? {
    kind == .event ? id.split(separator: " ").last.flatMap { EventID(String($0)) } : nil
  }

  /// The first so many of a kind, of which one more than that was asked for; in the place of that one it is said that the
  /// later ones are not told: never a silent end.
  public static func told(_ events: [TraceEvent], limit: Int) -> [TraceEvent] {
    guard events.count > limit else { return events }
    let first = events[limit]
    let note = TraceEvent(
      id: "\(first.kind.rawValue) untold", kind: first.kind, at: first.at, subject: "…",
      what: localized("what came later is not told here", "此后的未列出"), actor: "flowsight",
      detail: localized("a trace tells the first \(limit) of a kind", "每类只列出最早的 \(limit) 条"), isFailure: true)
    return events.prefix(limit) + [note]
  }

  private static let failures: Set<String> = [
    JobState.failed.rawValue, LeaseState.dead.rawValue, LetterState.quarantined.rawValue,
  ]

  /// In the order in which they happened; of one moment, in the order in which one causes the other.
  public static func ordered(_ events: [TraceEvent]) -> [TraceEvent] {
    let rank = Dictionary(
      Kind.allCases.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    return events.enumerated().sorted { left, right in
      (left.element.at, rank[left.element.kind] ?? 0, left.offset)
        < (right.element.at, rank[right.element.kind] ?? 0, right.offset)
    }.map(\.element)
  }
}
