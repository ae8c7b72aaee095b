public import Foundation

/// What a pure part may not reach for by itself: the clock, new ids and randomness. Passed in, so that a test or a
/// simulator decides them.
public struct Environment: Sendable {
  public var now: @Sendable () -> Date
  public var newID: @Sendable () -> UUID
  /// A number in `0..<1`.
  public var random: @Sendable () -> Double

  public init(
    now: @escaping @Sendable () -> Date, newID: @escaping @Sendable () -> UUID,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.newID = newID
    self.random = random
  }

  /// The machine's clock, time-ordered ids (UUID version 7), and the system's randomness.
  public static let live = Environment(
    now: { Date() }, newID: { UUID.version7(at: Date()) }, random: { Double.random(in: 0..<1) })
}

extension UUID {
  /// A time-ordered id: 48 bits of Unix milliseconds, then random bits (RFC 9562, version 7).
  public static func version7(at date: Date) -> UUID {
    let seconds = date.timeIntervalSince1970
    let milliseconds = seconds.isNaN ? 0 : UInt64(min(max(0, seconds * 1000), 0xffff_ffff_ffff))
    var bytes = withUnsafeBytes(of: UUID().uuid) { Array($0) }
    for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * index)) }
    bytes[6] = 0x70 | (bytes[6] & 0x0f)
    bytes[8] = 0x80 | (bytes[8] & 0x3f)
    return UUID(
      uuid: (
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9], bytes[10],
        bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
      ))
  }

  /// The id in the lower-case form that PostgreSQL and JSON use.
  public var text: String { uuidString.lowercased() }

  /// The id of a text in that form, in either case, or of its 32 digits alone, as Python's `uuid4().hex` writes them.
  public init?(text: String) {
    var text = text
    if text.utf8.count == 32 {
      var digits = Array(text.utf8)
      for place in [8, 13, 18, 23] { digits.insert(UInt8(ascii: "-"), at: place) }
      text = String(decoding: digits, as: UTF8.self)
    }
    self.init(uuidString: text)
  }
}
