import Foundation
public import Model
import Postgres
public import Redis
public import Support

extension EventFields {
  /// An entry of a stream as it came.
  public struct Entry: Sendable {
    public var stream: String
    public var id: String
    /// Names and values as texts, for reading them: what is none has other characters in places.
    public var fields: [Field]
    private let raw: [RedisStreamEntry.Field]

    public init(stream: String, id: String, _ raw: [RedisStreamEntry.Field]) {
      self.stream = stream
      self.id = id
      self.raw = raw
      fields = raw.map {
        (String(decoding: $0.name, as: UTF8.self).withoutNull, String(decoding: $0.value, as: UTF8.self).withoutNull)
      }
    }

    /// The same with none of the bytes lost: what is no text that PostgreSQL can hold stands as `{"base64": …}`. Made
    /// when it is asked for: most entries are read and need no copy.
    public var kept: JSON {
      .object(
        raw.map { field in
          let text = String(validating: field.value, as: UTF8.self).flatMap { $0.utf8.contains(0) ? nil : $0 }
          return JSON.Member(
            String(decoding: field.name, as: UTF8.self).withoutNull,
            text.map(JSON.string) ?? [bytesMark: .string(Data(field.value).base64EncodedString())])
        })
    }
  }

  /// What is written to a stream for an event: of one that keeps the fields of its entry, those, byte by byte.
  public static func written(_ event: Event) -> [RedisStreamEntry.Field] {
    guard let members = event.fields?.members else {
      return encode(event).map { RedisStreamEntry.Field($0.name, $0.value) }
    }
    return members.map { member in
      if let text = member.value.string { return RedisStreamEntry.Field(member.name, text) }
      return RedisStreamEntry.Field(member.name, bytes(of: member.value) ?? Array(member.value.text().utf8))
    }
  }

  /// Whether a kept entry has fields that are no texts.
  public static func hasBytes(_ kept: JSON) -> Bool { kept.members?.contains { bytes(of: $0.value) != nil } == true }

  private static func bytes(of value: JSON) -> [UInt8]? {
    guard let members = value.members, members.map(\.name) == [bytesMark] else { return nil }
    return members[0].value.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
  }
}
