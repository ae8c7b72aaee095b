/// Writes rows in the text format of PostgreSQL's COPY into one reusable buffer.
///
/// Call one method per column, then `endRow()`; take `bytes` when the buffer has grown large enough, then `removeAll()`.
/// Source: PostgreSQL 15, COPY, "Text Format".
public struct CopyEncoder: ~Copyable {
  private var buffer: ByteBuffer
  private var scratch = ByteBuffer(capacity: 256)
  private var rowStart = 0

  /// The number of finished rows since `removeAll()`.
  public private(set) var rowCount = 0

  public init(capacity: Int = 1 << 20) { buffer = ByteBuffer(capacity: capacity) }

  /// All finished rows, valid until the next change.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer.base, count: rowStart) }

  /// The length of `bytes`.
  public var byteCount: Int { rowStart }

  /// Forgets everything, and keeps the memory.
  public mutating func removeAll() {
    buffer.removeAll()
    rowStart = 0
    rowCount = 0
  }

  /// The finished rows as an array of their own, for whoever sends them later; the encoder starts anew.
  public mutating func takeRows() -> [UInt8] {
    defer { removeAll() }
    return Array(bytes)
  }

  /// Ends the row that the last columns make up.
  public mutating func endRow() {
    if buffer.count > rowStart { buffer.truncate(to: buffer.count - 1) }
    buffer.append(UInt8(ascii: "\n"))
    rowStart = buffer.count
    rowCount += 1
  }

  /// Forgets the columns since the last finished row.
  public mutating func dropRow() { buffer.truncate(to: rowStart) }
}

extension CopyEncoder {
  public mutating func null() {
    buffer.reserve(3)
    let target = buffer.base + buffer.count
    target[0] = UInt8(ascii: "\\")
    target[1] = UInt8(ascii: "N")
    target[2] = UInt8(ascii: "\t")
    buffer.count &+= 3
  }

  public mutating func boolean(_ value: Bool) {
    buffer.append(UInt8(ascii: value ? "t" : "f"))
    endColumn()
  }

  public mutating func integer(_ value: Int64) {
    buffer.appendInteger(value)
    endColumn()
  }

  /// The date and time as `2024-01-02 03:04:05`, with a fraction when there is one.
  public mutating func dateTime(_ value: CivilDateTime) {
    value.append(to: &buffer)
    endColumn()
  }

  /// UTF-8 text, escaped. The text must hold no NUL.
  public mutating func text(_ bytes: Bytes) {
    guard let source = bytes.baseAddress else { return endColumn() }
    buffer.reserve(bytes.count &* 2 &+ 9)
    let target = buffer.base + buffer.count
    let written = CopyEncoder.escape(source, bytes.count, target)
    target[written] = UInt8(ascii: "\t")
    buffer.count &+= written &+ 1
  }

  public mutating func text(_ string: String) {
    var string = string
    string.withUTF8 { text($0) }
  }

  /// Text without a backslash or control character, such as a number's digits, as it is.
  public mutating func plain(_ bytes: Bytes) {
    buffer.append(contentsOf: bytes)
    endColumn()
  }

  /// Text that the closure appends to an empty buffer, escaped.
  public mutating func text(_ write: (inout ByteBuffer) -> Void) {
    scratch.removeAll()
    write(&scratch)
    text(scratch.elements)
  }

  @inline(__always)
  private mutating func endColumn() { buffer.append(UInt8(ascii: "\t")) }
}

extension CopyEncoder {
  private static let backslashes = Words.repeating(UInt8(ascii: "\\"))

  /// Copies `count` bytes, escaping as needed; returns the length written, at most twice the count. The target needs
  /// room for that and eight bytes more.
  @inline(__always)
  private static func escape(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var from = 0
    var to = 0
    while from &+ 8 <= count {
      let word = Words.load(source + from)
      Words.store(word, target + to)
      let marks = Words.equal(word, backslashes) | Words.control(word)
      if marks == 0 {
        from &+= 8
        to &+= 8
        continue
      }
      let clean = Words.firstIndex(marks)
      from &+= clean
      to &+= clean
      to &+= escapeByte(source[from], target + to)
      from &+= 1
    }
    let rest = count &- from
    if rest > 0 {
      let word = Words.partial(source + from, rest)
      // Spaces above the last byte, for zeros would count as control characters.
      let filled = word | (Words.ones &* 0x20) &<< UInt64(8 &* rest)
      Words.store(word, target + to)
      if Words.equal(filled, backslashes) | Words.control(filled) == 0 { return to &+ rest }
    }
    while from < count {
      to &+= escapeByte(source[from], target + to)
      from &+= 1
    }
    return to
  }

  @inline(__always)
  private static func escapeByte(_ byte: UInt8, _ target: UnsafeMutablePointer<UInt8>) -> Int {
    var letter = byte
    switch byte {
    case UInt8(ascii: "\\"): break
    case UInt8(ascii: "\t"): letter = UInt8(ascii: "t")
    case UInt8(ascii: "\n"): letter = UInt8(ascii: "n")
    case UInt8(ascii: "\r"): letter = UInt8(ascii: "r")
    default:
      target[0] = byte
      return 1
    }
    target[0] = UInt8(ascii: "\\")
    target[1] = letter
    return 2
  }
}
