import Foundation
public import Support

extension LabelSchema {
  /// Fails with `schema_invalid`, naming the field and what is wrong with it.
  public func check() throws(Failure) {
    guard !fields.isEmpty, fields.count <= LabelSchema.fieldsMax else {
      throw LabelSchema.refusal("a schema asks 1 to \(LabelSchema.fieldsMax) questions")
    }
    guard Set(fields.map(\.name)).count == fields.count else { throw LabelSchema.refusal("two fields have one name") }
    for field in fields {
      if let problem = field.problem { throw LabelSchema.refusal("the field '\(field.name.prefix(64))' \(problem)") }
    }
  }

  /// The answers in `json`, which has to answer the questions about `payload` and nothing else. In a draft,
  /// questions may be open. Fails with `annotation_invalid`, naming the field and what is wrong.
  public func annotation(_ json: JSON, payload: JSON, isDraft: Bool = false) throws(Failure) -> Annotation {
    guard let members = json.members else { throw Annotation.refusal("an annotation is an object of answers") }
    if let unknown = members.first(where: { self[$0.name] == nil }) {
      throw Annotation.refusal("the schema has no field '\(unknown.name.prefix(64))'")
    }
    var answers: [(field: String, value: LabelValue)] = []
    for field in fields {
      guard let answer = json[field.name], !answer.isNull else {
        if field.isRequired && !isDraft { throw Annotation.refusal("'\(field.name)' is not answered") }
        continue
      }
      do {
        answers.append((field.name, try field.value(answer, payload: payload)))
      } catch {
        throw Annotation.refusal("'\(field.name)' \(error.description)")
      }
    }
    return Annotation(answers)
  }
}

extension LabelSchema {
  /// A whole answer, as it is submitted or decided on: of a set that was left open nothing was chosen, which is an
  /// answer, and the only way to give it. Fails as ``annotation(_:payload:isDraft:)`` does.
  public func label(_ json: JSON, payload: JSON) throws(Failure) -> Annotation {
    let given = try annotation(json, payload: payload)
    return Annotation(
      fields.compactMap { field -> (field: String, value: LabelValue)? in
        switch (field.kind, given[field.name]) {
        case (_, let value?): return (field.name, value)
        case (.choices, nil): return (field.name, .choices([]))
        case (.spans, nil): return (field.name, .spans([]))
        default: return nil
        }
      })
  }
}

extension Annotation {
  static func refusal(_ problem: String) -> Failure {
    Failure("annotation_invalid", problem, nextStep: "answer as the project's label schema asks")
  }
}

extension LabelField {
  /// What is wrong with the field itself.
  var problem: String? {
    if name.isEmpty || name.utf8.count > 64 || name.utf8.contains(where: { $0 < 0x21 || $0 == 0x7f }) {
      return "needs a name of 1 to 64 bytes without spaces"
    }
    if options.count > LabelSchema.optionsMax { return "has more than \(LabelSchema.optionsMax) options" }
    if Set(options.map(\.value)).count != options.count { return "has an option twice" }
    if options.contains(where: \.value.isEmpty) { return "has an option without a value" }
    switch kind {
    case .choice, .choices, .ranking: return options.count < 2 ? "needs two options or more" : nil
    case .spans:
      if options.isEmpty { return "needs an option" }
      return source == nil ? "needs a source, the payload's text that the spans are of" : nil
    case .rating:
      guard let minimum, let maximum, minimum < maximum, minimum.isFinite, maximum.isFinite else {
        return "needs a minimum below its maximum"
      }
      return step.map { $0 > 0 ? nil : "needs a step above 0" } ?? nil
    case .text: return lengthMax.map { $0 > 0 ? nil : "needs a length above 0" } ?? nil
    }
  }

  struct Problem: Error, CustomStringConvertible { var description: String }

  func value(_ answer: JSON, payload: JSON) throws(Problem) -> LabelValue {
    switch kind {
    case .choice:
      guard let value = answer.string, option(value) != nil else {
        throw Problem(description: "is none of its options")
      }
      return .choice(value)
    case .choices:
      let given = try texts(answer)
      return .choices(options.map(\.value).filter(given.contains))
    case .ranking:
      let given = try texts(answer)
      guard given.count == options.count else { throw Problem(description: "does not rank all options") }
      return .ranking(given)
    case .rating: return .rating(try rating(answer))
    case .text:
      guard let text = answer.string else { throw Problem(description: "is no text") }
      guard text.unicodeScalars.count <= lengthMax ?? .max else {
        throw Problem(description: "is longer than \(lengthMax ?? 0) characters")
      }
      return .text(text)
    case .spans: return .spans(try spans(answer, payload: payload))
    }
  }

  private func texts(_ answer: JSON) throws(Problem) -> [String] {
    let given = (answer.array ?? []).compactMap(\.string)
    guard let count = answer.array?.count, given.count == count, given.allSatisfy({ option($0) != nil }) else {
      throw Problem(description: "is no list of its options")
    }
    guard Set(given).count == given.count else { throw Problem(description: "names an option twice") }
    return given
  }

  private func rating(_ answer: JSON) throws(Problem) -> Double {
    guard let number = answer.number, let minimum, let maximum, (minimum...maximum).contains(number) else {
      throw Problem(description: "is no number from \(minimum ?? 0) to \(maximum ?? 0)")
    }
    if let step {
      let steps = (number - minimum) / step
      guard abs(steps - steps.rounded()) < 1e-9 else { throw Problem(description: "is between two steps of \(step)") }
    }
    return number
  }

  private func spans(_ answer: JSON, payload: JSON) throws(Problem) -> [TextSpan] {
    guard let list = answer.array else { throw Problem(description: "is no list of spans") }
    guard let text = source.flatMap({ payload[$0]?.string }) else {
      throw Problem(description: "has no text '\(source ?? "")' in the payload")
    }
    let scalars = Array(text.unicodeScalars)
    var spans: [TextSpan] = []
    for item in list {
      guard let start = item["start"]?.integer, let end = item["end"]?.integer, start >= 0, start < end,
        end <= Int64(scalars.count)
      else { throw Problem(description: "has a span that is not inside of the text") }
      guard let label = item["label"]?.string, option(label) != nil else {
        let given = item["label"]?.string.map { "'\($0.prefix(64))'" } ?? "no label"
        throw Problem(description: "has a span of \(given), which is none of its options")
      }
      var quoted = String.UnicodeScalarView()
      quoted.append(contentsOf: scalars[Int(start)..<Int(end)])
      let span = TextSpan(start: Int(start), end: Int(end), label: label, text: String(quoted))
      if let text = item["text"]?.string, !text.unicodeScalars.elementsEqual(quoted) {
        throw Problem(description: "quotes other words than stand at \(start) to \(end)")
      }
      spans.append(span)
    }
    return spans.sorted { ($0.start, $0.end, $0.label) < ($1.start, $1.end, $1.label) }
  }
}
