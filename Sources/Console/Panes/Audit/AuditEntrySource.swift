import Foundation
import Model
import Terminal

/// One act: who, what, why, and what it changed. Enter goes to what it was done to.
struct AuditEntrySource: DetailSource {
  let id: AuditID

  var address: Address { Address(.audit, id.description) }
  var load: Load { .auditEntry(id) }
  var copyText: String { id.description }
  func crumb(_ entry: AuditEntry?) -> String { Format.short(id) }
  /// It comes to the log a moment after the act; once there, it never changes.
  func concerns(_ change: Change, _ entry: AuditEntry?) -> Bool { change == .audit && entry == nil }

  func item(in answer: Answer) -> AuditEntry? { if case .auditEntry(let entry) = answer { entry } else { nil } }
  func describe(_ entry: AuditEntry, in document: inout Document) { document.entry(entry) }
  func address(of entry: AuditEntry) -> Address? { AuditTarget(entry.target).flatMap(Address.init) }
}
