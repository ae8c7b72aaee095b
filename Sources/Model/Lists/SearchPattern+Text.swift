extension SearchPattern {
  /// The same pattern as PostgreSQL reads it: an advanced regular expression for `~*` under the collation "C".
  /// Source: PostgreSQL documentation, 9.7.3 "POSIX Regular Expressions".
  public var postgresText: String { root.text }
}

extension SearchPattern.Node {
  fileprivate var text: String {
    switch self {
    case .scalar(let scalar): scalar.patternText
    case .any: "."
    case .start: "^"
    case .end: "$"
    case .set(let set):
      "[" + (set.isNegated ? "^" : "")
        + set.ranges.map { "\($0.lowerBound.patternText)-\($0.upperBound.patternText)" }.joined() + "]"
    case .sequence(let nodes): "(?:" + nodes.map(\.text).joined() + ")"
    case .alternatives(let nodes): "(?:" + nodes.map(\.text).joined(separator: "|") + ")"
    case .repeated(let node, let min, let max):
      node.text + "{\(min),\(max.map(String.init) ?? "")}"
    }
  }
}

extension Unicode.Scalar {
  fileprivate var patternText: String {
    if (48...57).contains(value) || (65...90).contains(value) || (97...122).contains(value) { return String(self) }
    let digits = String(value, radix: 16)
    return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
