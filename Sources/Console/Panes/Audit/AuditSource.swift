import Foundation
import Model
import Support
import Terminal

/// Who did what, newest first.
struct AuditSource: ListSource {
  var address: Address { Address(.audit) }
  var crumb: String { PaneID.audit.title }
  var empty: [String] { AuditWords.noEntries }

  var name: ListName { .auditEntries }
  func concerns(_ change: Change) -> Bool { change == .audit }

  func page(in answer: Answer) -> Page<AuditEntry>? {
    if case .auditEntries(let page) = answer { page } else { nil }
  }

  func address(of entry: AuditEntry) -> Address? { Address(.audit, entry.id.description) }

  func columns(width: Int) -> [ListColumn<AuditEntry>] {
    typealias Words = AuditWords
    var columns: [ListColumn<AuditEntry>] = [
      ListColumn("at", Words.at, .fixed(width >= 60 ? 14 : 8)) { entry, _ in
        let time = Format.time(entry.at)
        return Span(width >= 60 ? time : String(time.suffix(8)), .muted)
      }
    ]
    if width >= 60 { columns.append(ListColumn("by", Words.by, .fixed(10)) { entry, _ in Span(entry.actor.name) }) }
    if width >= 90 {
      columns.append(ListColumn("role", Words.role, .fixed(9)) { entry, _ in Span(entry.actor.role.rawValue, .muted) })
    }
    columns += [
      ListColumn("action", Words.action, .fixed(width >= 60 ? 24 : 9), keepsEnd: true) { entry, _ in
        Span(width >= 60 ? entry.action : entry.shortAction, .accent)
      },
      ListColumn("target", Words.target, .atLeast(width >= 60 ? 18 : 14)) { entry, _ in Span(entry.shownTarget) },
    ]
    if width >= 100 {
      columns.append(ListColumn("reason", Words.reason, .atLeast(8)) { entry, _ in Span(entry.reason ?? "–") })
    }
    // What was acted on needs the room first; the entry's own id is beside the list and in the entry.
    if width >= 100 {
      columns.append(ListColumn("id", Words.id, .fixed(9)) { entry, _ in Span(Format.short(entry.id), .muted) })
    }
    return columns
  }

  func describe(_ entry: AuditEntry, in document: inout Document) { document.entry(entry) }
}

extension Document {
  mutating func entry(_ entry: AuditEntry) {
    typealias Words = AuditWords
    line([Span(entry.action, .title)])
    fact(Words.target, entry.target, style: .accent)
    fact(Words.by, "\(entry.actor.name) · \(entry.actor.role.rawValue)")
    fact(Words.credential, entry.actor.credential)
    fact(Words.at, entry.at.iso8601)
    fact(Words.reason, entry.reason)
    fact(Words.id, entry.id.description)
    fact(Words.trace, entry.traceID?.description)
    if entry.before != nil, entry.after != nil {
      heading(Words.changes)
      changes(from: entry.before, to: entry.after)
    }
    if let before = entry.before {
      heading(Words.before)
      json(before)
    }
    if let after = entry.after {
      heading(Words.after)
      json(after)
    }
  }
}

extension AuditTarget {
  /// As short as a list has it: its kind, and its name or the end of its id.
  var shown: String {
    typealias Words = AuditWords
    return switch self {
    case .letter(let id): Words.of(Words.letter, Format.short(id))
    case .letters(let date): Words.lettersBefore(Format.time(date))
    case .run(let id): Words.of(Words.run, Format.short(id))
    case .operation(let id): Words.of(Words.operation, Format.short(id))
    case .backfill(let id): Words.of(Words.backfill, Format.short(id))
    case .schedule(let name): Words.of(Words.schedule, name)
    case .gate(let id): Words.of(id.kind == .queue ? Words.queue : Words.workflow, id.name)
    case .job(let id): Words.of(Words.job, Format.short(id))
    case .event(let id): Words.of(Words.event, Format.short(id))
    case .upload(let id): Words.of(Words.upload, Format.short(id))
    case .version(let version, let dataset): dataset + "@" + version
    case .labelProject(let name): Words.of(Words.project, name)
    case .labelTask(let id): Words.of(Words.task, Format.short(id))
    case .skillGroup(let name): Words.of(Words.group, name)
    }
  }
}

extension AuditEntry {
  fileprivate var shownTarget: String { AuditTarget(target)?.shown ?? target }

  /// The last part of its name, which tells most of it.
  fileprivate var shortAction: String { action.split(separator: ".").last.map(String.init) ?? action }
}
