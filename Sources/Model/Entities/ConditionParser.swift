import Support

/// Reads a condition: `or` of `and` of `not` of comparisons, with parentheses.
struct ConditionParser {
  private struct Token: Hashable {
    enum Kind: Hashable {
      case word(String)
      case text(String)
      case number(JSON)
      case sign(String)
      case end
    }

    var kind: Kind
    var column: Int
  }

  private static let signs = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","]

  private let tokens: [Token]
  private var index = 0
  private var depth = 0

  static func parse(_ text: String) throws(Condition.Problem) -> Condition.Expression {
    guard text.unicodeScalars.count <= Condition.lengthMax else {
      throw Condition.Problem(
        column: Condition.lengthMax + 1, message: "a condition has at most \(Condition.lengthMax) characters")
    }
    var parser = ConditionParser(tokens: try tokens(of: text))
    let expression = try parser.disjunction()
    guard parser.current.kind == .end else { throw parser.problem("nothing is expected here") }
    return expression
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  // MARK: - Grammar

  private var current: Token { tokens[index] }

  private func problem(_ message: String) -> Condition.Problem {
    Condition.Problem(column: current.column, message: message)
  }

  private mutating func take(_ kind: Token.Kind) -> Bool {
    guard current.kind == kind else { return false }
    index += 1
    return true
  }

  private mutating func disjunction() throws(Condition.Problem) -> Condition.Expression {
    var parts = [try conjunction()]
    while take(.word("or")) { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(Condition.Problem) -> Condition.Expression {
    var parts = [try term()]
    while take(.word("and")) { parts.append(try term()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func term() throws(Condition.Problem) -> Condition.Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Condition.depthMax else {
      throw problem("parentheses and 'not' nest deeper than \(Condition.depthMax) levels")
    }
    if take(.word("not")) { return .not(try term()) }
    let left = try operand()
    if take(.word("in")) { return .contained(left, try list()) }
    guard case .sign(let sign) = current.kind, let comparison = Condition.Comparison(rawValue: sign) else {
      return left
    }
    index += 1
    return .compared(left, comparison, try operand())
  }

  private mutating func operand() throws(Condition.Problem) -> Condition.Expression {
    if take(.sign("(")) {
      let inner = try disjunction()
      guard take(.sign(")")) else { throw problem("')' is expected here") }
      return inner
    }
    if case .word(let word) = current.kind, let path = ValuePath(word) {
      index += 1
      return .path(path)
    }
    return .literal(try literal())
  }

  private mutating func list() throws(Condition.Problem) -> [JSON] {
    guard take(.sign("[")) else { throw problem("a list such as ['a', 'b'] is expected after 'in'") }
    var values = [try literal()]
    while take(.sign(",")) { values.append(try literal()) }
    guard take(.sign("]")) else { throw problem("',' or ']' is expected here") }
    return values
  }

  private mutating func literal() throws(Condition.Problem) -> JSON {
    let value: JSON
    switch current.kind {
    case .text(let text): value = .string(text)
    case .number(let number): value = number
    case .word("true"): value = true
    case .word("false"): value = false
    case .word("null"): value = .null
    case .word(let word):
      throw problem("'\(word)' is no value: write parameters.NAME, steps.STEP.MEMBER, or a text in quotes")
    case .sign, .end: throw problem("a value is expected here")
    }
    index += 1
    return value
  }

  // MARK: - Words

  private static func tokens(of text: String) throws(Condition.Problem) -> [Token] {
    let characters = Array(text.unicodeScalars)
    var tokens: [Token] = []
    var at = 0
    while at < characters.count {
      let start = at
      let character = characters[at]
      if character.properties.isWhitespace {
        at += 1
        continue
      }
      if character == "'" || character == "\"" {
        guard let end = characters[(at + 1)...].firstIndex(of: character) else {
          throw Condition.Problem(column: start + 1, message: "the text that begins here has no end")
        }
        tokens.append(Token(kind: .text(string(characters[(at + 1)..<end])), column: start + 1))
        at = end + 1
      } else if let sign = signs.first(where: { characters[at...].starts(with: $0.unicodeScalars) }) {
        tokens.append(Token(kind: .sign(sign), column: start + 1))
        at += sign.unicodeScalars.count
      } else {
        at = characters[at...].firstIndex { !isPartOfWord($0) } ?? characters.count
        guard at > start else {
          throw Condition.Problem(column: start + 1, message: "'\(character)' has no meaning here")
        }
        let word = string(characters[start..<at])
        tokens.append(Token(kind: number(word).map(Token.Kind.number) ?? .word(word), column: start + 1))
      }
    }
    return tokens + [Token(kind: .end, column: characters.count + 1)]
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "." || scalar == "-" || scalar == "+"
      || (scalar.isASCII && scalar.properties.isAlphabetic)
      || ("0"..."9").contains(scalar)
  }

  private static func number(_ word: String) -> JSON? {
    guard let first = word.unicodeScalars.first, first == "-" || ("0"..."9").contains(first) else { return nil }
    switch try? JSON(parsing: word) {
    case .some(let value) where value.number != nil: return value
    default: return nil
    }
  }
}
