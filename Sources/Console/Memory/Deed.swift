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
    _ verb: Verb, reason: String, _ result: Result<ActionResult, Failure>, at: Date, by actor: Actor, profile: String
  ) {
    let done = (try? result.get())?.done ?? []
    self.init(
      at: at, profile: profile, actor: actor.name, verb: "\(verb)", thing: done.count == 1 ? done[0].id : nil,
      count: done.count,
      failed: (try? result.get())?.failed.count ?? 0, reason: reason,
      audit: Array(done.compactMap(\.auditID).prefix(Deed.auditIDsMax)), errorCode: nil)
    if case .failure(let failure) = result { errorCode = failure.errorCode.rawValue }
  }

  /// What a command did, `runs undo`: named as the console names it, or by the command's own words.
  fileprivate init(
    command: String, reason: String, _ result: Result<ActionResult, Failure>, at: Date, by actor: Actor, profile: String
  ) {
    let verb = Deed.verbs[command] ?? nil
    self.init(verb ?? .redrive, reason: reason, result, at: at, by: actor, profile: profile)
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

  var shownThings: String { thing.map { RunID($0) == nil ? $0 : Format.short($0) } ?? Format.count(count) }

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
