/// Turns the scanned bytes of a batch into its text: valid UTF-8 without quotes. Rows whose bytes are not in the file's
/// encoding are marked.
struct TextFinisher: ~Copyable {
  private var decoder: GBDecoder?

  init(_ encoding: TextEncoding) throws(TabularError) {
    if encoding == .utf8 { decoder = nil } else { decoder = try GBDecoder(encoding) }
  }

  /// Fills the batch's text from the raw bytes, to which its fields point. `originOffset` is the place of the first raw
  /// byte in the file.
  mutating func finish(
    _ batch: inout RowBatch, raw: Bytes, _ scanner: DelimitedScanner, originOffset: Int
  ) {
    if batch.rowCount == 0 { return }
    if decoder == nil {
      batch.text.append(contentsOf: raw)
      unquote(&batch, scanner)
      batch.markInvalidEncoding(raw, originOffset: originOffset)
    } else {
      decode(&batch, raw)
      unquote(&batch, scanner)
    }
  }

  private func unquote(_ batch: inout RowBatch, _ scanner: DelimitedScanner) {
    for index in batch.quoted.elements {
      var field = batch.fields[Int(index)]
      field.count = Int32(scanner.unquote(batch.text.base + Int(field.start), Int(field.count)))
      batch.fields[Int(index)] = field
    }
  }

  private mutating func decode(_ batch: inout RowBatch, _ raw: Bytes) {
    guard let base = raw.baseAddress else { return }
    for rowIndex in 0..<batch.rowCount {
      var row = batch.rowList[rowIndex]
      var replaced = 0
      for index in row.firstField..<row.firstField &+ row.fieldCount {
        let field = batch.fields[index]
        let start = batch.text.count
        let bytes = Bytes(start: base + Int(field.start), count: Int(field.count))
        replaced &+= decoder?.append(bytes, to: &batch.text) ?? 0
        batch.fields[index] = Field(
          start: UInt32(truncatingIfNeeded: start), count: Int32(truncatingIfNeeded: batch.text.count &- start))
      }
      if replaced > 0 {
        row.markInvalidEncoding()
        batch.rowList[rowIndex] = row
      }
    }
  }
}
