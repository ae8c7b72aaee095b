public import Foundation
public import Support

public typealias LabelProjectID = Identifier<LabelProject>
public typealias LabelTaskID = Identifier<LabelTask>
public typealias AssignmentID = Identifier<Assignment>
public typealias ResultID = Identifier<LabelResult>

/// One thing to be labeled.
public struct LabelTask: Hashable, Sendable, Codable {
  public var id: LabelTaskID
  public var projectID: LabelProjectID
  /// The name that the task has in the project, unique there: of the row, or of the record it was imported from.
  public var key: String
  public var state: LabelTaskState
  /// Higher is given out earlier.
  public var priority: Int
  public var overlap: Int
  /// Labels that have come.
  public var submitted: Int
  /// Who may do it: everybody, a group or a person.
  public var lane: LabelLane
  public var isGold: Bool
  /// How often it was accepted: the version of its result.
  public var version: Int
  public var updatedAt: Date

  public init(
    id: LabelTaskID, projectID: LabelProjectID, key: String, state: LabelTaskState, priority: Int, overlap: Int,
    submitted: Int, lane: LabelLane, isGold: Bool, version: Int, updatedAt: Date
  ) {
    self.id = id
    self.projectID = projectID
    self.key = key
    self.state = state
    self.priority = priority
    self.overlap = overlap
    self.submitted = submitted
    self.lane = lane
    self.isGold = isGold
    self.version = version
    self.updatedAt = updatedAt
  }
}

/// The queue a task stands in.
public enum LabelLane: Hashable, Sendable, Codable, RawRepresentable {
  case everybody
  case group(String)
  case person(String)

  public init?(rawValue: String) {
    if rawValue.isEmpty {
      self = .everybody
    } else if rawValue.hasPrefix("group:") {
      self = .group(String(rawValue.dropFirst(6)))
    } else if rawValue.hasPrefix("person:") {
      self = .person(String(rawValue.dropFirst(7)))
    } else {
      return nil
    }
  }

  public var rawValue: String {
    switch self {
    case .everybody: ""
    case .group(let name): "group:\(name)"
    case .person(let name): "person:\(name)"
    }
  }

  public var group: String? { if case .group(let name) = self { name } else { nil } }
  public var person: String? { if case .person(let name) = self { name } else { nil } }
}

/// What a model says about a task before people do.
public struct Prediction: Hashable, Sendable, Codable {
  /// The model, with its version.
  public var model: String
  /// 0…1
  public var score: Double?
  public var annotation: JSON

  public init(model: String, score: Double?, annotation: JSON) {
    self.model = model
    self.score = score
    self.annotation = annotation
  }
}

/// A task as it is imported.
public struct LabelTaskDraft: Hashable, Sendable, Codable {
  /// `nil`: the checksum of the payload.
  public var key: String?
  /// The key that earlier versions gave the same task: one that has it exists.
  public var formerKey: String?
  public var payload: JSON
  public var priority: Int
  public var overlap: Int?
  /// For this skill group alone.
  public var group: String?
  /// For this person alone.
  public var person: String?
  public var predictions: [Prediction]
  /// The right answer: the task is a gold item.
  public var gold: JSON?
  /// Labels that people gave elsewhere.
  public var annotations: [AuthoredAnnotation]
  /// The answer that was accepted elsewhere: the task is done.
  public var result: AuthoredAnnotation?
  /// Where it stood elsewhere. A draft is not given out before somebody publishes it, what waited for a review waits for
  /// one, and what was refused for good stays so; all else follows from its labels.
  public var state: LabelTaskState

  public init(
    key: String? = nil, formerKey: String? = nil, payload: JSON, priority: Int = 0, overlap: Int? = nil,
    group: String? = nil, person: String? = nil, predictions: [Prediction] = [], gold: JSON? = nil,
    annotations: [AuthoredAnnotation] = [], result: AuthoredAnnotation? = nil, state: LabelTaskState = .open
  ) {
    self.key = key
    self.formerKey = formerKey
    self.payload = payload
    self.priority = priority
    self.overlap = overlap
    self.group = group
    self.person = person
    self.predictions = predictions
    self.gold = gold
    self.annotations = annotations
    self.result = result
    self.state = state
  }

