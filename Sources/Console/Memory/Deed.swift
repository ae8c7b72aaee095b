public import Foundation
public import Model
import Support

/// Something that a person did on a platform, as their journal keeps it.
struct Deed: Hashable, Sendable, Codable {
  static let auditIDsMax = 20

  var at: Date
  var profile: String
  var actor: String
  var verb: String
  /// The one thing that it was done to, by its name or id; `nil` of several.
  var thing: String?
  /// The same as the audit log names it, where that is known: it leads to its view.
  var target: String?
  var count: Int
  var failed: Int
  var reason: String
  /// Of the entries in the audit log, the first of them.
  var audit: [AuditID]
  /// Why nothing was done.
  var errorCode: String?
}

extension Deed {
  init(
    _ verb: Verb, reason: String, _ result: Result<ActionResult, Failure>, at: Date, by actor: Actor, profile: String,
    of kind: OperationKind = .letters
  ) {
    let success = try? result.get()
    let done = success?.done ?? []
    self.init(
      at: at, profile: profile, actor: actor.name, verb: "\(verb)", thing: done.count == 1 ? done[0].id : nil,
      count: done.count,
      failed: success?.failed.count ?? 0, reason: reason,
      audit: Array(done.compactMap(\.auditID).prefix(Deed.auditIDsMax)), errorCode: nil)
    if case .failure(let failure) = result { errorCode = failure.errorCode.rawValue }
    if let operation = success?.operation {
      target = (kind == .letters ? AuditTarget.operation(operation) : .backfill(operation)).description
    } else if let thing, let action = success?.action {
      target = AuditTarget(action, of: thing)?.description
    }
  }

  /// What a command did, `runs undo`: named as the console names it, or by the command's own words.
  fileprivate init(
    command: String, reason: String, _ result: Result<ActionResult, Failure>, at: Date, by actor: Actor, profile: String
  ) {
    let verb = Deed.verbs[command] ?? nil
    let ofBackfills = command.hasPrefix("backfill") || command.hasPrefix("schedules")
    self.init(
      verb ?? .redrive, reason: reason, result, at: at, by: actor, profile: profile,
      of: ofBackfills ? .backfills : .letters)
    if verb == nil { self.verb = command }
  }

  /// What every command that changes the platform does; `nil` where the console has no word for it. An option that makes
  /// another deed of it is named with it.
  static let verbs: [String: Verb?] = [
    "dlq redrive": .redrive, "dlq discard": .discard, "dlq resolve": .resolve, "dlq restore": .restore,
    "dlq edit": .edit, "dlq pause-operation": .pause, "dlq resume-operation": .resume,
    "dlq cancel-operation": .cancel,
    "runs rerun": .rerun, "runs replay": .replay, "runs cancel": .cancel, "runs skip": .skip, "runs undo": .undoRun,
    "workflows run": nil, "workflows apply": nil, "workflows pause": .pause, "workflows resume": .resume,
    "backfill start": .backfill, "backfill pause": .pause, "backfill resume": .resume, "backfill cancel": .cancel,
    "schedules create": .schedule, "schedules edit": .schedule, "schedules pause": .pause,
    "schedules resume": .resume, "schedules delete": .delete, "schedules trigger": .trigger,
    "queues pause": .pause, "queues resume": .resume, "queues limit": .limit, "queues release": .release,
    "queues republish": .republish, "uploads reingest": .reingest,
    "label change": .configure, "label group": .enlist, "label pause": .pause, "label resume": .resume,
    "label close": .close, "label publish": .publish, "label assign": .assign, "label prioritize": .prioritize,
    "label revoke": .revoke, "label reopen": .reopen, "label gold": .gold,
    "label results": nil, "label gold --none": .ungold,
  ]

  /// By what it is known again: the file has times to the millisecond, and no secrets.
  var mark: String { "\(at.iso8601) \(verb)" }

  var shownThings: String {
    if let target = target.flatMap({ AuditTarget($0) }) { return target.shown }
    return thing.map { RunID($0) == nil ? $0 : Format.short($0) } ?? Format.count(count)
  }

  /// Where what it was about is shown; else what the audit log has about it; `nil` when that is nowhere.
  var address: Address? {
    target.flatMap { AuditTarget($0) }.flatMap(Address.init) ?? (audit.isEmpty ? nil : .audit(audit))
  }

  var shownVerb: String { Verb.allCases.first { "\($0)" == verb }.map(ActionWords.name) ?? verb }
}

extension MemoryFiles {
  /// Writes into the journal what a command did, as the console does. Fails with `memory_unwritable`.
  public func keep(
    command: String, reason: String, _ result: Result<ActionResult, Failure>, at: Date, by actor: Actor, profile: String
  ) throws(Failure) {
    try keep(Deed(command: command, reason: reason, result, at: at, by: actor, profile: profile))
  }
}
