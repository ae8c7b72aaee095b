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
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ UInt64($0) }) else { return nil }
    guard parts.count == 2 else {
      self.init(milliseconds: first)
      return
    }
    guard let second = UInt64(parts[1]) else { return nil }
    self.init(milliseconds: first, sequence: second)
  }

  public var description: String { "\(milliseconds)-\(sequence)" }
}