  /// The queue it stands in.
  public var lane: LabelLane { person.map(LabelLane.person) ?? group.map(LabelLane.group) ?? .everybody }

  public static let payloadBytesMax = 4 << 20
  public static let keyBytesMax = 512
  public static let predictionsMax = 32
  public static let annotationsMax = 100
  public static let priorityRange = -1000...1000
}

/// What somebody said about a task, here or elsewhere.
public struct AuthoredAnnotation: Hashable, Sendable, Codable {
  public var annotator: String
  public var annotation: JSON
  public var at: Date?

  public init(annotator: String, annotation: JSON, at: Date? = nil) {
    self.annotator = annotator
    self.annotation = annotation
    self.at = at
  }
}

/// What became of an import, task by task where it was refused.
public struct ImportOutcome: Hashable, Sendable, Codable {
  public struct Refusal: Hashable, Sendable, Codable {
    /// The place in the list that was sent, from 0.
    public var index: Int
    public var failure: Failure

    public init(index: Int, failure: Failure) {
      self.index = index
      self.failure = failure
    }
  }

  public var created: Int
  /// Their keys are in the project already; they were left as they are.
  public var existing: Int
  /// The first ones, where they are too many to keep.
  public var refused: [Refusal]
  /// All of them.
  public var refusedCount: Int

  public init(created: Int, existing: Int, refused: [Refusal]) {
    self.created = created
    self.existing = existing
    self.refused = refused
    refusedCount = refused.count
  }

  public mutating func refuse(_ refusal: Refusal) {
    refused.append(refusal)
    refusedCount += 1
  }

  /// What came of the next part. Of the refusals no more than `kept` are kept.
  public mutating func add(_ next: ImportOutcome, keeping kept: Int = .max) {
    created += next.created
    existing += next.existing
    refused += next.refused.prefix(max(0, kept - refused.count))
    refusedCount += next.refusedCount
  }
}

/// What became of predictions, one by one where they were refused.
public struct PredictionOutcome: Hashable, Sendable, Codable {
  /// Taken by tasks that exist.
  public var taken: Int
  /// The project has no task of their keys.
  public var unknown: Int
  public var refused: [ImportOutcome.Refusal]

  public init(taken: Int = 0, unknown: Int = 0, refused: [ImportOutcome.Refusal] = []) {
    self.taken = taken
    self.unknown = unknown
    self.refused = refused
  }
}

/// A task with all that was said about it: what is exported.
public struct LabelRecord: Hashable, Sendable, Codable {
  public var key: String
  public var payload: JSON
  public var state: LabelTaskState
  public var priority: Int
  public var overlap: Int
  public var lane: LabelLane
  public var predictions: [Prediction]
  public var gold: JSON?
  /// Each annotator's last submission that was not refused.
  public var annotations: [AuthoredAnnotation]
  /// The accepted answer, and who gave it.
  public var result: AuthoredAnnotation?
  public var version: Int
  public var schemaVersion: Int?

  public init(
    key: String, payload: JSON, state: LabelTaskState, priority: Int, overlap: Int, lane: LabelLane,
    predictions: [Prediction], gold: JSON?, annotations: [AuthoredAnnotation],
    result: AuthoredAnnotation?, version: Int, schemaVersion: Int?
  ) {
    self.key = key
    self.payload = payload
    self.state = state
    self.priority = priority
    self.overlap = overlap
    self.lane = lane
    self.predictions = predictions
    self.gold = gold
    self.annotations = annotations
    self.result = result
    self.version = version
    self.schemaVersion = schemaVersion
  }
}

extension LabelTaskDraft {
  /// The key of a task that names none. Before numbers were keys, tasks with numbers had it too.
  public static func keylessKey(of payload: JSON) -> String { SHA256.hex(of: Array(payload.text().utf8)) }

  /// The one that earlier versions gave, which kept of numbers what 64 bits hold.
  public static func formerKeylessKey(of payload: JSON) -> String { keylessKey(of: payload.rounded) }

  /// The task again, with all that is known of it.
  public init(_ record: LabelRecord) {
    self.init(
      key: record.key, payload: record.payload, priority: record.priority, overlap: record.overlap,
      group: record.lane.group, person: record.lane.person, predictions: record.predictions, gold: record.gold,
      annotations: record.annotations, result: record.result, state: record.state)
  }
}
