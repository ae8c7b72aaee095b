extension Rule {
  static let fileLinesMax = 400
  static let functionLinesMax = 70

  static let fileLength = Rule(name: "a file is one idea") { file in
    guard file.swift != nil, file.lineCount > fileLinesMax else { return [] }
    return [Violation(path: file.path, line: 1, problem: "\(file.lineCount) lines, at most \(fileLinesMax)")]
  }

  static let functionLength = Rule(name: "a function fits a screen") { file in
    guard let swift = file.swift else { return [] }
    return FunctionScanner.bodies(in: swift.codeLines).compactMap { body in
      guard body.lineCount > functionLinesMax else { return nil }
      let problem = "a function of \(body.lineCount) lines, at most \(functionLinesMax)"
      return Violation(path: file.path, line: body.firstLine, problem: problem)
    }
  }

  static let noDeadFiles = Rule(name: "no dead files") { file in
    guard let swift = file.swift, swift.codeLines.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else { return [] }
    return [Violation(path: file.path, line: 1, problem: "the file holds no code")]
  }
}

/// Finds functions and initializers by their keyword and their braces.
enum FunctionScanner {
  struct Body: Equatable {
    /// The line of the keyword.
    var firstLine: Int
    var lastLine: Int
    var lineCount: Int { lastLine - firstLine + 1 }
  }

  private static let starts: Set = ["func", "init", "deinit", "subscript"]
  /// Words that begin another declaration: the one before had no body.
  private static let ends: Set = [
    "func", "init", "deinit", "subscript", "var", "let", "case", "static", "associatedtype",
  ]

  static func bodies(in lines: [String]) -> [Body] {
    let tokens = tokens(of: lines)
    return tokens.indices.compactMap { index in
      guard starts.contains(tokens[index].text), index == 0 || tokens[index - 1].text != "." else { return nil }
      guard let open = openingBrace(after: index, in: tokens) else { return nil }
      var depth = 0
      for token in tokens[open...] {
        if token.text == "{" { depth += 1 }
        if token.text == "}" { depth -= 1 }
        if depth == 0 { return Body(firstLine: tokens[index].line, lastLine: token.line) }
      }
      return nil
    }
  }

  private static func openingBrace(after start: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for index in tokens.indices[(start + 1)...] {
      switch tokens[index].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return index
      case "}" where depth == 0: return nil
      default: if depth == 0, index > start + 1, ends.contains(tokens[index].text) { return nil }
      }
      if depth < 0 { return nil }
    }
    return nil
  }

  private struct Token {
    var text: String
    var line: Int
  }

  /// Words and single signs.
  private static func tokens(of lines: [String]) -> [Token] {
    var tokens: [Token] = []
    for (index, line) in lines.enumerated() {
      var word: [UInt8] = []
      for byte in line.utf8 + [UInt8(ascii: " ")] {
        if byte.isPartOfWord {
          word.append(byte)
          continue
        }
        if !word.isEmpty { tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: index + 1)) }
        word = []
        if byte != UInt8(ascii: " ") {
          tokens.append(Token(text: String(decoding: [byte], as: UTF8.self), line: index + 1))
        }
      }
    }
    return tokens
  }
}

extension UInt8 {
  fileprivate var isPartOfWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xff: true
    default: false
    }
  }
}
