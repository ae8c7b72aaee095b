import Foundation

/// What `/` was given: words that must all be found, `!word` that must not, `field=value` (or `field:value`) that must
/// be how the field begins. Case does not matter.
struct Filter: Hashable, Sendable {
  private enum Term: Hashable {
    case word(String)
    case not(String)
    case field(String, String)
  }

  let text: String
  private let terms: [Term]

  init(parsing text: String) {
    self.text = text
    terms = text.lowercased().split(whereSeparator: \.isWhitespace).compactMap { part in
      if part.hasPrefix("!") { return part.count > 1 ? .not(String(part.dropFirst())) : nil }
      if let sign = part.firstIndex(where: { $0 == "=" || $0 == ":" }), sign > part.startIndex {
        return .field(String(part[..<sign]), String(part[part.index(after: sign)...]))
      }
      return .word(String(part))
    }
  }

  static let none = Filter(parsing: "")
  var isEmpty: Bool { terms.isEmpty }

  func accepts(_ item: some ListItem) -> Bool {
    if terms.isEmpty { return true }
    let fields = item.searchFields.map { SearchField($0.name, $0.value.lowercased()) }
    return terms.allSatisfy { term in
      switch term {
      case .word(let word): fields.contains { $0.value.contains(word) }
      case .not(let word): !fields.contains { $0.value.contains(word) }
      case .field(let name, let value): fields.contains { $0.name == name && $0.value.hasPrefix(value) }
      }
    }
  }
}
