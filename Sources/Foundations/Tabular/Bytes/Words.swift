/// Tests of eight bytes at once in one machine word.
///
/// The result has the high bit of a byte set where the test holds. Only the lowest set bit is exact: a subtraction's
/// borrow may set bits above it, so callers take the first match and start again behind it.
/// Source: S. E. Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte equal to n / less than n".
enum Words {
  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let highs: UInt64 = 0x8080_8080_8080_8080

  @inline(__always)
  static func repeating(_ byte: UInt8) -> UInt64 { ones &* UInt64(byte) }

  /// Eight bytes, the first in the lowest place.
  @inline(__always)
  static func load(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  static func store(_ word: UInt64, _ pointer: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: word.littleEndian, as: UInt64.self)
  }

  /// One to seven bytes, the first in the lowest place; the places above are zero. Reads no other byte.
  @inline(__always)
  static func partial(_ pointer: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(pointer)
    if count >= 4 {
      let low = UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
      let high = UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)))
      return low | high &<< UInt64(8 &* (count &- 4))
    }
    let middle = count &>> 1
    return UInt64(pointer[0]) | UInt64(pointer[middle]) &<< UInt64(8 &* middle)
      | UInt64(pointer[count &- 1]) &<< UInt64(8 &* (count &- 1))
  }

  /// Where a byte equals the repeated one.
  @inline(__always)
  static func equal(_ word: UInt64, _ repeated: UInt64) -> UInt64 {
    let difference = word ^ repeated
    return (difference &- ones) & ~difference & highs
  }

  /// Where a byte is a control character (below 0x20).
  @inline(__always)
  static func control(_ word: UInt64) -> UInt64 {
    (word &- (ones &* 0x20)) & ~word & highs
  }

  /// Whether all eight bytes are ASCII.
  @inline(__always)
  static func isASCII(_ word: UInt64) -> Bool { word & highs == 0 }

  /// The index of the first byte that a test marked; the word must not be zero.
  @inline(__always)
  static func firstIndex(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }
}
