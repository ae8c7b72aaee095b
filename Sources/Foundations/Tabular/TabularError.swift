import Glibc

/// Why a file cannot be read as a table. Problems of single rows are not errors but a `Row.Status`.
public enum TabularError: Error, Equatable, Sendable {
  /// The file cannot be opened or read.
  case unreadable(path: String, errno: Int32)
  /// The file has no bytes, or only white space.
  case empty
  /// The bytes are of another kind: a known binary format, or no text at all.
  case notTabular(mediaType: String)
  /// One JSON document, or an object over several lines, instead of an object a line.
  case jsonDocument
  /// The text is in an encoding that is not read here.
  case unsupportedEncoding(String)
  /// The header row or the first line gives no usable names.
  case noColumns
  case tooManyColumns(found: Int, max: Int)
  /// A record that is longer than the reader's limit; `insideQuotes` when a quoted field runs on.
  case recordTooLong(at: RecordPosition, bytesMax: Int, insideQuotes: Bool)
  /// A temporary file for keys cannot be written or read.
  case spill(path: String, errno: Int32)

  /// A stable word for programs.
  public var code: String {
    switch self {
    case .unreadable: "unreadable"
    case .empty: "empty"
    case .notTabular: "not_tabular"
    case .jsonDocument: "json_document"
    case .unsupportedEncoding: "unsupported_encoding"
    case .noColumns: "no_columns"
    case .tooManyColumns: "too_many_columns"
    case .recordTooLong: "record_too_long"
    case .spill: "spill"
    }
  }
}

extension TabularError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let number): "cannot read \(path): \(TabularError.reason(number))"
    case .empty: "the file is empty"
    case .notTabular(let mediaType): "the file is \(mediaType), not CSV, TSV or JSON Lines text"
    case .jsonDocument: "the file is one JSON document; write one object a line (JSON Lines)"
    case .unsupportedEncoding(let name): "the text is \(name); save it as UTF-8, GBK or GB18030"
    case .noColumns: "the first line names no columns"
    case .tooManyColumns(let found, let max): "the header names \(found) columns; at most \(max) are read"
    case .recordTooLong(let position, let bytesMax, let insideQuotes):
      "record \(position.recordNumber) at line \(position.line) (byte \(position.byteOffset)) is longer than"
        + " \(bytesMax) bytes" + (insideQuotes ? "; a quote opened in it is probably never closed" : "")
    case .spill(let path, let number): "cannot keep keys in \(path): \(TabularError.reason(number))"
    }
  }

  private static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}
