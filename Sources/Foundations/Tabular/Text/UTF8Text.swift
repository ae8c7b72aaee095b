/// Validation and repair of UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF).
enum UTF8Text {
  static let replacement: [UInt8] = [0xef, 0xbf, 0xbd]

  static func isValid(_ bytes: Bytes) -> Bool { firstInvalid(bytes) == nil }

  /// The index of the first byte that does not start a valid character. Cost: about a cycle a byte for Chinese text,
  /// an eighth of it for ASCII.
  static func firstInvalid(_ bytes: Bytes, from start: Int = 0) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let count = bytes.count
    var index = start
    while index < count {
      if index &+ 8 <= count {
        let word = Words.load(base + index)
        let high = word & Words.highs
        if high == 0 {
          index &+= 8
          continue
        }
        index &+= Words.firstIndex(high)
        while index &+ 4 <= count, isThreeByteCharacter(base + index) { index &+= 3 }
      }
      if index >= count { break }
      let length = characterLength(base + index, count &- index)
      if length == 0 { return index }
      index &+= length
    }
    return nil
  }

  /// The common case of CJK text, tested in one word; `false` may also mean another valid character.
  @inline(__always)
  private static func isThreeByteCharacter(_ pointer: UnsafePointer<UInt8>) -> Bool {
    let word = UInt32(littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt32.self))
    guard word & 0x00c0_c0f0 == 0x0080_80e0 else { return false }
    let top = word & 0x0000_200f
    return top != 0 && top != 0x0000_200d
  }

  /// The length of the valid character at the pointer, 0 when there is none. `available` is at least 1.
  @inline(__always)
  static func characterLength(_ pointer: UnsafePointer<UInt8>, _ available: Int) -> Int {
    let lead = pointer[0]
    if lead < 0x80 { return 1 }
    if lead < 0xc2 || lead > 0xf4 || available < 2 { return 0 }
    let second = pointer[1]
    if lead < 0xe0 { return second & 0xc0 == 0x80 ? 2 : 0 }
    var low: UInt8 = 0x80
    var high: UInt8 = 0xbf
    switch lead {
    case 0xe0: low = 0xa0
    case 0xed: high = 0x9f
    case 0xf0: low = 0x90
    case 0xf4: high = 0x8f
    default: break
    }
    guard second >= low, second <= high, available >= 3, pointer[2] & 0xc0 == 0x80 else { return 0 }
    if lead < 0xf0 { return 3 }
    return available >= 4 && pointer[3] & 0xc0 == 0x80 ? 4 : 0
  }

  /// Appends the text with U+FFFD for every byte that belongs to no valid character. Returns how many there were.
  static func appendRepaired(_ bytes: Bytes, to out: inout ByteBuffer) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var index = 0
    var replaced = 0
    while index < bytes.count {
      let length = characterLength(base + index, bytes.count - index)
      if length == 0 {
        for byte in replacement { out.append(byte) }
        replaced += 1
      } else {
        out.append(contentsOf: Bytes(start: base + index, count: length))
      }
      index += max(1, length)
    }
    return replaced
  }
}
