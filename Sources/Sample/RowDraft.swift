import Tabular

/// The fields of one row before they are written as CSV or JSON.
struct RowDraft: ~Copyable {
  var text = ByteBuffer(capacity: 1024)
  private var ends = Growable<Int>(capacity: 16)

  var fieldCount: Int { ends.count }

  mutating func removeAll() {
    text.removeAll()
    ends.removeAll()
  }

  /// Ends the field to which `text` was appended.
  mutating func endField() { ends.append(text.count) }

  /// Drops the last field.
  mutating func dropField() {
    ends.truncate(to: ends.count - 1)
    text.truncate(to: ends.count > 0 ? ends[ends.count - 1] : 0)
  }

  func field(_ index: Int) -> Bytes {
    let start = index == 0 ? 0 : ends[index - 1]
    return Bytes(rebasing: text.elements[start..<ends[index]])
  }
}

extension RowDraft {
  /// Appends the row as CSV (RFC 4180); fields that need quotes have them.
  func appendCSV(to out: inout ByteBuffer) {
    for index in 0..<fieldCount {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      let bytes = field(index)
      if bytes.contains(where: RowDraft.needsQuotes) {
        out.append(UInt8(ascii: "\""))
        for byte in bytes {
          if byte == UInt8(ascii: "\"") { out.append(byte) }
          out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
      } else {
        out.append(contentsOf: bytes)
      }
    }
    out.append(UInt8(ascii: "\n"))
  }

  /// Appends the row as a JSON object; empty fields are `null`. A row of another length than the export's is cut off
  /// before its last brace.
  func appendJSON(to out: inout ByteBuffer) {
    out.append(UInt8(ascii: "{"))
    for index in 0..<min(fieldCount, Vocabulary.headers.count) {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out.append(UInt8(ascii: "\""))
      Vocabulary.headers.append(index, to: &out)
      out.append("\":")
      RowDraft.appendJSON(field(index), to: &out)
    }
    if fieldCount == Vocabulary.headers.count { out.append(UInt8(ascii: "}")) }
    out.append(UInt8(ascii: "\n"))
  }

  private static func appendJSON(_ bytes: Bytes, to out: inout ByteBuffer) {
    if bytes.isEmpty { return out.append("null") }
    out.append(UInt8(ascii: "\""))
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"): out.append("\\n")
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  @inline(__always)
  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
  }
}
