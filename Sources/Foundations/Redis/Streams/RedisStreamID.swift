/// The id of a stream's entry: Unix milliseconds and a sequence number.
public struct RedisStreamID: Hashable, Sendable, Comparable {
  public var milliseconds: UInt64
  public var sequence: UInt64

  public init(milliseconds: UInt64, sequence: UInt64 = 0) {
    self.milliseconds = milliseconds
    self.sequence = sequence
  }

  /// Before every entry.
  public static let zero = RedisStreamID(milliseconds: 0)
  /// After every entry.
  public static let max = RedisStreamID(milliseconds: .max, sequence: .max)

  /// The first id after this one; `nil` after the last.
  public var next: RedisStreamID? {
    if sequence < .max { return RedisStreamID(milliseconds: milliseconds, sequence: sequence + 1) }
    return milliseconds < .max ? RedisStreamID(milliseconds: milliseconds + 1) : nil
  }

  public static func < (left: RedisStreamID, right: RedisStreamID) -> Bool {
    (left.milliseconds, left.sequence) < (right.milliseconds, right.sequence)
  }
}

extension RedisStreamID: LosslessStringConvertible {
  /// Reads `milliseconds-sequence`; the sequence may be left out.
  public init?(_ text: String) {
    guard let dash = text.utf8.firstIndex(of: UInt8(ascii: "-")) else {
      guard let milliseconds = UInt64(text) else { return nil }
      self.init(milliseconds: milliseconds)
      return
    }
    guard let milliseconds = UInt64(text[..<dash]), let sequence = UInt64(text[text.utf8.index(after: dash)...]) else {
      return nil
    }
    self.init(milliseconds: milliseconds, sequence: sequence)
  }

  public var description: String { "\(milliseconds)-\(sequence)" }
}
