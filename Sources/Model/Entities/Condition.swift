import Support

/// When a step is done: an expression over the run's parameters and the outputs of steps before it, such as
/// `parameters.depth == 'full' and steps.plan.rows > 0`. It can read values and compare them, and nothing else.
///
/// A value that is not there is `null`. Values of different kinds are unequal, and none comes before the other. A value
/// that stands alone holds when it is `true`.
public struct Condition: Hashable, Sendable, CustomStringConvertible {
  public static let lengthMax = 1000
  /// Parentheses and `not` within each other.
  public static let depthMax = 32

  /// As it was written.
  public let description: String
  let root: Expression

  indirect enum Expression: Hashable, Sendable {
    case literal(JSON)
    case path(ValuePath)
    case not(Expression)
    case and([Expression])
    case or([Expression])
    case compared(Expression, Comparison, Expression)
    case contained(Expression, [JSON])
  }

  enum Comparison: String, Hashable, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// Why a text is no condition, and from which character on (1-based).
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    public var column: Int
    public var message: String
    public var description: String { "\(message), at character \(column)" }
  }

  public init(parsing text: String) throws(Problem) {
    description = text
    root = try ConditionParser.parse(text)
  }

  // MARK: - Its value

  public func holds(_ values: RunValues) -> Bool { Condition.value(root, values) == .bool(true) }

  /// Why it does not hold, for the log: the values that it saw.
  public func reason(_ values: RunValues) -> String {
    let seen = paths.map { "\($0) is \(values[$0].text())" }
    return (["when \(description) is false"] + seen).joined(separator: "; ")
  }

  /// What it reads, in the order in which it is written, each once.
  public var paths: [ValuePath] {
    var found: [ValuePath] = []
    Condition.visit(root) { if case .path(let path) = $0, !found.contains(path) { found.append(path) } }
    return found
  }

  /// Texts that it compares a parameter with.
  public var comparedParameters: [(name: String, with: String)] {
    var found: [(name: String, with: String)] = []
    Condition.visit(root) { expression in
      switch expression {
      case .compared(.path(.parameter(let name)), _, .literal(.string(let text))),
        .compared(.literal(.string(let text)), _, .path(.parameter(let name))):
        found.append((name, text))
      case .contained(.path(.parameter(let name)), let choices):
        for text in choices.compactMap(\.string) { found.append((name, text)) }
      default: break
      }
    }
    return found
  }

  private static func visit(_ expression: Expression, _ body: (Expression) -> Void) {
    body(expression)
    switch expression {
    case .literal, .path: break
    case .not(let inner), .contained(let inner, _): visit(inner, body)
    case .and(let parts), .or(let parts): for part in parts { visit(part, body) }
    case .compared(let left, _, let right):
      visit(left, body)
      visit(right, body)
    }
  }

  private static func value(_ expression: Expression, _ values: RunValues) -> JSON {
    func holds(_ part: Expression) -> Bool { value(part, values) == .bool(true) }
    switch expression {
    case .literal(let value): return value
    case .path(let path): return values[path]
    case .not(let inner): return .bool(!holds(inner))
    case .and(let parts): return .bool(parts.allSatisfy(holds))
    case .or(let parts): return .bool(parts.contains(where: holds))
    case .contained(let inner, let choices):
      let found = value(inner, values)
      return .bool(choices.contains { areEqual(found, $0) })
    case .compared(let left, let comparison, let right):
      return .bool(compare(value(left, values), comparison, value(right, values)))
    }
  }

  private static func areEqual(_ left: JSON, _ right: JSON) -> Bool {
    if let left = left.number, let right = right.number { return left == right }
    return left == right
  }

  private static func compare(_ left: JSON, _ comparison: Comparison, _ right: JSON) -> Bool {
    func ordered<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
      switch comparison {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      case .equal, .unequal: false
      }
    }
    switch comparison {
    case .equal: return areEqual(left, right)
    case .unequal: return !areEqual(left, right)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      if let left = left.number, let right = right.number { return ordered(left, right) }
      if let left = left.string, let right = right.string { return ordered(left, right) }
      return false
    }
  }
}

extension Condition: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(Problem) {
      try self.init(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
