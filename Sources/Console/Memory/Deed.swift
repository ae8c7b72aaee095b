import Foundation
import Model

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

  var shownVerb: String { Verb.allCases.first { "\($0)" == verb }.map(ActionWords.name) ?? verb }
}
