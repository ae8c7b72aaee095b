extension RowBatch {
  /// Marks the rows whose bytes are not UTF-8 and repairs their fields. `raw` holds the rows as stored; its first byte
  /// is at `originOffset` in the file.
  ///
  /// Cost: one validation of all bytes; only when that fails, one of each row.
  mutating func markInvalidEncoding(_ raw: Bytes, originOffset: Int) {
    guard rowCount > 0, UTF8Text.firstInvalid(raw) != nil else { return }
    for index in 0..<rowCount {
      var row = rowList[index]
      let start = row.byteOffset - originOffset
      if UTF8Text.isValid(Bytes(rebasing: raw[start..<start + row.byteCount])) { continue }
      row.markInvalidEncoding()
      rowList[index] = row
      for fieldIndex in row.firstField..<row.firstField + row.fieldCount { repair(fieldIndex) }
    }
  }

  private mutating func repair(_ index: Int) {
    let field = fields[index]
    guard field.count > 0 else { return }
    let start = text.count
    text.append(String(decoding: Bytes(start: text.base + Int(field.start), count: Int(field.count)), as: UTF8.self))
    fields[index] = Field(start: UInt32(start), count: Int32(text.count - start))
  }
}

extension Row {
  /// An ending inside quotes, a NUL or broken JSON say more than bad bytes do.
  mutating func markInvalidEncoding() {
    switch status {
    case .ok, .columnCount: status = .invalidEncoding
    default: break
    }
  }
}
