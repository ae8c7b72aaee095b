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
        while index &+ 8 <= count, isThreeByteCharacters(Words.load(base + index)) { index &+= 6 }
        if index &+ 8 <= count, isThreeByteCharacter(Words.load(base + index)) { index &+= 3 }
      }
      if index >= count { break }
      let length = characterLength(base + index, count &- index)
      if length == 0 { return index }
      index &+= length
    }
    return nil
  }

  /// Two characters as CJK text has them, tested in one word; `false` may also mean other valid characters.
  @inline(__always)
  private static func isThreeByteCharacters(_ word: UInt64) -> Bool {
    guard word & 0xc0c0_f0c0_c0f0 == 0x8080_e080_80e0 else { return false }
    return isPlainTop(word & 0x200f) && isPlainTop(word &>> 24 & 0x200f)
  }

  @inline(__always)
  private static func isThreeByteCharacter(_ word: UInt64) -> Bool {
    word & 0xc0_c0f0 == 0x80_80e0 && isPlainTop(word & 0x200f)
  }

  /// The bits that tell overlong forms and surrogates from other three-byte characters.
  @inline(__always)
  private static func isPlainTop(_ bits: UInt64) -> Bool { bits != 0 && bits != 0x200d }

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
}
