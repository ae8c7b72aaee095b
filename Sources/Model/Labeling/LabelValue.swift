public import Support

/// The answer to one question.
public enum LabelValue: Hashable, Sendable {
  case choice(String)
  /// In the order of the options.
  case choices([String])
  /// In the order of their starts.
  case spans([TextSpan])
  case rating(Double)
  case ranking([String])
  case text(String)

  /// The form in which it is stored and exchanged: a text, a number, a list of texts, or a list of
  /// `{"start", "end", "label", "text"}`.
  public var json: JSON {
    switch self {
    case .choice(let value), .text(let value): .string(value)
    case .choices(let values), .ranking(let values): .array(values.map(JSON.string))
    case .rating(let number): Int64(exactly: number).map(JSON.integer) ?? .number(number)
    case .spans(let spans): .array(spans.map(\.json))
    }
  }
}

/// A stretch of a text, with the text it quotes, so that a shifted text is noticed.
public struct TextSpan: Hashable, Sendable, Codable {
  /// Unicode scalars from the beginning of the text.
  public var start: Int
  /// Behind the last scalar.
  public var end: Int
  public var label: String
  /// The scalars `start..<end`.
  public var text: String

  public init(start: Int, end: Int, label: String, text: String) {
    self.start = start
    self.end = end
    self.label = label
    self.text = text
  }

  /// The span of a text; `nil` when it is empty or leaves the text.
  public init?(of text: String, _ start: Int, _ end: Int, label: String) {
    let scalars = text.unicodeScalars
    guard start >= 0, start < end,
      let first = scalars.index(scalars.startIndex, offsetBy: start, limitedBy: scalars.endIndex),
      let last = scalars.index(first, offsetBy: end - start, limitedBy: scalars.endIndex)
    else { return nil }
    self.init(start: start, end: end, label: label, text: String(scalars[first..<last]))
  }

  var json: JSON {
    [
      "start": .integer(Int64(start)), "end": .integer(Int64(end)), "label": .string(label), "text": .string(text),
    ]
  }
}

/// The answers to all questions of a schema: what is submitted.
public struct Annotation: Hashable, Sendable {
  /// By field, in the order of the schema.
  public private(set) var answers: [(field: String, value: LabelValue)]

  public init(_ answers: [(field: String, value: LabelValue)] = []) { self.answers = answers }

  public subscript(field: String) -> LabelValue? {
    get { answers.first { $0.field == field }?.value }
    set {
      let place = answers.firstIndex { $0.field == field }
      switch (place, newValue) {
      case (let place?, let value?): answers[place].value = value
      case (let place?, nil): answers.remove(at: place)
      case (nil, let value?): answers.append((field, value))
      case (nil, nil): break
      }
    }
  }

  public var json: JSON { .object(answers.map { JSON.Member($0.field, $0.value.json) }) }

  public static func == (a: Annotation, b: Annotation) -> Bool { a.json == b.json }
  public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
