extension JSONLineScanner {
  /// Copies a value as compact JSON, checking its grammar.
  mutating func copyValue(to out: inout ByteBuffer, depth: Int) -> Bool {
    skipSpace()
    switch byte {
    case UInt8(ascii: "\""): return copyString(to: &out)
    case UInt8(ascii: "{"): return copyList(to: &out, depth, UInt8(ascii: "}"), named: true)
    case UInt8(ascii: "["): return copyList(to: &out, depth, UInt8(ascii: "]"), named: false)
    case UInt8(ascii: "t"): return copyWord("true", to: &out)
    case UInt8(ascii: "f"): return copyWord("false", to: &out)
    case UInt8(ascii: "n"): return copyWord("null", to: &out)
    default: return copyNumber(to: &out)
    }
  }

  private mutating func copyList(to out: inout ByteBuffer, _ depth: Int, _ close: UInt8, named: Bool) -> Bool {
    guard depth < JSONLineScanner.depthMax else { return false }
    out.append(byte)
    position &+= 1
    if take(close) {
      out.append(close)
      return true
    }
    while true {
      if named {
        skipSpace()
        guard byte == UInt8(ascii: "\""), copyString(to: &out), take(UInt8(ascii: ":")) else { return false }
        out.append(UInt8(ascii: ":"))
      }
      guard copyValue(to: &out, depth: depth + 1) else { return false }
      if take(close) {
        out.append(close)
        return true
      }
      guard take(UInt8(ascii: ",")) else { return false }
      out.append(UInt8(ascii: ","))
    }
  }

  mutating func copyWord(_ word: StaticString, to out: inout ByteBuffer) -> Bool {
    let count = word.utf8CodeUnitCount
    guard end &- position >= count else { return false }
    for index in 0..<count where base[position &+ index] != word.utf8Start[index] { return false }
    out.append(contentsOf: Bytes(start: base + position, count: count))
    position &+= count
    return true
  }

  private mutating func copyNumber(to out: inout ByteBuffer) -> Bool {
    let start = position
    if byte == UInt8(ascii: "-") { position &+= 1 }
    let hasLeadingZero = byte == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole == 1 || (whole > 1 && !hasLeadingZero) else { return false }
    if byte == UInt8(ascii: ".") {
      position &+= 1
      guard skipDigits() > 0 else { return false }
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position &+= 1 }
      guard skipDigits() > 0 else { return false }
    }
    out.append(contentsOf: Bytes(start: base + start, count: position &- start))
    return true
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while isDigit(byte) { position &+= 1 }
    return position &- start
  }
}
