extension TextEncoding {
  /// The encoding of a text by its first bytes; `nil` when it is none of them. A character that the end of the sample
  /// cuts does not count, unless the sample `isWhole`.
  ///
  /// Text that is not valid UTF-8 is taken as what it breaks least: as a few damaged rows must not turn a UTF-8 file
  /// into a GBK one, nor the reverse.
  public static func detect(_ sample: Bytes, isWhole: Bool) -> TextEncoding? {
    let utf8 = tallyUTF8(sample, isWhole)
    if utf8.invalid == 0 { return .utf8 }
    let gb = tallyGB(sample, isWhole)
    let brokenMax = 0.1
    if utf8.brokenShare <= brokenMax, utf8.brokenShare <= gb.brokenShare { return .utf8 }
    if gb.brokenShare <= brokenMax { return gb.fourByte > 0 ? .gb18030 : .gbk }
    return utf8.brokenShare <= brokenMax ? .utf8 : nil
  }

  /// Characters beyond ASCII, and bytes that belong to none.
  private struct Tally {
    var valid = 0
    var invalid = 0
    var fourByte = 0

    var brokenShare: Double { valid + invalid == 0 ? 0 : Double(invalid) / Double(valid + invalid) }
  }

  private static func tallyUTF8(_ sample: Bytes, _ isWhole: Bool) -> Tally {
    var tally = Tally()
    guard let base = sample.baseAddress else { return tally }
    var index = 0
    while index < sample.count {
      if base[index] < 0x80 {
        index += 1
        continue
      }
      let length = UTF8Text.characterLength(base + index, sample.count - index)
      if length > 0 {
        tally.valid += 1
      } else if isWhole || sample.count - index >= 4 {
        tally.invalid += 1
      }
      index += max(1, length)
    }
    return tally
  }

  /// Counts characters of the Chinese levels as valid, for other pairs are what any text in another encoding gives.
  private static func tallyGB(_ sample: Bytes, _ isWhole: Bool) -> Tally {
    var tally = Tally()
    var index = 0
    while index < sample.count {
      let lead = sample[index]
      index += 1
      if lead < 0x80 { continue }
      guard index < sample.count else {
        tally.invalid += isWhole ? 1 : 0
        break
      }
      let trail = sample[index]
      if lead == 0x80 || lead == 0xff || trail == 0x7f || trail == 0xff {
        tally.invalid += 1
      } else if trail >= 0x40 {
        index += 1
        tally.valid += 1
      } else if isDigit(trail), index + 2 < sample.count, sample[index + 1] > 0x80, isDigit(sample[index + 2]) {
        index += 3
        tally.valid += 1
        tally.fourByte += 1
      } else if isWhole || sample.count - index >= 4 {
        tally.invalid += 1
      }
    }
    return tally
  }
}
