/// Hides the part of a value by which a person would be known. Everything is appended to a buffer.
public enum Mask {
  /// `138****5678` for a phone number, `110101********1234` for an identity number, `****` for anything
  /// else, nothing for nothing.
  public static func number(_ bytes: Bytes, to out: inout ByteBuffer) {
    let text = bytes.trimmed
    guard let match = PersonalNumber.match(in: text, at: 0), match.end == text.count else {
      return token(bytes, to: &out)
    }
    append(text, match, from: 0, to: &out)
  }

  /// `****`, or nothing for nothing.
  public static func token(_ bytes: Bytes, to out: inout ByteBuffer) {
    if bytes.isEmpty { return }
    for _ in 0..<4 { out.append(UInt8(ascii: "*")) }
  }

  /// The text with every phone and identity number in it masked. An identity number is masked even when its check digit
  /// is wrong. Returns how many were found.
  @discardableResult
  public static func numbers(in bytes: Bytes, to out: inout ByteBuffer) -> Int {
    var found = 0
    var copied = 0
    var index = 0
    while index < bytes.count {
      guard isDigit(bytes[index]) || bytes[index] == UInt8(ascii: "+") else {
        index += 1
        continue
      }
      if let match = PersonalNumber.match(in: bytes, at: index) {
        append(bytes, match, from: copied, to: &out)
        found += 1
        copied = match.end
        index = match.end
      } else {
        index += 1
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
      }
    }
    out.append(contentsOf: Bytes(rebasing: bytes[copied...]))
    return found
  }

  /// Appends the text from `start` to the end of the number, which is masked.
  private static func append(_ text: Bytes, _ match: PersonalNumber.Match, from start: Int, to out: inout ByteBuffer) {
    let kept = match.kind == .phone ? 3 : 6
    out.append(contentsOf: Bytes(rebasing: text[start..<match.start + kept]))
    let hidden = match.start + kept..<match.end - 4
    for index in hidden where isDigit(text[index]) { out.append(UInt8(ascii: "*")) }
    out.append(contentsOf: Bytes(rebasing: text[hidden.upperBound..<match.end]))
  }
}
