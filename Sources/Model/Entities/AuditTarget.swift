public import Foundation
import Support

/// What an act was done to, as the audit log names it: `letter ID`, `dataset NAME version VERSION`, … Its text is what
/// is stored, searched for and led back from.
public enum AuditTarget: Hashable, Sendable, CustomStringConvertible {
  case letter(LetterID)
  /// Letters that were removed because of their age.
  case letters(settledBefore: Date)
  case run(RunID)
  case operation(BulkOperationID)
  case backfill(BulkOperationID)
  case schedule(String)
  case gate(Gate.ID)
  case job(StepID)
  case event(EventID)
  case upload(UploadID)
  case version(String, dataset: String)
  case labelProject(String)
  case labelTask(LabelTaskID)
  case skillGroup(String)

  public static func workflow(_ name: String) -> AuditTarget { .gate(Gate.ID(.workflow, name)) }

  public var description: String {
    switch self {
    case .letter(let id): "letter \(id)"
    case .letters(let date): "letters settled before \(date.iso8601)"
    case .run(let id): "run \(id)"
    case .operation(let id): "operation \(id)"
    case .backfill(let id): "backfill \(id)"
    case .schedule(let name): "schedule \(name)"
    case .gate(let id): "\(id)"
    case .job(let id): "job \(id)"
    case .event(let id): "event \(id)"
    case .upload(let id): "upload \(id)"
    case .version(let version, let dataset): "dataset \(dataset) version \(version)"
    case .labelProject(let name): "labeling project \(name)"
    case .labelTask(let id): "labeling task \(id)"
    case .skillGroup(let name): "skill group \(name)"
    }
  }

  /// The text read back; `nil` when it names nothing that is known here.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let found: AuditTarget? =
      switch (words.first, words.count) {
      case ("letter", 2): LetterID(words[1]).map { .letter($0) }
      case ("letters", 4): Date(iso8601: words[3]).map { .letters(settledBefore: $0) }
      case ("run", 2): RunID(words[1]).map { .run($0) }
      case ("operation", 2): BulkOperationID(words[1]).map { .operation($0) }
      case ("backfill", 2): BulkOperationID(words[1]).map { .backfill($0) }
      case ("schedule", 2): .schedule(words[1])
      case ("workflow", 2): .workflow(words[1])
      case ("queue", 2): .gate(Gate.ID(.queue, words[1]))
      case ("job", 2): StepID(words[1]).map { .job($0) }
      case ("event", 2): EventID(words[1]).map { .event($0) }
      case ("upload", 2): UploadID(words[1]).map { .upload($0) }
      case ("dataset", 4): .version(words[3], dataset: words[1])
      case ("labeling", 3) where words[1] == "project": .labelProject(words[2])
      case ("labeling", 3) where words[1] == "task": LabelTaskID(words[2]).map { .labelTask($0) }
      case ("skill", 3): .skillGroup(words[2])
      default: nil
      }
    // What would be written otherwise is something else that begins alike.
    guard let found, found.description == text else { return nil }
    self = found
  }
}

extension AuditTarget {
  /// What was acted on, as a result names it: an act of ``Act`` and the id of its one item. `nil` of what goes by another
  /// name in the audit log than in results, such as a schedule.
  public init?(_ act: String, of id: String) {
    let target: AuditTarget? =
      switch act.prefix(while: { $0 != "." }) {
      case "letter": LetterID(id).map { .letter($0) }
      case "run", "step": RunID(id).map { .run($0) }
      case "operation": BulkOperationID(id).map { .operation($0) }
      case "workflow", "document": .workflow(id)
      case "queue": .gate(Gate.ID(.queue, id))
      case "lease": StepID(id).map { .job($0) }
      case "event": EventID(id).map { .event($0) }
      case "upload": UploadID(id).map { .upload($0) }
      case "task": LabelTaskID(id).map { .labelTask($0) }
      case "skill_group": .skillGroup(id)
      default: nil
      }
    guard let target else { return nil }
    self = target
  }
}

extension BulkOperation {
  public var auditTarget: AuditTarget {
    switch action {
    case .letters: .operation(id)
    case .backfill: .backfill(id)
    }
  }
}
