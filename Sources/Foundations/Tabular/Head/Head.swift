/// What the first bytes of a file tell about it: which reader to use, and how.
public struct Head: Sendable, Hashable {
  /// The bytes that are worth looking at.
  public static let sampleBytesMax = 1 << 20

  public enum Format: Sendable, Hashable {
    case delimited(DelimitedFormat)
    case jsonLines
  }

  public var format: Format
  /// The names as the file gives them: a header's fields, or the members of the first objects.
  public var columnNames: [String]
  /// The records at the beginning of the sample, up to a batch of them; 0 in a file of a header alone.
  public var sampleRows: Int

  init(format: Format, columnNames: [String], sampleRows: Int) {
    self.format = format
    self.columnNames = columnNames
    self.sampleRows = sampleRows
  }

  public var mediaType: String {
    switch format {
    case .delimited(let format): format.delimiter == UInt8(ascii: "\t") ? "text/tab-separated-values" : "text/csv"
    case .jsonLines: "application/x-ndjson"
    }
  }

  public var encoding: TextEncoding {
    switch format {
    case .delimited(let format): format.encoding
    case .jsonLines: .utf8
    }
  }

  /// Inspects a sample from the beginning of the file; `isWhole` says that there is nothing behind it.
  ///
  /// Throws `.empty`, `.notTabular`, `.unsupportedEncoding`, `.jsonDocument`, `.noColumns`, `.tooManyColumns`, or
  /// `.recordTooLong` when not even the header fits the limits.
  public init(inspecting sample: [UInt8], isWhole: Bool, limits: ReaderLimits = ReaderLimits()) throws(TabularError) {
    let encoding = try Head.encoding(of: sample, isWhole)
    let start = sample.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    if let first = sample[start...].first(where: { $0 > 0x20 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    {
      guard first == UInt8(ascii: "{") else { throw .jsonDocument }
      try self.init(jsonLines: sample, isWhole, limits)
    } else {
      try self.init(delimited: sample, isWhole, encoding, limits)
    }
  }

  /// Inspects a file. Throws also `.unreadable`.
  public init(inspecting file: FileSource, limits: ReaderLimits = ReaderLimits()) throws(TabularError) {
    let sample = try file.head()
    try self.init(inspecting: sample, isWhole: sample.count >= file.byteCount, limits: limits)
  }

  /// The reader for the file that this is the head of.
  public func reader(_ source: any ByteSource, limits: ReaderLimits = ReaderLimits()) throws(TabularError)
    -> any RowReader
  {
    switch format {
    case .delimited(let format): try DelimitedReader(source, format: format, limits: limits)
    case .jsonLines: try JSONLinesReader(source, columnNames: columnNames, limits: limits)
    }
  }
}

extension Head {
  /// NUL bytes that a text may hold by accident; more in a sample are no text.
  private static let nulBytesMax = 4

  private static func encoding(of sample: [UInt8], _ isWhole: Bool) throws(TabularError) -> TextEncoding {
    guard sample.contains(where: { $0 > 0x20 }) else {
      throw sample.contains(0) ? .notTabular(mediaType: "application/octet-stream") : .empty
    }
    let (mediaType, detected) = sample.withUnsafeBufferPointer {
      (MediaType.detect($0), TextEncoding.detect($0, isWhole: isWhole))
    }
    if let mediaType { throw .notTabular(mediaType: mediaType) }
    if sample.starts(with: [0xff, 0xfe]) { throw .unsupportedEncoding("UTF-16LE") }
    if sample.starts(with: [0xfe, 0xff]) { throw .unsupportedEncoding("UTF-16BE") }
    let nulBytes = sample.count { $0 == 0 }
    if nulBytes > max(nulBytesMax, sample.count / 1000) { throw .notTabular(mediaType: "application/octet-stream") }
    guard let detected else { throw .unsupportedEncoding("neither UTF-8 nor GB18030") }
    return detected
  }

  private init(
    delimited sample: [UInt8], _ isWhole: Bool, _ encoding: TextEncoding, _ limits: ReaderLimits
  ) throws(TabularError) {
    let format = DelimiterVote.best(sample, encoding, isWhole)
    let reader = try DelimitedReader(MemorySource(sample), format: format, limits: limits)
    self.init(
      format: .delimited(format), columnNames: reader.columnNames, sampleRows: try Head.rows(reader, isWhole))
  }

  private init(jsonLines sample: [UInt8], _ isWhole: Bool, _ limits: ReaderLimits) throws(TabularError) {
    guard let names = JSONNameCollector.names(sample, isWhole) else { throw .jsonDocument }
    let reader = try JSONLinesReader(MemorySource(sample), columnNames: names, limits: limits)
    self.init(format: .jsonLines, columnNames: names, sampleRows: try Head.rows(reader, isWhole))
  }

  /// The records of the first batch, without one that the end of the sample may cut.
  private static func rows(_ reader: any RowReader, _ isWhole: Bool) throws(TabularError) -> Int {
    var batch = RowBatch()
    guard try reader.nextBatch(into: &batch) else { return 0 }
    if isWhole { return batch.rowCount }
    var following = RowBatch()
    return try reader.nextBatch(into: &following) ? batch.rowCount : batch.rowCount - 1
  }
}
