package import Support

extension SplitMix64 {
  /// Text of what breaks terminals: controls, escapes, C1, bidi controls, marks, emoji parts, CJK, invalid UTF-8.
  package mutating func hostileText(lengthMax: Int) -> String {
    let parts: [String] = [
      "\u{1b}[31m", "\u{1b}]0;x\u{7}", "\u{9b}2J", "\u{7f}", "\0", "\t", "\n", "\r\n", "\r", "\u{8}", "\u{202e}",
      "\u{2066}",
      "\u{200d}", "\u{200b}", "\u{feff}", "\u{301}", "\u{fe0f}", "\u{20e3}", "👩", "🔬", "🏽", "🇨", "🇳", "数", "据", "한",
      "\u{1161}",
      "\u{11ab}", "नि", "क्ष", "ﾊﾟ", "a", "b ", "…", "─", "\u{e0067}", "\u{ad}", "\u{2028}", "\u{378}", "\u{10ffff}",
      "❤\u{fe0f}",
      "\u{ffff}", "\u{3000}", "ﷺ", "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...lengthMax, using: &self) {
      if Int.random(in: 0..<8, using: &self) == 0 {
        let bytes = (0..<3).map { _ in UInt8.random(in: 0...255, using: &self) }
        text += String(decoding: bytes, as: UTF8.self)
      } else {
        text += parts.randomElement(using: &self) ?? ""
      }
    }
    return text
  }
}
