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
      at: at, profile: profile, actor: actor.name, verb: "\(verb)", count: done.count,
      failed: (try? result.get())?.failed.count ?? 0, reason: reason,
      audit: Array(done.compactMap(\.auditID).prefix(Deed.auditIDsMax)), errorCode: nil)
    if case .failure(let failure) = result { errorCode = failure.errorCode.rawValue }
  }

  /// What a command did, `runs undo`: named as the console names it.
  fileprivate init(
    command: String, reason: String, _ result: Result<ActionResult, Failure>, at: Date, by actor: Actor, profile: String
  ) {
    let word = command.split(separator: " ").last.map(String.init) ?? command
    let verb = Verb.allCases.first { "\($0)" == word } ?? Deed.verbs[word]
    self.init(verb ?? .redrive, reason: reason, result, at: at, by: actor, profile: profile)
    if verb == nil { self.verb = word }
  }

  /// What commands call otherwise.
  private static let verbs: [String: Verb] = [
    "undo": .undoRun, "change": .configure, "group": .enlist, "start": .backfill,
  ]

  /// By what it is known again: the file has times to the millisecond, and no secrets.
  var mark: String { "\(at.iso8601) \(verb)" }

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
