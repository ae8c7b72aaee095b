/// Swift source taken apart just enough to judge it: code with comments and string contents blanked, and the strings.
/// Line numbers stay those of the file. Understands nested comments, raw and multi-line strings, and interpolation.
struct SwiftText: Sendable {
  struct Literal: Equatable {
    var line: Int
    var text: String
    /// The text with `{}` for each interpolation.
    var form = ""
    /// The functions and initialisers in whose arguments it stands, the outermost first.
    var calls: [String] = []

    var isLocalized: Bool { calls.contains("localized") }
  }

  /// The lines of the source with every comment and every string's content turned into spaces.
  let codeLines: [String]
  let literals: [Literal]

  init(_ text: String) {
    var reader = Reader(source: Array(text.utf8))
    reader.readCode(untilParenthesis: false)
    codeLines = reader.code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    literals = reader.literals.map {
      Literal(
        line: $0.line, text: String(decoding: $0.bytes, as: UTF8.self),
        form: String(decoding: $0.form, as: UTF8.self), calls: $0.calls)
    }
  }
}

private struct Reader {
  let source: [UInt8]
  var code: [UInt8] = []
  var literals: [(line: Int, bytes: [UInt8], form: [UInt8], calls: [String])] = []
  /// For each open parenthesis, what is called by it; empty when nothing is.
  private var calls: [String] = []
  private var position = 0
  private var line = 1

  init(source: [UInt8]) {
    self.source = source
    code.reserveCapacity(source.count)
  }

  private func starts(with word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count <= source.count else { return false }
    return (0..<count).allSatisfy { source[position + $0] == word.utf8Start[$0] }
  }

  /// Whether `count` quotes and then `hashes` number signs stand at `offset` from here.
  private func closes(quotes: Int, hashes: Int) -> Bool {
    guard position + quotes + hashes <= source.count else { return false }
    return source[position..<position + quotes].allSatisfy { $0 == UInt8(ascii: "\"") }
      && source[position + quotes..<position + quotes + hashes].allSatisfy { $0 == UInt8(ascii: "#") }
  }

  /// Whether a backslash stands here, then `hashes` number signs.
  private func escapes(hashes: Int) -> Bool {
    guard source[position] == UInt8(ascii: "\\"), position + 1 + hashes < source.count else { return false }
    return source[position + 1..<position + 1 + hashes].allSatisfy { $0 == UInt8(ascii: "#") }
  }

  private mutating func take(_ count: Int = 1, blank: Bool = false, into literal: Int? = nil) {
    for byte in source[position..<min(position + count, source.count)] {
      let isLineFeed = byte == UInt8(ascii: "\n")
      if let literal {
        literals[literal].bytes.append(byte)
        literals[literal].form.append(byte)
      }
      code.append(blank && !isLineFeed ? UInt8(ascii: " ") : byte)
      if isLineFeed { line += 1 }
      position += 1
    }
  }

  mutating func readCode(untilParenthesis: Bool) {
    var depth = 0
    while position < source.count {
      if starts(with: "//") {
        while position < source.count, source[position] != UInt8(ascii: "\n") { take(blank: true) }
      } else if starts(with: "/*") {
        readComment()
      } else if let hashes = openingHashes() {
        readString(hashes: hashes)
      } else {
        if source[position] == UInt8(ascii: "(") {
          depth += 1
          calls.append(nameBefore)
        }
        if source[position] == UInt8(ascii: ")") {
          if untilParenthesis && depth == 0 { return }
          depth -= 1
          _ = calls.popLast()
        }
        take()
      }
    }
  }

  /// The name that ends here.
  private var nameBefore: String {
    let name = code.reversed().prefix { byte in
      let character = Character(UnicodeScalar(byte))
      return byte < 128 && (character.isLetter || character.isNumber || character == "_")
    }
    return String(decoding: name.reversed(), as: UTF8.self)
  }

  private mutating func readComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        take(2, blank: true)
      } else if starts(with: "*/") {
        depth -= 1
        take(2, blank: true)
      } else {
        take(blank: true)
      }
    } while depth > 0 && position < source.count
  }

  /// How many `#` stand before the quote of a string that begins here; `nil` when none does.
  private func openingHashes() -> Int? {
    var end = position
    while end < source.count, source[end] == UInt8(ascii: "#") { end += 1 }
    return end < source.count && source[end] == UInt8(ascii: "\"") ? end - position : nil
  }

  private mutating func readString(hashes: Int) {
    let literal = literals.count
    literals.append((line, [], [], calls.filter { !$0.isEmpty }))
    take(hashes)
    let quotes = closes(quotes: 3, hashes: 0) ? 3 : 1
    take(quotes)
    while position < source.count {
      if closes(quotes: quotes, hashes: hashes) {
        return take(quotes + hashes)
      } else if escapes(hashes: hashes) {
        let isInterpolation = source[position + 1 + hashes] == UInt8(ascii: "(")
        take(2 + hashes, blank: true, into: isInterpolation ? nil : literal)
        if isInterpolation {
          readCode(untilParenthesis: true)
          literals[literal].form += Array("{}".utf8)
          take(blank: true)
        }
      } else if quotes == 1, source[position] == UInt8(ascii: "\n") {
        return
      } else {
        take(blank: true, into: literal)
      }
    }
  }
}
