/// Finds the delimiter by which the first records agree best on the number of columns.
enum DelimiterVote {
  private static let recordsMax = 100

  static func best(_ sample: [UInt8], _ encoding: TextEncoding, _ isWhole: Bool) -> DelimitedFormat {
    let padded = sample + [UInt8](repeating: 0, count: Window.slackBytes)
    var best = DelimitedFormat(encoding: encoding)
    var bestScore = 0.0
    for delimiter in DelimitedFormat.delimiters {
      let format = DelimitedFormat(delimiter: delimiter, encoding: encoding)
      let score = padded.withUnsafeBufferPointer { Self.score($0, count: sample.count, format, isWhole) }
      if score > bestScore { (best, bestScore) = (format, score) }
    }
    return best
  }

  /// The share of records with as many fields as the first, which must be several; more columns win a tie.
  private static func score(_ bytes: Bytes, count: Int, _ format: DelimitedFormat, _ isWhole: Bool) -> Double {
    guard let base = bytes.baseAddress else { return 0 }
    let scanner = DelimitedScanner(format)
    var fields = Growable<Field>()
    var quoted = Growable<Int32>()
    var position = 0
    var columns = 0
    var records = 0
    var agreeing = 0
    while position < count, records < recordsMax {
      fields.removeAll()
      quoted.removeAll()
      let record = scanner.scan(
        base, from: position, to: count, isFinal: isWhole, origin: 0, fields: &fields, quoted: &quoted)
      if case .incomplete = record.end, records > 0 { break }
      if record.contentEnd > position {
        if records == 0 { columns = fields.count }
        records += 1
        agreeing += fields.count == columns ? 1 : 0
      }
      position = record.next
    }
    guard columns > 1 else { return 0 }
    return Double(agreeing) / Double(records) + Double(min(columns, 1000)) / 10_000
  }
}
