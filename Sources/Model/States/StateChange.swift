public import Foundation

/// One line of an entity's append-only log (H8).
public struct StateChange: Hashable, Sendable, Codable {
  public var at: Date
  /// What changed: `upload`, `run`, or a step's name.
  public var subject: String
  public var event: String
  public var from: String?
  public var to: String
  /// Who or what caused it: a person, or a worker's name.
  public var actor: String
  public var detail: String?

  public init(
    at: Date, subject: String, event: String, from: String?, to: String, actor: String, detail: String? = nil
  ) {
    self.at = at
    self.subject = subject
    self.event = event
    self.from = from
    self.to = to
    self.actor = actor
    self.detail = detail
  }
}
