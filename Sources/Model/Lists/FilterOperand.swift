import Foundation
import Support

/// A value as it stands behind a field's operator.
struct FilterOperand {
  var text: String
  var position: Int

  /// What is asked of a field, with values of the kind that it holds.
  static func test(
    _ field: FieldInfo, _ mark: FilterParser.Mark, _ values: [FilterOperand]
  ) throws(FilterError) -> Filter.Test {
    if case .compares(let comparison) = mark {
      guard values.count == 1 else {
        throw FilterError(at: values[1].position, FilterWords.oneBound, hint: FilterWords.oneBoundHint)
      }
      return .compares(field.name, comparison, try values[0].bound(field))
    }
    let isExact = mark != .holds
    if field.kind == .id, !isExact, values.contains(where: { ShortID.isMarked($0.text) }) {
      var ends: [ShortID] = []
      for value in values { ends.append(try value.end()) }
      return .ends(field.name, ends)
    }
    var equal: [ListValue] = []
    for value in values {
      if isExact, value.text.isEmpty {
        equal.append(.text(""))
        continue
      }
      switch field.kind {
      case .choice(let choices): equal += try value.choices(choices, isExact: isExact)
      case .number: equal.append(.number(try value.number()))
      case .id where isExact || UUID(text: value.text) != nil: equal.append(try value.id())
      case .name, .text, .id: equal.append(.text(value.text))
      case .duration, .time, .age:
        throw FilterError(
          at: value.position, FilterWords.onlyCompared(field.name), hint: FilterWords.compareHint(field))
      }
    }
    let isPart = !isExact && [.name, .text, .id].contains(field.kind) && !equal.allSatisfy(isID(field))
    return isPart ? .contains(field.name, values.map(\.text)) : .equals(field.name, equal)
  }

  private static func isID(_ field: FieldInfo) -> (ListValue) -> Bool {
    { value in field.kind == .id && value.text.flatMap(UUID.init(text:)) != nil }
  }

  private func choices(_ choices: [String], isExact: Bool) throws(FilterError) -> [ListValue] {
    let wanted = text.lowercased()
    let found = choices.filter { isExact ? $0.lowercased() == wanted : $0.lowercased().contains(wanted) }
    guard !found.isEmpty else {
      throw FilterError(
        at: position, FilterWords.noChoice(text), hint: FilterWords.oneOf(choices.map { $0.lowercased() }))
    }
    return found.map(ListValue.text)
  }

  private func end() throws(FilterError) -> ShortID {
    guard let short = ShortID(text) else {
      throw FilterError(at: position, FilterWords.noEnd, hint: FilterWords.endHint)
    }
    return short
  }

  private func id() throws(FilterError) -> ListValue {
    guard let id = UUID(text: text) else {
      throw FilterError(at: position, FilterWords.noID, hint: FilterWords.idHint)
    }
    return .text(id.text)
  }

  private func bound(_ field: FieldInfo) throws(FilterError) -> Filter.Bound {
    switch field.kind {
    case .number: return .number(try number())
    case .duration: return .number(Int64(try seconds() * 1000))
    case .age: return .age(try seconds())
    case .time:
      let time = text.utf8.count == 10 ? text + "T00:00:00Z" : text
      guard let date = Date(iso8601: time) else {
        throw FilterError(at: position, FilterWords.noTime(text), hint: FilterWords.timeHint)
      }
      return .time(date)
    case .name, .text, .choice, .id:
      throw FilterError(at: position, FilterWords.notCompared(field.name), hint: FilterWords.notComparedHint)
    }
  }

  /// `1200`, `10k`, `1.5MB`; units are powers of 1000.
  private func number() throws(FilterError) -> Int64 {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
    let unit = text.dropFirst(digits.count).uppercased()
    let scales: [String: Double] = ["": 1, "B": 1, "K": 1e3, "KB": 1e3, "M": 1e6, "MB": 1e6, "G": 1e9, "GB": 1e9]
    guard let scale = scales[unit] else {
      throw FilterError(at: position, FilterWords.noNumber(text), hint: FilterWords.numberHint)
    }
    if scale == 1, let whole = Int64(digits) { return whole }
    guard let number = Double(digits), let whole = Int64(exactly: (number * scale).rounded()) else {
      throw FilterError(at: position, FilterWords.noNumber(text), hint: FilterWords.numberHint)
    }
    return whole
  }

  /// `90s`, `30m`, `2h`, `1d12h`, `2w`.
  private func seconds() throws(FilterError) -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    var total = 0.0
    var digits = ""
    for character in text.lowercased() {
      if character.isASCII, character.isNumber || character == "." {
        digits.append(character)
      } else if let unit = units[character], let number = Double(digits) {
        total += number * unit
        digits = ""
      } else {
        throw FilterError(at: position, FilterWords.noDuration(text), hint: FilterWords.durationHint)
      }
    }
    guard digits.isEmpty, !text.isEmpty, total <= 1e10 else {
      throw FilterError(at: position, FilterWords.noDuration(text), hint: FilterWords.durationHint)
    }
    return total
  }
}
