/// A place in a field, from which tokens are taken.
struct Cursor {
  private let base: UnsafePointer<UInt8>?
  private(set) var offset = 0
  private let end: Int

  @inline(__always)
  init(_ bytes: Bytes) {
    base = bytes.baseAddress
    end = bytes.count
  }

  var isAtEnd: Bool { offset == end }

  /// The next byte; 0 at the end.
  @inline(__always)
  var peek: UInt8 {
    guard offset < end, let base else { return 0 }
    return base[offset]
  }

  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard offset < end, let base, base[offset] == byte else { return false }
    offset &+= 1
    return true
  }

  /// Takes the UTF-8 of a short word if it comes next.
  mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard count <= end - offset, let base, count > 0 else { return false }
    for index in 0..<count where base[offset + index] != word.utf8Start[index] { return false }
    offset += count
    return true
  }

  /// The next three bytes as one number, the first in the highest place, as a CJK character has them; 0 when there are
  /// fewer.
  @inline(__always)
  var threeBytes: UInt32 {
    guard end &- offset >= 3, let base else { return 0 }
    return UInt32(base[offset]) &<< 16 | UInt32(base[offset &+ 1]) &<< 8 | UInt32(base[offset &+ 2])
  }

  @inline(__always)
  mutating func skip(_ count: Int) { offset = Swift.min(end, offset &+ count) }

  @inline(__always)
  mutating func skipSpaces() { while take(UInt8(ascii: " ")) {} }

  /// A number of `digits.lowerBound` to `digits.upperBound` decimal digits (at most 18); stops before the next digit.
  @inline(__always)
  mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    var value = 0
    var count = 0
    while count < digits.upperBound, isDigit(peek) {
      value = value &* 10 &+ Int(peek &- 0x30)
      offset &+= 1
      count &+= 1
    }
    return count >= digits.lowerBound ? value : nil
  }

  /// The number of decimal digits from here on.
  var digitCount: Int {
    var count = 0
    while offset + count < end, let base, isDigit(base[offset + count]) { count += 1 }
    return count
  }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
