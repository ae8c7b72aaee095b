/// How a grapheme cluster becomes cells: the one place that knows the width of anything.
///
/// Most clusters are one glyph. Emoji sequences (ZWJ, VS16, skin tones, keycaps, flags) are one glyph of two columns. A
/// cluster with several spacing scalars (Devanagari conjuncts, `\r\n`) is a glyph for each, which is what the terminals
/// and `wcwidth` take it for. Widths follow Unicode's East Asian Width (ambiguous is narrow).
enum Glyphs {
  /// Scalars kept in one glyph: a base and four marks, all that an ncurses cell holds.
  static let scalarsMax = 5
  /// Scalars of the longest emoji sequence kept (two people, two skin tones, a heart and a kiss make 10).
  static let emojiScalarsMax = 12

  /// Calls `body` with each glyph, in order, and its columns, 1 or 2.
  static func forEach(in character: Character, _ body: (Character, Int) -> Void) {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return }
    if first.isASCII, character.utf8.count == 1 {
      if first.value >= 0x20 && first.value < 0x7f { return body(character, 1) }
    } else if scalars.index(after: scalars.startIndex) == scalars.endIndex {
      if Text.mark(for: first) == nil, !isZeroWidth(first) { return body(character, isWide(first) ? 2 : 1) }
    } else if isEmojiSequence(scalars, first) {
      return body(scalars.count <= emojiScalarsMax ? character : Character(first), 2)
    }
    split(scalars, body)
  }

  private static func split(_ scalars: Character.UnicodeScalarView, _ body: (Character, Int) -> Void) {
    var glyph = String.UnicodeScalarView()
    func flush() {
      if let base = glyph.first { body(String(glyph).first ?? "�", isWide(base) ? 2 : 1) }
      glyph.removeAll()
    }
    for scalar in scalars {
      let isJoiner = scalar.value == 0x200c || scalar.value == 0x200d
      if isJoiner && !glyph.isEmpty || isZeroWidth(scalar) {
        if glyph.isEmpty { glyph.append("◌") }
        if glyph.count < scalarsMax { glyph.append(scalar) }
      } else if let mark = Text.mark(for: scalar) {
        flush()
        for character in mark { body(character, 1) }
      } else {
        flush()
        glyph.append(scalar)
      }
    }
    flush()
  }

  private static func isEmojiSequence(_ scalars: Character.UnicodeScalarView, _ first: Unicode.Scalar) -> Bool {
    let second = scalars[scalars.index(after: scalars.startIndex)]
    if isFlagPart(first) { return isFlagPart(second) && scalars.count == 2 }
    guard first.properties.isEmoji, !first.properties.isEmojiModifier else { return false }
    if first.isASCII { return scalars.last?.value == 0x20e3 }
    return second.value == 0xfe0f || second.value == 0x200d || second.properties.isEmojiModifier
      || (first.value == 0x1f3f4 && scalars.last?.value == 0xe007f)
  }

  /// Regional indicators, two of which make a flag.
  static func isFlagPart(_ scalar: Unicode.Scalar) -> Bool { (0x1f1e6...0x1f1ff).contains(scalar.value) }

  /// Marks that take no column of their own: combining and enclosing marks, variation selectors, medial and final
  /// Hangul letters.
  static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x300: return false
    case 0x1160...0x11ff, 0xd7b0...0xd7ff: return true
    case 0x3400...0xa48c, 0xac00...0xd7a3: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    default: return false
    }
  }

  static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    if value < 0x1100 { return false }
    var low = 0
    var high = wideRanges.count
    while low < high {
      let middle = (low + high) / 2
      if value > wideRanges[middle].upperBound { low = middle + 1 } else { high = middle }
    }
    return low < wideRanges.count && wideRanges[low].contains(value)
  }

  /// Wide and fullwidth (East Asian Width W and F, Unicode 15.1), gaps of unassigned or zero-width scalars closed.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0...0x23f0, 0x23f3...0x23f3,
    0x25fd...0x25fe, 0x2614...0x2615, 0x2648...0x2653, 0x267f...0x267f, 0x2693...0x2693, 0x26a1...0x26a1,
    0x26aa...0x26ab, 0x26bd...0x26be, 0x26c4...0x26c5, 0x26ce...0x26ce, 0x26d4...0x26d4, 0x26ea...0x26ea,
    0x26f2...0x26f3, 0x26f5...0x26f5, 0x26fa...0x26fa, 0x26fd...0x26fd, 0x2705...0x2705, 0x270a...0x270b,
    0x2728...0x2728, 0x274c...0x274c, 0x274e...0x274e, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27b0...0x27b0, 0x27bf...0x27bf, 0x2b1b...0x2b1c, 0x2b50...0x2b50, 0x2b55...0x2b55, 0x2e80...0x303e,
    0x3041...0x3247, 0x3250...0x4dbf, 0x4e00...0xa4c6, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfad9,
    0xfe10...0xfe6b, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x1b2fb, 0x1f004...0x1f004, 0x1f0cf...0x1f0cf,
    0x1f18e...0x1f18e, 0x1f191...0x1f19a, 0x1f200...0x1f320, 0x1f32d...0x1f335, 0x1f337...0x1f37c,
    0x1f37e...0x1f393, 0x1f3a0...0x1f3ca, 0x1f3cf...0x1f3d3, 0x1f3e0...0x1f3f0, 0x1f3f4...0x1f3f4,
    0x1f3f8...0x1f43e, 0x1f440...0x1f440, 0x1f442...0x1f4fc, 0x1f4ff...0x1f53d, 0x1f54b...0x1f54e,
    0x1f550...0x1f567, 0x1f57a...0x1f57a, 0x1f595...0x1f596, 0x1f5a4...0x1f5a4, 0x1f5fb...0x1f64f,
    0x1f680...0x1f6c5, 0x1f6cc...0x1f6cc, 0x1f6d0...0x1f6d2, 0x1f6d5...0x1f6df, 0x1f6eb...0x1f6ec,
    0x1f6f4...0x1f6fc, 0x1f7e0...0x1f7f0, 0x1f90c...0x1f93a, 0x1f93c...0x1f945, 0x1f947...0x1f9ff,
    0x1fa70...0x1faf8, 0x20000...0x3fffd,
  ]
}
