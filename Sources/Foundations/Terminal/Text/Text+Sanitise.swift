extension Text {
  /// The text with everything that could move the cursor, hide, reorder or forge turned into visible marks: control
  /// pictures for C0 and DEL (`␛`, `␊`, `␡`), `‹U+202E›` for C1, bidirectional controls, invisible formats, tags and
  /// unassigned characters, `◌` under a mark that has no base. What is left holds no control character.
  ///
  /// ``Surface`` does this by itself; call it for text that leaves by another door (a log, a pipe, a clipboard).
  public static func sanitised(_ text: String) -> String {
    if isPlain(text) { return text }
    var out = ""
    for character in text {
      Glyphs.forEach(in: character) { glyph, _ in out.append(glyph) }
    }
    return out
  }

  /// The same for bytes that claim to be UTF-8; each invalid sequence becomes `�`.
  public static func sanitised(bytes: some Collection<UInt8>) -> String {
    sanitised(String(decoding: bytes, as: UTF8.self))
  }

  /// What is shown instead of a scalar that must not be drawn as itself; `nil` when it may be.
  static func mark(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value).map { String(Character($0)) }
    case 0x20..<0x7f: return nil
    case 0x7f: return "␡"
    case 0xa0..<0xad, 0xae..<0x300, 0x3041..<0xa48d, 0xac00..<0xd7a4: return nil
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
      let hex = String(scalar.value, radix: 16, uppercase: true)
      return "‹U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + "›"
    default: return nil
    }
  }
}
