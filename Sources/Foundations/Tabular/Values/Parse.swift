/// Reads values from the UTF-8 of a field, without a string on the way. White space around a value is ignored; what is
/// not wholly a value of the kind, or out of its range, is `nil`. No input traps.
public enum Parse {
  /// A whole number of 64 bits: `-12`, `+7`, `1,234,567`.
  public static func integer(_ bytes: Bytes) -> Int64? {
    var cursor = Cursor(bytes.trimmed)
    let isNegative = cursor.take(UInt8(ascii: "-"))
    if !isNegative { _ = cursor.take(UInt8(ascii: "+")) }
    let leading = cursor.digitCount
    guard leading > 0 else { return nil }
    var value: Int64 = 0
    var group = leading
    while true {
      for _ in 0..<group {
        guard let digit = cursor.number(1...1) else { return nil }
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflowAgain) = tens.subtractingReportingOverflow(Int64(digit))
        if overflow || overflowAgain { return nil }
        value = sum
      }
      if cursor.isAtEnd { break }
      guard leading <= 3, cursor.take(UInt8(ascii: ",")), cursor.digitCount == 3 else { return nil }
      group = 3
    }
    // The value is kept negative, for the negative range is one larger.
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// The digits a decimal number is written with in fields of any sane file.
  public static let decimalDigitsMax = 1000

  /// A decimal number, `-12.50`, `.5`, `1.5e3`: its bytes without white space, which PostgreSQL's `numeric` reads.
  public static func decimal(_ bytes: Bytes) -> Bytes? {
    let text = bytes.trimmed
    guard text.count <= decimalDigitsMax else { return nil }
    var cursor = Cursor(text)
    if !cursor.take(UInt8(ascii: "-")) { _ = cursor.take(UInt8(ascii: "+")) }
    var digits = skipDigits(&cursor)
    if cursor.take(UInt8(ascii: ".")) { digits += skipDigits(&cursor) }
    guard digits > 0 else { return nil }
    if cursor.take(UInt8(ascii: "e")) || cursor.take(UInt8(ascii: "E")) {
      if !cursor.take(UInt8(ascii: "-")) { _ = cursor.take(UInt8(ascii: "+")) }
      guard cursor.number(1...3) != nil else { return nil }
    }
    return cursor.isAtEnd ? text : nil
  }

  private static func skipDigits(_ cursor: inout Cursor) -> Int {
    var count = 0
    while cursor.number(1...1) != nil { count += 1 }
    return count
  }

  /// `true/false`, `t/f`, `yes/no`, `y/n`, `on/off`, `1/0` in any case, `是/否`, `有/无`.
  public static func boolean(_ bytes: Bytes) -> Bool? {
    let text = bytes.trimmed
    guard text.count <= 5 else { return nil }
    for (word, value) in words where matches(text, word) { return value }
    return nil
  }

  private static let words: [(StaticString, Bool)] = [
    ("true", true), ("false", false), ("1", true), ("0", false), ("是", true), ("否", false), ("yes", true),
    ("no", false), ("t", true), ("f", false), ("y", true), ("n", false), ("on", true), ("off", false), ("有", true),
    ("无", false),
  ]

  private static func matches(_ text: Bytes, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<text.count {
      let byte = text[index]
      let lowered = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
      if lowered != word.utf8Start[index] { return false }
    }
    return true
  }
}
