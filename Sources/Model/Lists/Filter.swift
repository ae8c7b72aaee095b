public import Foundation

/// Which rows a list shows: all terms must hold.
///
///     words          the letters of each word, in order, in a short field, or the whole word in a long one
///     !term          not that
///     ~pattern       a regular expression in some field
///     field:value    the field holds the value somewhere; of an id, `:…3e4127af` is its end
///     field=value    the field is exactly the value; != is not; =a,b is one of them; ="" is empty
///     size>10MB      numbers, times (created>2026-03-01) and ages (age>2h) are compared: > >= < <=
///
/// Values with spaces stand in quotes; a backslash takes the meaning from the character behind it. A to Z are the same
/// as a to z, except for `=` on texts.
public struct Filter: Hashable, Sendable, Codable {
  public struct Term: Hashable, Sendable, Codable {
    public var isNegated: Bool
    public var test: Test
  }

  public enum Test: Hashable, Sendable, Codable {
    case word(String)
    case pattern(SearchPattern)
    /// One of these texts is a part of the field.
    case contains(String, [String])
    /// The field is an id that ends in one of these.
    case ends(String, [ShortID])
    /// The field is one of these; an empty text stands for nothing at all.
    case equals(String, [ListValue])
    case compares(String, Comparison, Bound)
  }

  public enum Comparison: String, Hashable, Sendable, Codable, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// What numbers and times are compared to.
  public enum Bound: Hashable, Sendable, Codable {
    /// A number; of durations their milliseconds.
    case number(Int64)
    case time(Date)
    /// The time since the field's instant, in seconds.
    case age(Double)

    var isTime: Bool {
      switch self {
      case .number: false
      case .time, .age: true
      }
    }
  }

  public let terms: [Term]
  /// As it was typed.
  public let text: String

  init(_ terms: [Term], text: String) {
    self.terms = terms
    self.text = text
  }

  public static let none = Filter([], text: "")
  public var isEmpty: Bool { terms.isEmpty }

  /// Rows of which the field is one of the values; all rows when there are none.
  public static func field(_ name: String, is values: [String]) -> Filter {
    if values.isEmpty { return .none }
    let quoted = values.map { FilterText.quoted($0) }.joined(separator: ",")
    return Filter(
      [Term(isNegated: false, test: .equals(name, values.map(ListValue.text)))], text: "\(name)=\(quoted)")
  }

  /// Rows of which the field is an id that ends so.
  public static func field(_ name: String, endsIn short: ShortID) -> Filter {
    Filter([Term(isNegated: false, test: .ends(name, [short]))], text: "\(name):\(short)")
  }

  /// Rows of which the field's number is so compared.
  public static func field(_ name: String, _ comparison: Comparison, _ number: Int64) -> Filter {
    Filter(
      [Term(isNegated: false, test: .compares(name, comparison, .number(number)))],
      text: "\(name)\(comparison.rawValue)\(number)")
  }

  /// Rows that both filters accept.
  public func and(_ other: Filter) -> Filter {
    Filter(terms + other.terms, text: [text, other.text].filter { !$0.isEmpty }.joined(separator: " "))
  }
}

/// Why a filter makes no sense, where, and what to write instead. Shown while it is typed.
public struct FilterError: Error, Hashable, Sendable {
  /// Characters before the place.
  public var position: Int
  public var message: String
  public var hint: String

  public init(at position: Int, _ message: String, hint: String) {
    self.position = position
    self.message = message
    self.hint = hint
  }

  public var failure: Failure { Failure("filter_invalid", "\(message) (at character \(position + 1))", nextStep: hint) }
}

/// How texts are written in filters.
enum FilterText {
  /// The text in quotes when it would not be read as one value without them.
  static func quoted(_ text: String) -> String {
    let plain = text.allSatisfy { ($0.isLetter || $0.isNumber || "_-.@/".contains($0)) }
    if plain, !text.isEmpty { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
