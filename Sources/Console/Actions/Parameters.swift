import Foundation
import Model
import Support

/// The optional parameters of a redrive or rerun, as typed: `mode=lenient limit=5`, or a JSON object.
enum Parameters {
  struct Problem: Error, Hashable {
    var message: String
  }

  /// `group:NAME`, `person:NAME`, `everybody`.
  static func lane(_ text: String) throws(Problem) -> LabelLane {
    let text = text.trimmingCharacters(in: .whitespaces)
    guard text == "everybody" || (!text.isEmpty && !text.hasSuffix(":")),
      let lane = text == "everybody" ? .everybody : LabelLane(rawValue: text)
    else { throw Problem(message: ActionWords.noLane) }
    return lane
  }

  static func priority(_ text: String) throws(Problem) -> Int {
    guard let priority = Int(text.trimmingCharacters(in: .whitespaces)),
      LabelTaskDraft.priorityRange.contains(priority)
    else { throw Problem(message: ActionWords.noPriority(LabelTaskDraft.priorityRange)) }
    return priority
  }

  /// Values that read as JSON numbers, `true`, `false` or `null` are those; all others are strings.
  static func parse(_ text: String) throws(Problem) -> JSON {
    let text = text.trimmingCharacters(in: .whitespaces)
    if text.hasPrefix("{") {
      guard let value = try? JSON(parsing: text), value.members != nil else {
        throw Problem(message: ActionWords.notAnObject)
      }
      return value
    }
    var object: JSON = .object([])
    for part in text.split(separator: " ") {
      guard let sign = part.firstIndex(of: "="), sign > part.startIndex else {
        throw Problem(message: ActionWords.notAParameter(String(part)))
      }
      let value = String(part[part.index(after: sign)...])
      object[String(part[..<sign])] = scalar(value)
    }
    return object
  }

  private static func scalar(_ text: String) -> JSON {
    switch try? JSON(parsing: text) {
    case .some(let value) where value.members == nil && value.array == nil: value
    default: .string(text)
    }
  }
}
