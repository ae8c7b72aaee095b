public import Foundation
public import Support

/// What a person made of a letter's payload for a redrive. The original stays; a revision is never written over.
public struct PayloadRevision: Hashable, Sendable, Codable {
  /// 1, 2, … within the letter; 0 means the original wherever a revision is named.
  public var number: Int
  /// The whole payload as it is sent, secrets masked where people read it; `nil` where only the changes are told.
  public var payload: String?
  /// Of the bytes that are sent.
  public var sha256: String
  /// From the original to this, secrets masked.
  public var changes: [JSON.Difference]
  public var author: String
  public var reason: String
  public var at: Date
  public var auditID: AuditID

  public init(
    number: Int, payload: String?, sha256: String, changes: [JSON.Difference], author: String, reason: String,
    at: Date, auditID: AuditID
  ) {
    self.number = number
    self.payload = payload
    self.sha256 = sha256
    self.changes = changes
    self.author = author
    self.reason = reason
    self.at = at
    self.auditID = auditID
  }
}

/// The edited payload that a run was made from.
public struct RunEdit: Hashable, Sendable, Codable {
  public var letterID: LetterID
  /// Of the payload that the letter came with.
  public var originalSHA256: String
  public var revision: PayloadRevision

  public init(letterID: LetterID, originalSHA256: String, revision: PayloadRevision) {
    self.letterID = letterID
    self.originalSHA256 = originalSHA256
    self.revision = revision
  }
}
