/// Numbers that identify a person in mainland China.
public enum PersonalNumber: Sendable, Hashable {
  /// A mobile phone number: eleven digits that start with 13 to 19, after an optional `+86`, `86` or `0086`; groups of
  /// 3, 4 and 4 digits may stand apart by a space or hyphen.
  case phone
  /// A resident identity number: 18 characters (GB 11643-1999), or 15 digits as before 1999.
  case identity

  /// What the whole field is, white space aside. An identity number's date of birth and check digit must hold.
  public static func recognize(_ bytes: Bytes) -> PersonalNumber? {
    let text = bytes.trimmed
    if isIdentity(text) { return .identity }
    guard let match = match(in: text, at: 0), match.kind == .phone, match.end == text.count else { return nil }
    return .phone
  }

  /// Whether the bytes are an identity number with a possible date of birth and, of 18, the right check digit
  /// (ISO 7064, MOD 11-2).
  public static func isIdentity(_ bytes: Bytes) -> Bool {
    guard hasIdentityForm(bytes) else { return false }
    guard bytes.count == 18 else { return true }
    var sum = 0
    var weight = 1
    for index in stride(from: 17, through: 0, by: -1) {
      let value = isDigit(bytes[index]) ? Int(bytes[index] &- 0x30) : 10
      sum += value * weight
      weight = weight * 2 % 11
    }
    return sum % 11 == 1
  }

  /// The form and the date of birth, without the check digit.
  static func hasIdentityForm(_ bytes: Bytes) -> Bool {
    guard bytes.count == 18 || bytes.count == 15, bytes[0] != UInt8(ascii: "0") else { return false }
    for index in 0..<min(17, bytes.count) where !isDigit(bytes[index]) { return false }
    let last = bytes[bytes.count - 1]
    guard isDigit(last) || last == UInt8(ascii: "X") || last == UInt8(ascii: "x") else { return false }
    func number(_ start: Int, _ count: Int) -> Int {
      bytes[start..<start + count].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }
    let year = bytes.count == 18 ? number(6, 4) : 1900 + number(6, 2)
    let month = bytes.count == 18 ? 10 : 8
    return year >= 1850 && year < 2200
      && CivilDateTime(year: year, month: number(month, 2), day: number(month + 2, 2)) != nil
  }
}

extension PersonalNumber {
  /// A number inside a text: what it is, where its own digits start (behind a country code), and where it ends.
  struct Match {
    var kind: PersonalNumber
    var start: Int
    var end: Int
  }

  /// The number that starts at `offset`, a digit or `+`, and is not part of a longer run of digits.
  static func match(in bytes: Bytes, at offset: Int) -> Match? {
    var run = offset
    while run < bytes.count, isDigit(bytes[run]) { run += 1 }
    if run - offset == 17, run < bytes.count, bytes[run] | 0x20 == UInt8(ascii: "x") { run += 1 }
    if run - offset == 18 || run - offset == 15, hasIdentityForm(Bytes(rebasing: bytes[offset..<run])) {
      return Match(kind: .identity, start: offset, end: run)
    }
    var start = offset
    for prefix in ["+86", "0086", "86"] as [StaticString] where hasPrefix(bytes, offset, prefix) {
      start = offset + prefix.utf8CodeUnitCount
      if start < bytes.count, isSeparator(bytes[start]) { start += 1 }
      break
    }
    return phone(bytes, start) ?? (start == offset ? nil : phone(bytes, offset))
  }

  private static func phone(_ bytes: Bytes, _ start: Int) -> Match? {
    guard start + 11 <= bytes.count, bytes[start] == UInt8(ascii: "1"), bytes[start + 1] >= UInt8(ascii: "3") else {
      return nil
    }
    var index = start
    for group in [3, 4, 4] {
      if group == 4, index < bytes.count, isSeparator(bytes[index]) { index += 1 }
      guard index + group <= bytes.count else { return nil }
      for digit in index..<index + group where !isDigit(bytes[digit]) { return nil }
      index += group
    }
    if index < bytes.count, isDigit(bytes[index]) { return nil }
    return Match(kind: .phone, start: start, end: index)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") }

  private static func hasPrefix(_ bytes: Bytes, _ offset: Int, _ prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard offset + count <= bytes.count else { return false }
    for index in 0..<count where bytes[offset + index] != prefix.utf8Start[index] { return false }
    return true
  }
}
