import Foundation
import Support

/// Reads what is typed after `/`. The whole grammar is here: terms, their fields and operators, values, `sort:`.
struct FilterParser {
  static let charactersMax = 1000
  static let termsMax = 32

  private let characters: [Character]
  private let text: String
  private let fields: [FieldInfo]
  private var index = 0

  init(_ text: String, fields: [FieldInfo]) {
    self.text = text
    characters = Array(text)
    self.fields = fields
  }

  mutating func query() throws(FilterError) -> ListQuery {
    guard characters.count <= FilterParser.charactersMax else {
      throw FilterError(at: FilterParser.charactersMax, FilterWords.tooLong, hint: FilterWords.fewer)
    }
    var terms: [Filter.Term] = []
    var sort: ListSort?
    var filterText: [String] = []
    skipSpaces()
    while index < characters.count {
      let start = index
      if let found = try sortTerm() {
        sort = found
      } else {
        terms.append(try term())
        filterText.append(String(characters[start..<index]))
      }
      guard terms.count <= FilterParser.termsMax else {
        throw FilterError(at: start, FilterWords.tooLong, hint: FilterWords.fewer)
      }
      skipSpaces()
    }
    return ListQuery(Filter(terms, text: filterText.joined(separator: " ")), sort: sort)
  }

  // MARK: - Terms

  private mutating func sortTerm() throws(FilterError) -> ListSort? {
    guard let name = name(from: index), name.text == "sort" else { return nil }
    index = name.end
    guard let mark = operation(), mark == .holds || mark == .equals else {
      throw FilterError(at: name.end, FilterWords.sortNeedsField, hint: sortHint)
    }
    let isDescending = peek == "-"
    if isDescending { index += 1 }
    let start = index
    let field = try value(isAlternative: false)
    guard let info = fields.first(where: { $0.name == field.lowercased() }), info.isSortable else {
      throw FilterError(at: start, FilterWords.notSortable(field), hint: sortHint)
    }
    return ListSort(info.name, isDescending: isDescending)
  }

  private var sortHint: String { FilterWords.oneOf(fields.filter(\.isSortable).map(\.name)) }

  private mutating func term() throws(FilterError) -> Filter.Term {
    var isNegated = false
    if peek == "!" {
      index += 1
      isNegated = true
      guard let peek, !peek.isWhitespace else {
        throw FilterError(at: index, FilterWords.nothingToNegate, hint: FilterWords.negateHint)
      }
    }
    if peek == "~" {
      index += 1
      return Filter.Term(isNegated: isNegated, test: .pattern(try pattern()))
    }
    let start = index
    if let name = name(from: index) {
      index = name.end
      if let mark = operation() {
        guard let field = fields.first(where: { $0.name == name.text.lowercased() }) else {
          throw FilterError(
            at: start, FilterWords.noField(name.text), hint: FilterWords.noFieldHint(fields.map(\.name)))
        }
        let test = try self.test(field, mark)
        return Filter.Term(isNegated: isNegated != (mark == .differs), test: test)
      }
      index = start
    }
    return Filter.Term(isNegated: isNegated, test: .word(try value(isAlternative: false)))
  }

  private func name(from start: Int) -> (text: String, end: Int)? {
    guard start < characters.count, characters[start].isASCII, characters[start].isLetter else { return nil }
    var end = start
    while end < characters.count, characters[end].isASCII,
      characters[end].isLetter || characters[end].isNumber || characters[end] == "_"
    {
      end += 1
    }
    return (String(characters[start..<end]), end)
  }

  enum Mark: Hashable {
    case holds, equals, differs
    case compares(Filter.Comparison)
  }

  private mutating func operation() -> Mark? {
    let next = index + 1 < characters.count ? characters[index + 1] : nil
    switch (peek, next) {
    case ("!", "="): return take(2, .differs)
    case (">", "="): return take(2, .compares(.greaterOrEqual))
    case ("<", "="): return take(2, .compares(.lessOrEqual))
    case (">", _): return take(1, .compares(.greater))
    case ("<", _): return take(1, .compares(.less))
    case ("=", _): return take(1, .equals)
    case (":", _): return take(1, .holds)
    default: return nil
    }
  }

  private mutating func take(_ count: Int, _ mark: Mark) -> Mark {
    index += count
    return mark
  }

  // MARK: - Values

  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private mutating func skipSpaces() {
    while let peek, peek.isWhitespace { index += 1 }
  }

  private mutating func test(_ field: FieldInfo, _ mark: Mark) throws(FilterError) -> Filter.Test {
    var values: [FilterOperand] = []
    repeat {
      if !values.isEmpty { index += 1 }
      let start = index
      values.append(FilterOperand(text: try value(isAlternative: true), position: start))
    } while peek == ","
    return try FilterOperand.test(field, mark, values)
  }

  /// Up to a space, and to a comma where alternatives may stand.
  private mutating func value(isAlternative: Bool) throws(FilterError) -> String {
    let start = index
    var out = ""
    if let quote = peek, quote == "\"" || quote == "'" { return try quoted(quote) }
    while let character = peek, !character.isWhitespace, !(isAlternative && character == ",") {
      index += 1
      guard character == "\\" else {
        out.append(character)
        continue
      }
      guard let escaped = peek else {
        throw FilterError(at: index, FilterWords.openEscape, hint: FilterWords.escapeHint)
      }
      out.append(escaped)
      index += 1
    }
    guard !out.isEmpty else { throw FilterError(at: start, FilterWords.noValue, hint: FilterWords.noValueHint) }
    return try checked(out, at: start)
  }

  private mutating func quoted(_ quote: Character, keepsEscapes: Bool = false) throws(FilterError) -> String {
    let start = index
    index += 1
    var out = ""
    while let character = peek {
      index += 1
      if character == quote { return try checked(out, at: start) }
      if character == "\\", let escaped = peek {
        if keepsEscapes, escaped != quote { out.append(character) }
        out.append(escaped)
        index += 1
      } else {
        out.append(character)
      }
    }
    throw FilterError(at: start, FilterWords.openQuote, hint: FilterWords.quoteHint(String(quote)))
  }

  private mutating func pattern() throws(FilterError) -> SearchPattern {
    let start = index
    let isQuoted = peek == "\"" || peek == "'"
    var source = ""
    if let quote = peek, isQuoted {
      source = try quoted(quote, keepsEscapes: true)
    } else {
      while let character = peek, !character.isWhitespace {
        source.append(character)
        index += 1
      }
    }
    guard !source.isEmpty else { throw FilterError(at: start, FilterWords.noPattern, hint: FilterWords.patternHint) }
    source = try checked(source, at: start)
    do throws(SearchPattern.Malformed) {
      return try SearchPattern(source)
    } catch {
      throw FilterError(at: start + (isQuoted ? 1 : 0) + error.position, error.message, hint: error.hint)
    }
  }

  private func checked(_ value: String, at position: Int) throws(FilterError) -> String {
    guard value.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
      throw FilterError(at: position, FilterWords.control, hint: FilterWords.controlHint)
    }
    return value
  }
}
