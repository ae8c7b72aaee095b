public import Foundation

/// Tasks that are labeled alike: by one schema, one set of guidelines, one way of checking.
public struct LabelProject: Hashable, Sendable, Codable {
  public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
    case active = "ACTIVE"
    /// Nothing new is given out.
    case paused = "PAUSED"
    case archived = "ARCHIVED"
  }

  public var id: LabelProjectID
  public var name: String
  public var status: Status
  public var schema: LabelSchema
  public var schemaVersion: Int
  /// Plain text or Markdown.
  public var guidelines: String
  public var guidelinesVersion: Int
  public var settings: LabelSettings
  /// Tasks by state. Gold items are not counted for who knows them, and are tasks like any other for all others: the
  /// list of tasks has as many.
  public var tasks: [LabelTaskState: Int]
  public var createdBy: String
  public var createdAt: Date
  public var updatedAt: Date

  public init(
    id: LabelProjectID, name: String, status: Status, schema: LabelSchema, schemaVersion: Int, guidelines: String,
    guidelinesVersion: Int, settings: LabelSettings, tasks: [LabelTaskState: Int], createdBy: String, createdAt: Date,
    updatedAt: Date
  ) {
    self.id = id
    self.name = name
    self.status = status
    self.schema = schema
    self.schemaVersion = schemaVersion
    self.guidelines = guidelines
    self.guidelinesVersion = guidelinesVersion
    self.settings = settings
    self.tasks = tasks
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  public static let nameBytesMax = 64
  public static let guidelinesBytesMax = 1 << 20

  /// Fails with `invalid_argument`.
  public static func checkGuidelines(_ text: String) throws(Failure) {
    guard text.utf8.count <= guidelinesBytesMax, !text.utf8.contains(0) else {
      throw Failure.invalid("guidelines are a text of at most \(guidelinesBytesMax) bytes without zero bytes")
    }
  }

  fileprivate static func checkName(_ name: String) throws(Failure) {
    let isAllowed = name.unicodeScalars.allSatisfy {
      "_-.".unicodeScalars.contains($0) || $0.properties.isAlphabetic || ("0"..."9").contains($0)
    }
    guard !name.isEmpty, name.utf8.count <= nameBytesMax, isAllowed else {
      throw Failure(
        "project_name_invalid", "'\(name.prefix(nameBytesMax))' cannot be the name of a project",
        nextStep: "use 1 to \(nameBytesMax) bytes of letters, digits, '_', '-' and '.'")
    }
  }
}

/// How a project's tasks are given out and checked.
public struct LabelSettings: Hashable, Sendable, Codable {
  /// How many annotators label each task, unless the task says otherwise.
  public var overlap: Int
  /// How long a claimed task is held without a sign of life.
  public var leaseSeconds: Int
  /// How many tasks an annotator may hold at once: the one on the screen, and those fetched before they are needed.
  public var leasesMax: Int
  /// 0…1: the share of agreed tasks that are reviewed; the others are accepted as they are.
  public var reviewRate: Double
  /// 0…1: the share of claims that are served a gold item.
  public var goldRate: Double
  /// Reviewers in this skill group may decide between labels.
  public var adjudicators: String?
  /// The member of the payload that consoles show first.
  public var titleField: String?

  public init(
    overlap: Int = 1, leaseSeconds: Int = 900, leasesMax: Int = 3, reviewRate: Double = 0, goldRate: Double = 0,
    adjudicators: String? = nil, titleField: String? = nil
  ) {
    self.overlap = overlap
    self.leaseSeconds = leaseSeconds
    self.leasesMax = leasesMax
    self.reviewRate = reviewRate
    self.goldRate = goldRate
    self.adjudicators = adjudicators
    self.titleField = titleField
  }

  public static let overlapMax = 100
  public static let leaseSecondsRange = 5...86_400

  /// Fails with `settings_invalid`.
  public func check() throws(Failure) {
    let isRight =
      (1...LabelSettings.overlapMax).contains(overlap) && LabelSettings.leaseSecondsRange.contains(leaseSeconds)
      && (1...100).contains(leasesMax) && (0...1).contains(reviewRate) && (0...1).contains(goldRate)
    guard isRight else {
      throw Failure(
        "settings_invalid", "the settings of the project are out of range",
        nextStep: "overlap 1 to 100, lease 5 to 86400 seconds, 1 to 100 leases, rates from 0 to 1")
    }
  }
}

/// What is asked for when a project is made.
public struct LabelProjectDraft: Hashable, Sendable, Codable {
  public var name: String
  public var schema: LabelSchema
  public var guidelines: String
  public var settings: LabelSettings

  public init(name: String, schema: LabelSchema, guidelines: String = "", settings: LabelSettings = LabelSettings()) {
    self.name = name
    self.schema = schema
    self.guidelines = guidelines
    self.settings = settings
  }

  /// Fails with `project_name_invalid`, `schema_invalid`, `settings_invalid`, `invalid_argument`.
  public func check() throws(Failure) {
    try LabelProject.checkName(name)
    try schema.check()
    try settings.check()
    try LabelProject.checkGuidelines(guidelines)
  }
}

/// What changes in a project; `nil` leaves a part as it is. A new schema or new guidelines are a new version.
public struct LabelProjectChange: Hashable, Sendable, Codable {
  public var status: LabelProject.Status?
  public var schema: LabelSchema?
  public var guidelines: String?
  public var settings: LabelSettings?

  public init(
    status: LabelProject.Status? = nil, schema: LabelSchema? = nil, guidelines: String? = nil,
    settings: LabelSettings? = nil
  ) {
    self.status = status
    self.schema = schema
    self.guidelines = guidelines
    self.settings = settings
  }
}
