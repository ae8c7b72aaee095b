/// How a delimited file is written (RFC 4180 with any one-byte delimiter). Lines may end in LF, CR LF or CR.
public struct DelimitedFormat: Sendable, Hashable {
  /// An ASCII character.
  public var delimiter: UInt8
  /// An ASCII character below `@`; `nil` when nothing is quoted.
  public var quote: UInt8?
  public var encoding: TextEncoding
  /// Whether the first record names the columns; otherwise they are `column_1`, `column_2`, …
  public var hasHeader: Bool

  public init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), encoding: TextEncoding = .utf8,
    hasHeader: Bool = true
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.encoding = encoding
    self.hasHeader = hasHeader
  }

  /// The delimiters that are recognised in a file.
  public static let delimiters: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|"),
  ]
}
