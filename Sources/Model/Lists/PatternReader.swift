/// Reads a ``SearchPattern``.
struct PatternReader {
  private static let depthMax = 20
  static let repeatsMax = 255

  private let characters: [Character]
  private var index = 0
  private var depth = 0

  init(_ source: String) { characters = Array(source) }

  mutating func pattern() throws(SearchPattern.Malformed) -> SearchPattern.Node {
    let node = try alternatives()
    if index < characters.count {
      throw malformed(PatternWords.strayGroup, PatternWords.escape(characters[index]))
    }
    return node
  }

  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private func malformed(_ message: String, _ hint: String) -> SearchPattern.Malformed {
    SearchPattern.Malformed(position: index, message: message, hint: hint)
  }

  private mutating func alternatives() throws(SearchPattern.Malformed) -> SearchPattern.Node {
    var branches = [try sequence()]
    while peek == "|" {
      index += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(SearchPattern.Malformed) -> SearchPattern.Node {
    var nodes: [SearchPattern.Node] = []
    while let next = peek, next != "|", next != ")" { nodes += try repeated() }
    if nodes.isEmpty { throw malformed(PatternWords.emptyBranch, PatternWords.branchHint) }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  /// An atom with what repeats it: several nodes when a character is made of several code points.
  private mutating func repeated() throws(SearchPattern.Malformed) -> [SearchPattern.Node] {
    var nodes = try atom()
    guard let sign = peek, "*+?{".contains(sign) else { return nodes }
    guard let last = nodes.popLast(), last != .start, last != .end else {
      throw malformed(PatternWords.nothingToRepeat, PatternWords.escape(sign))
    }
    let bounds = try bounds(sign)
    if let more = peek, "*+?{".contains(more) {
      throw malformed(PatternWords.nothingToRepeat, PatternWords.escape(more))
    }
    return nodes + [.repeated(last, min: bounds.min, max: bounds.max)]
  }

  private mutating func bounds(_ sign: Character) throws(SearchPattern.Malformed) -> (min: Int, max: Int?) {
    let start = index
    index += 1
    switch sign {
    case "*": return (0, nil)
    case "+": return (1, nil)
    case "?": return (0, 1)
    default: break
    }
    let least = number()
    var most = least
    if peek == "," {
      index += 1
      most = peek == "}" ? nil : number() ?? -1
    }
    guard peek == "}", let least, least <= most ?? least, most ?? least <= PatternReader.repeatsMax else {
      index = start
      throw malformed(PatternWords.badRepeat, PatternWords.repeatHint)
    }
    index += 1
    return (least, most)
  }

  private mutating func number() -> Int? {
    let digits = characters[index...].prefix { $0.isASCII && $0.isNumber }.prefix(4)
    index += digits.count
    return Int(String(digits))
  }

  private mutating func atom() throws(SearchPattern.Malformed) -> [SearchPattern.Node] {
    guard let character = peek else { return [] }
    switch character {
    case "*", "+", "?", "{":
      throw malformed(PatternWords.nothingToRepeat, PatternWords.escape(character))
    case "(": return [try group()]
    case "[": return [try set()]
    case "\\": return try escape()
    default: break
    }
    index += 1
    switch character {
    case ".": return [.any]
    case "^": return [.start]
    case "$": return [.end]
    default: return character.unicodeScalars.map(SearchPattern.Node.scalar)
    }
  }

  private mutating func group() throws(SearchPattern.Malformed) -> SearchPattern.Node {
    let start = index
    index += 1
    if peek == "?" { throw malformed(PatternWords.groupOption, PatternWords.escape("?")) }
    depth += 1
    defer { depth -= 1 }
    guard depth <= PatternReader.depthMax else { throw malformed(PatternWords.tooLong, PatternWords.shorten) }
    let node = try alternatives()
    guard peek == ")" else {
      index = start
      throw malformed(PatternWords.openGroup, PatternWords.close(")"))
    }
    index += 1
    return .sequence([node])
  }

  private mutating func escape() throws(SearchPattern.Malformed) -> [SearchPattern.Node] {
    index += 1
    guard let character = peek else { throw malformed(PatternWords.openEscape, PatternWords.escapes) }
    if let set = PatternReader.classes[character] {
      index += 1
      return [.set(set)]
    }
    guard !character.isLetter, !character.isNumber else {
      throw malformed(PatternWords.unknownEscape(character), PatternWords.escapes)
    }
    index += 1
    return character.unicodeScalars.map(SearchPattern.Node.scalar)
  }

  private static let digits: [ClosedRange<Unicode.Scalar>] = ["0"..."9"]
  private static let wordCharacters: [ClosedRange<Unicode.Scalar>] = ["0"..."9", "A"..."Z", "a"..."z", "_"..."_"]
  private static let spaces: [ClosedRange<Unicode.Scalar>] = ["\t"..."\r", " "..." "]

  private static let classes: [Character: ScalarSet] = [
    "d": ScalarSet(ranges: digits, isNegated: false), "D": ScalarSet(ranges: digits, isNegated: true),
    "w": ScalarSet(ranges: wordCharacters, isNegated: false), "W": ScalarSet(ranges: wordCharacters, isNegated: true),
    "s": ScalarSet(ranges: spaces, isNegated: false), "S": ScalarSet(ranges: spaces, isNegated: true),
  ]

  private mutating func set() throws(SearchPattern.Malformed) -> SearchPattern.Node {
    let start = index
    index += 1
    var set = ScalarSet(ranges: [], isNegated: peek == "^")
    if set.isNegated { index += 1 }
    while let character = peek, character != "]" {
      if character == "\\", let escaped = next, let named = PatternReader.classes[escaped], !named.isNegated {
        index += 2
        set.ranges += named.ranges
        continue
      }
      let low = try member()
      guard low.count == 1, peek == "-", let after = next, after != "]" else {
        set.ranges += low.map { $0...$0 }
        continue
      }
      index += 1
      let high = try member()
      guard high.count == 1, low[0] <= high[0] else { throw malformed(PatternWords.badRange, PatternWords.rangeHint) }
      set.ranges.append(low[0]...high[0])
    }
    guard peek == "]", !set.ranges.isEmpty else {
      index = start
      throw malformed(PatternWords.openSet, PatternWords.close("]"))
    }
    index += 1
    return .set(set)
  }

  private var next: Character? { index + 1 < characters.count ? characters[index + 1] : nil }

  /// A character of a set, as its code points.
  private mutating func member() throws(SearchPattern.Malformed) -> [Unicode.Scalar] {
    guard var character = peek else { throw malformed(PatternWords.openSet, PatternWords.close("]")) }
    if character == "\\" {
      index += 1
      guard let escaped = peek, !escaped.isLetter, !escaped.isNumber else {
        throw malformed(PatternWords.openEscape, PatternWords.escapes)
      }
      character = escaped
    }
    index += 1
    return Array(character.unicodeScalars)
  }
}
