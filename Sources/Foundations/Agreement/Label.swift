/// What an annotator said about an item.
public enum Label: Hashable, Sendable {
  case text(String)
  case number(Double)
  /// Several at once: distinct members in ascending order. Make one with ``init(members:)``.
  case set([String])

  public init(members: [String]) { self = .set(Set(members).sorted()) }

  /// Zero has one sign.
  public init(_ number: Double) { self = .number(number == 0 ? 0 : number) }

  /// The members of a set; a text is a set of one. `nil` for a number.
  var members: [String]? {
    switch self {
    case .text(let text): [text]
    case .set(let members): members
    case .number: nil
    }
  }

  var number: Double? { if case .number(let number) = self { number } else { nil } }

  /// Whether a declared order means this label by `name`.
  func goes(by name: String) -> Bool {
    switch self {
    case .text(let text): text == name
    case .number(let number): Double(name) == number
    case .set(let members): members == [name]
    }
  }
}
