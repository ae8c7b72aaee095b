import Model
import Tabular

/// Why a row is refused.
enum RowProblem: Hashable, Sendable {
  case columnCount(expected: Int, found: Int)
  case invalidEncoding
  case nulByte
  case unclosedQuote
  case invalidJSON(offset: Int)
  /// The index of the field in the template, and what is wrong with its value.
  case field(Int, FieldProblem)
  /// An earlier row has the same key.
  case duplicate(firstRow: Int64)

  init?(_ status: Row.Status, columns: Int) {
    switch status {
    case .ok: return nil
    case .columnCount(let found): self = .columnCount(expected: columns, found: found)
    case .invalidEncoding: self = .invalidEncoding
    case .nulByte: self = .nulByte
    case .unclosedQuote: self = .unclosedQuote
    case .invalidJSON(let offset): self = .invalidJSON(offset: offset)
    }
  }
}

/// What is wrong with one value.
enum FieldProblem: UInt8, Hashable, Sendable, BitwiseCopyable {
  case missing, type, notAllowed, belowMinimum, aboveMaximum, tooLong
}

extension RowProblem {
  /// A stable name, in reports and as the error code of a file that has this problem alone.
  var reason: String {
    switch self {
    case .columnCount: "column_count_mismatch"
    case .invalidEncoding: "invalid_encoding"
    case .nulByte: "nul_byte"
    case .unclosedQuote: "unclosed_quote"
    case .invalidJSON: "invalid_json"
    case .field(_, .missing): "required_value_missing"
    case .field(_, .type): "type_mismatch"
    case .field(_, .notAllowed): "value_not_allowed"
    case .field(_, .belowMinimum): "below_minimum"
    case .field(_, .aboveMaximum): "above_maximum"
    case .field(_, .tooLong): "value_too_long"
    case .duplicate: "duplicate"
    }
  }

  /// The file as a whole is at fault rather than its values.
  var isStructural: Bool {
    switch self {
    case .columnCount, .invalidEncoding, .nulByte, .unclosedQuote, .invalidJSON: true
    case .field, .duplicate: false
    }
  }

  /// How to repair the row.
  func suggestion(_ template: Template, _ encoding: TextEncoding) -> String {
    switch self {
    case .columnCount(let expected, let found):
      found < expected
        ? "the row has \(found) of \(expected) columns: add the missing delimiters, or see whether the file was cut off"
        : "the row has \(found) columns instead of \(expected): put quotes around values that hold a delimiter"
    case .invalidEncoding:
      "some bytes are not \(encoding.rawValue), which the rest of the file is: save the whole file in one encoding"
    case .nulByte: "remove the NUL byte; a damaged copy or a binary value in a text column often holds one"
    case .unclosedQuote: "the file ends inside a quoted value: it was cut off; export and send it again"
    case .invalidJSON(let offset): "not a JSON object on one line: see byte \(offset + 1) of the line"
    case .field(let index, let problem): RowProblem.suggestion(problem, template.fields[index])
    case .duplicate(let firstRow):
      "row \(firstRow) has the same \(template.key.joined(separator: ", ")) and is kept: remove one of them"
    }
  }

  private static func suggestion(_ problem: FieldProblem, _ field: Template.Field) -> String {
    switch problem {
    case .missing: "fill in '\(field.name)', which is required"
    case .type: "write \(form(of: field.type))"
    case .notAllowed: "use one of: \(Excerpt.list(field.allowed))"
    case .belowMinimum: "use a value of at least \(number(field.minimum))"
    case .aboveMaximum: "use a value of at most \(number(field.maximum))"
    case .tooLong: "shorten it to \(field.lengthMax ?? 0) bytes of UTF-8"
    }
  }

  private static func form(of type: Template.FieldType) -> String {
    switch type {
    case .text: "a text"
    case .integer: "a whole number, such as 42"
    case .decimal: "a number, such as 12.50"
    case .boolean: "true or false"
    case .date: "a date that exists, such as 2024-01-31"
    case .timestamp: "a date and time that exist, such as 2024-01-31 08:30:00"
    case .duration: "a length of time, such as 80, 00:01:20 or 1分20秒"
    }
  }

  private static func number(_ value: Double?) -> String {
    guard let value else { return "any" }
    return Int64(exactly: value).map(String.init) ?? String(value)
  }
}
