import Foundation
import Model
import Support

/// The optional parameters of a redrive or rerun, as typed: `mode=lenient limit=5`, or a JSON object.
enum Parameters {
  struct Problem: Error, Hashable {
    var message: String
    /// Where it was typed.
    var field = ActionForm.Field.parameters

    init(message: String) { self.message = message }

    init(_ failure: Failure, in field: ActionForm.Field? = nil) {
      switch failure.errorCode {
      case "cron_invalid": self.field = .cron
      case "time_zone_unknown": self.field = .zone
      case "filter_invalid": self.field = .versions
      default: self.field = field ?? .parameters
      }
      message = [failure.shown, failure.shownNextStep].compactMap(\.self).joined(separator: ": ")
    }
  }

  /// `misfire=run_once overlap=skip grace=60`, and what a backfill takes.
  static func schedule(
    _ text: String, versions: String, _ before: ScheduleSettings
  ) throws(Problem) -> ScheduleSettings {
    var settings = before
    settings.backfill = Backfill(filter: versions)
    let options = try parse(text)
    do throws(Failure) {
      try settings.take(options: options)
      return settings
    } catch {
      throw Problem(error)
    }
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

  /// `rate=50 max=4`; what is not named is not limited.
  static func limits(_ text: String) throws(Problem) -> QueueLimits {
    var limits = QueueLimits()
    for member in try parse(text).members ?? [] {
      switch member.name {
      case "rate" where member.value.number != nil: limits.ratePerSecond = member.value.number
      case "max" where member.value.integer != nil: limits.leasesMax = member.value.integer.map { Int(clamping: $0) }
      default: throw Problem(message: ActionWords.noLimits)
      }
    }
    do throws(Failure) { try limits.check() } catch { throw Problem(message: ActionWords.noLimits) }
    return limits
  }

  /// `overlap=2 review_rate=0.1`: the settings with these in place of what they were.
  static func settings(_ text: String, _ before: LabelSettings) throws(Problem) -> LabelSettings {
    guard var json = try? JSON(encoding: before) else { return before }
    for member in try parse(text).members ?? [] {
      guard json[member.name] != nil || ["adjudicators", "title_field"].contains(member.name) else {
        throw Problem(message: ActionWords.noSetting(member.name))
      }
      json[member.name] = member.value
    }
    guard let settings: LabelSettings = try? json.decode() else { throw Problem(message: ActionWords.badSettings) }
    do throws(Failure) { try settings.check() } catch { throw Problem(message: error.shownNextStep ?? error.shown) }
    return settings
  }

  /// `workflow=dataset.load reprocess=failed order=newest at_once=4 mode=lenient`
  static func backfill(_ text: String, versions: String) throws(Problem) -> Backfill {
    var backfill = Backfill(filter: versions)
    let options = try parse(text)
    do throws(Failure) {
      try backfill.take(options: options)
      return backfill
    } catch {
      throw Problem(error)
    }
  }

  /// `+ann +bob -cleo`; for a new group, its name comes first.
  static func membership(_ text: String, of group: String) throws(Problem) -> Intervention {
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    var name = group
    if let first = words.first, name.isEmpty ? !"+-".contains(first.prefix(1)) : first == name {
      name = first
      words.removeFirst()
    }
    let add = words.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
    let remove = words.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) }
    let isRight = add.count + remove.count == words.count && !(add + remove).contains("") && !name.isEmpty
    guard isRight, !words.isEmpty || group.isEmpty else { throw Problem(message: ActionWords.noMembers) }
    return .changeSkillGroup(name, add: add, remove: remove)
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
