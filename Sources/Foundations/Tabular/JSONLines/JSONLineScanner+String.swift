extension JSONLineScanner {
  private static let quotes = Words.repeating(UInt8(ascii: "\""))
  private static let backslashes = Words.repeating(UInt8(ascii: "\\"))

  /// The distance to the next quote, backslash or control character; copies what lies before it.
  @inline(__always)
  private mutating func copyClean(to out: inout ByteBuffer) {
    var target = out.base + out.count
    let first = target
    while true {
      let word = Words.load(base + position)
      Words.store(word, target)
      let marks =
        Words.equal(word, JSONLineScanner.quotes) | Words.equal(word, JSONLineScanner.backslashes)
        | Words.control(word)
      if marks == 0 {
        position &+= 8
        target += 8
        continue
      }
      let clean = Words.firstIndex(marks)
      position &+= clean
      target += clean
      out.count &+= target - first
      return
    }
  }

  /// Writes the characters of a string whose opening quote was taken.
  mutating func unescape(to out: inout ByteBuffer) -> Bool {
    while true {
      copyClean(to: &out)
      switch byte {
      case UInt8(ascii: "\""):
        position &+= 1
        return true
      case UInt8(ascii: "\\"):
        guard unescapeOne(to: &out) else { return false }
      default: return false
      }
    }
  }

  /// Copies a string with its quotes and escapes; the opening quote comes next.
  mutating func copyString(to out: inout ByteBuffer) -> Bool {
    out.append(UInt8(ascii: "\""))
    position &+= 1
    while true {
      copyClean(to: &out)
      switch byte {
      case UInt8(ascii: "\""):
        out.append(UInt8(ascii: "\""))
        position &+= 1
        return true
      case UInt8(ascii: "\\"):
        let start = position
        let mark = out.count
        guard unescapeOne(to: &out) else { return false }
        out.truncate(to: mark)
        out.append(contentsOf: Bytes(start: base + start, count: position &- start))
      default: return false
      }
    }
  }

  @inline(never)
  private mutating func unescapeOne(to out: inout ByteBuffer) -> Bool {
    let start = position
    position &+= 1
    let letter = byte
    position &+= 1
    switch letter {
    case UInt8(ascii: "n"): out.append(0x0a)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "r"): out.append(0x0d)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0c)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
    case UInt8(ascii: "u"):
      guard let scalar = unicodeEscape() else {
        position = start
        return false
      }
      if scalar == "\0" { hasNUL = true }
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { out.append(byte) }
    default:
      position = start
      return false
    }
    return true
  }

  /// The character of `\uXXXX`, whose `\u` was taken, or of a surrogate pair of two.
  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let high = hexUnit() else { return nil }
    if let scalar = Unicode.Scalar(high) { return scalar }
    let afterHigh = position
    if high < 0xdc00, byte == UInt8(ascii: "\\"), position &+ 1 < end, base[position &+ 1] == UInt8(ascii: "u") {
      position &+= 2
      if let low = hexUnit(), (0xdc00..<0xe000).contains(low) {
        return Unicode.Scalar(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
      }
    }
    position = afterHigh
    hasLoneSurrogate = true
    return "\u{fffd}"
  }

  private mutating func hexUnit() -> UInt32? {
    guard end &- position >= 4 else { return nil }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let byte = base[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte &- 0x30
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte &- 0x57
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte &- 0x37
      default: return nil
      }
      unit = unit << 4 | UInt32(digit)
      position &+= 1
    }
    return unit
  }
}
