/// Scans one line as a JSON object (RFC 8259) and writes its members' values as text.
///
/// The line must be followed by a control character or eight readable zero bytes, at which every scan stops. Nothing
/// that is written is longer than what it was read from.
struct JSONLineScanner {
  /// How deep values may nest.
  static let depthMax = 128

  let base: UnsafePointer<UInt8>
  let end: Int
  /// The next byte; the place of the error once something failed.
  var position: Int
  /// A `\u0000` was read.
  var hasNUL = false
  /// Half of a surrogate pair was read.
  var hasLoneSurrogate = false

  init(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) {
    self.base = base
    self.end = end
    position = start
  }

  @inline(__always)
  var byte: UInt8 { position < end ? base[position] : 0 }

  @inline(__always)
  mutating func skipSpace() {
    while position < end {
      let byte = base[position]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a else { return }
      position &+= 1
    }
  }

  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < end, base[position] == byte else { return false }
    position &+= 1
    return true
  }

  /// Scans the whole line. Fields of members that `names` has are set, the last of equal names wins; the others are
  /// checked and dropped. `false` when it is no JSON object.
  mutating func scan(_ names: JSONNames, to out: inout ByteBuffer, _ fields: UnsafeMutablePointer<Field>) -> Bool {
    out.reserve(end &- position &+ 16)
    guard take(UInt8(ascii: "{")) else { return false }
    if take(UInt8(ascii: "}")) { return isAtEnd() }
    var guess = 0
    while true {
      let mark = out.count
      guard take(UInt8(ascii: "\"")), unescape(to: &out) else { return false }
      let name = Bytes(start: UnsafePointer(out.base + mark), count: out.count &- mark)
      let column = names.column(of: name, guess: guess)
      out.truncate(to: mark)
      guard take(UInt8(ascii: ":")), let field = value(to: &out) else { return false }
      if column >= 0 {
        fields[column] = field
        guess = column &+ 1
      } else {
        out.truncate(to: mark)
      }
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "}")) && isAtEnd()
    }
  }

  private mutating func isAtEnd() -> Bool {
    skipSpace()
    return position == end
  }

  /// The value as text: a string's characters, a number or word as written, an array or object as compact JSON.
  private mutating func value(to out: inout ByteBuffer) -> Field? {
    skipSpace()
    let start = out.count
    switch byte {
    case UInt8(ascii: "\""):
      position &+= 1
      guard unescape(to: &out) else { return nil }
    case UInt8(ascii: "n"):
      guard copyWord("null", to: &out) else { return nil }
      out.truncate(to: start)
      return .null
    default:
      guard copyValue(to: &out, depth: 0) else { return nil }
    }
    return Field(
      start: UInt32(truncatingIfNeeded: start), count: Int32(truncatingIfNeeded: out.count &- start))
  }
}
