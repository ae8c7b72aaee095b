public import Foundation
public import Support

/// Who did what, when, to what, why, with the state before and after (H7). Only ever appended.
public struct AuditEntry: Hashable, Sendable, Codable {
  public var id: AuditID
  public var at: Date
  public var actor: Actor
  /// `domain.entity.action`, such as `workflow.letter.redrive`.
  public var action: String
  public var target: String
  public var reason: String?
  public var before: JSON?
  public var after: JSON?
  public var traceID: TraceID?

  public init(
    id: AuditID, at: Date, actor: Actor, action: String, target: String, reason: String?, before: JSON?, after: JSON?,
    traceID: TraceID?
  ) {
    self.id = id
    self.at = at
    self.actor = actor
    self.action = action
    self.target = target
    self.reason = reason
    self.before = before
    self.after = after
    self.traceID = traceID
  }
}
