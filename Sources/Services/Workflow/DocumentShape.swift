import Model
import Support

/// The form that a part of a document must have. It tells everything that is not of this form, not only the first.
indirect enum DocumentShape: Sendable {
  case text, integer, number, flag, condition, valuePath
  case choice([String])
  case list(DocumentShape)
  /// Any names, all with values of one form.
  case map(DocumentShape)
  case members([Member])

  struct Member: Sendable {
    var name: String
    var shape: DocumentShape
    var isRequired: Bool

    init(_ name: String, _ shape: DocumentShape, required: Bool = false) {
      self.name = name
      self.shape = shape
      isRequired = required
    }
  }

  func problems(in value: JSON, at path: [String] = []) -> [Workflow.Problem] {
    func expected(_ what: String) -> [Workflow.Problem] {
      [Workflow.Problem(path, "\(path.last.map { "\(DocumentShape.name(of: $0)): " } ?? "")\(what) is expected")]
    }
    switch self {
    case .text: return value.string == nil ? expected("a text") : []
    case .integer: return value.integer == nil ? expected("a whole number") : []
    case .number: return value.number == nil ? expected("a number") : []
    case .flag: return value.bool == nil ? expected("true or false") : []
    case .choice(let choices):
      return value.string.map(choices.contains) == true ? [] : expected("one of \(choices.joined(separator: ", "))")
    case .valuePath:
      return value.string.flatMap { ValuePath($0) } == nil ? expected("a path such as steps.plan.parts") : []
    case .condition:
      guard let text = value.string else { return expected("a condition") }
      do throws(Condition.Problem) {
        _ = try Condition(parsing: text)
        return []
      } catch {
        return [Workflow.Problem(path, "\(path.last ?? ""): \(error)")]
      }
    case .list(let element):
      guard let elements = value.array else { return expected("a list") }
      return elements.enumerated().flatMap { element.problems(in: $1, at: path + [String($0)]) }
    case .map(let element):
      guard let members = value.members else { return expected("names with values") }
      return members.flatMap { element.problems(in: $0.value, at: path + [$0.name]) }
    case .members(let known):
      guard let members = value.members else { return expected("names with values") }
      let missing = known.filter { member in member.isRequired && !members.contains { $0.name == member.name } }
      return missing.map { Workflow.Problem(path + [$0.name], "'\($0.name)' is missing") }
        + members.flatMap { member in
          known.first { $0.name == member.name }?.shape.problems(in: member.value, at: path + [member.name])
            ?? [
              Workflow.Problem(
                path + [member.name],
                "'\(member.name)' is not known here; there may be \(known.map(\.name).joined(separator: ", "))")
            ]
        }
    }
  }

  /// How people name a member or an element.
  private static func name(of key: String) -> String { Int(key).map { "number \($0 + 1)" } ?? key }

  /// The value with what is not of this form left out, or replaced where it may not be missing: so that the rest can be
  /// looked at all the same. `nil`: it is left out itself.
  func mended(_ value: JSON?, required: Bool = true) -> JSON? {
    if let value, problems(in: value).isEmpty { return value }
    switch self {
    case .list(let element):
      guard let elements = value?.array else { return required ? [] : nil }
      return .array(elements.compactMap { element.mended($0) })
    case .map(let element):
      guard let members = value?.members else { return required ? [:] : nil }
      return .object(members.compactMap { member in element.mended(member.value).map { JSON.Member(member.name, $0) } })
    case .members(let known):
      guard required || value?.members != nil else { return nil }
      return .object(
        known.compactMap { member in
          member.shape.mended(value?[member.name], required: member.isRequired).map { JSON.Member(member.name, $0) }
        })
    case .text: return required ? "" : nil
    case .integer, .number: return required ? 1 : nil
    case .flag, .condition, .valuePath, .choice: return nil
    }
  }

  /// A workflow document.
  static let workflow = DocumentShape.members([
    Member("name", .text, required: true), Member("version", .integer, required: true), Member("starts_on", .text),
    Member("parameters", .map(.list(.text))), Member("priority", .integer), Member("deadline_seconds", .integer),
    Member(
      "concurrency",
      .members([
        Member("max", .integer, required: true),
        Member("per", .choice(RunPolicy.Concurrency.Scope.allCases.map(\.rawValue))),
      ])),
    Member("steps", .list(step), required: true),
  ])

  private static let step = DocumentShape.members([
    Member("name", .text, required: true), Member("function", .text, required: true),
    Member("queue", .text, required: true), Member("depends_on", .list(.text)), Member("when", .condition),
    Member("fan_out", .members([Member("over", .valuePath), Member("count", .integer), Member("max", .integer)])),
    Member("priority", .integer), Member("timeout_seconds", .integer), Member("optional", .flag),
    Member(
      "retry",
      .members([
        Member("attempts_max", .integer), Member("base_seconds", .number), Member("cap_seconds", .number),
      ])),
    Member(
      "compensation",
      .members([Member("function", .text, required: true), Member("queue", .text, required: true)])),
  ])
}
