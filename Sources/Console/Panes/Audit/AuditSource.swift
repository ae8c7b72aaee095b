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
      },
      ListColumn("by", Words.by, .fixed(width >= 60 ? 10 : 6)) { entry, _ in Span(entry.actor.name) },
    ]
    if width >= 90 {
      columns.append(ListColumn("role", Words.role, .fixed(9)) { entry, _ in Span(entry.actor.role.rawValue, .muted) })
    }
    columns += [
      ListColumn("action", Words.action, .fixed(width >= 60 ? 24 : 14), keepsEnd: true) { entry, _ in
        Span(entry.action, .accent)
      },
      ListColumn("target", Words.target, .atLeast(8), keepsEnd: true) { entry, _ in Span(entry.shownTarget) },
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

extension AuditEntry {
  /// What a target begins with.
  private static let kinds = [
    "letter": "死信", "letters": "死信", "run": "运行", "operation": "批量操作", "backfill": "回填", "schedule": "时间表",
    "queue": "队列", "workflow": "工作流", "job": "作业", "event": "事件", "upload": "上传", "dataset": "数据集", "task": "任务",
    "group": "技能组", "project": "标注项目",
  ]

  /// What it is about, its kind and its id as short as ids are in lists.
  fileprivate var shownTarget: String {
    target.split(separator: " ", omittingEmptySubsequences: false).enumerated().map { index, part in
      let word = String(part)
      if RunID(word) != nil { return Format.short(word) }
      return index == 0 && Language.current == .chinese ? Self.kinds[word] ?? word : word
    }.joined(separator: " ")
  }
}
