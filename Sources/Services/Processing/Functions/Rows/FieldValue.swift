import Tabular

/// A value in the one form in which it is stored, or what is wrong with it.
enum FieldValue {
  case null
  /// A text without white space around it.
  case text(Bytes)
  /// A value that the file writes in its canonical form; holds nothing to escape.
  case canonical(Bytes)
  case integer(Int64)
  case boolean(Bool)
  case date(CivilDateTime)
  case timestamp(CivilDateTime)
  case problem(FieldProblem)
}

extension FieldValue {
  /// Appends the canonical form.
  func append(to out: inout ByteBuffer) {
    switch self {
    case .null, .problem: break
    case .text(let text), .canonical(let text): out.append(contentsOf: text)
    case .integer(let number): out.appendInteger(number)
    case .boolean(let value): out.append(value ? "true" : "false")
    case .date(let value): value.appendDate(to: &out)
    case .timestamp(let value): value.append(to: &out)
    }
  }
}
