public import Foundation
import Support

/// The id of an `Entity`: a UUID that cannot be mistaken for the id of something else. Written in lower case.
public struct Identifier<Entity>: Hashable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: UUID

  public init(_ rawValue: UUID) { self.rawValue = rawValue }

  /// Of a text with hyphens or without.
  public init?(_ text: String) {
    guard let rawValue = UUID(text: text) else { return nil }
    self.rawValue = rawValue
  }

  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(UUID.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public var description: String { rawValue.text }
}

public typealias DatasetID = Identifier<Dataset>
public typealias UploadID = Identifier<UploadSession>
public typealias RunID = Identifier<Run>
public typealias StepID = Identifier<Step>
public typealias LetterID = Identifier<DeadLetter>
public typealias BulkOperationID = Identifier<BulkOperation>
public typealias ScheduleID = Identifier<Schedule>
public typealias AuditID = Identifier<AuditEntry>
public typealias EventID = Identifier<Event>
/// One `trace_id` follows a piece of data from its upload to the last effect.
public enum Trace {}
public typealias TraceID = Identifier<Trace>
