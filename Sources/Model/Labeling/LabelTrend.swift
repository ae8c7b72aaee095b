/// A project's figures over time, period by period: throughput, accuracy on gold items, agreement.
///
/// A label belongs to the period in which it was submitted. Agreement is of items that several people labeled, and an item
/// belongs to the period in which the last of its labels came, with all of them. Times are UTC.
public struct LabelTrend: Hashable, Sendable, Codable {
  public enum Step: String, Hashable, Sendable, Codable, CaseIterable {
    case day
    /// From Monday to Sunday.
    case week

    public var days: Int { self == .day ? 1 : 7 }
  }

  public struct Annotator: Hashable, Sendable, Codable {
    public var name: String
    public var submitted: Int
    /// Median seconds of work on a task, to a tenth; `nil` when nobody counted.
    public var medianSeconds: Double?
    /// The share of gold items labeled right.
    public var goldAccuracy: LabelFigure
    /// The share of shared items on which the others say the same.
    public var agreement: LabelFigure

    public init(
      name: String, submitted: Int, medianSeconds: Double?, goldAccuracy: LabelFigure, agreement: LabelFigure
    ) {
      self.name = name
      self.submitted = submitted
      self.medianSeconds = medianSeconds
      self.goldAccuracy = goldAccuracy
      self.agreement = agreement
    }
  }

  public struct Period: Hashable, Sendable, Codable {
    /// Its first day, `2026-03-02`.
    public var start: String
    /// Labels that came, those of gold items aside.
    public var submitted: Int
    /// Tasks whose answer was accepted, put right or decided on.
    public var accepted: Int
    /// Labels that were refused.
    public var rejected: Int
    /// Of all annotators.
    public var goldAccuracy: LabelFigure
    /// Those who submitted something, by name.
    public var annotators: [Annotator]
    /// In the order of the schema. Of pairs the ``pairsMax`` that share most.
    public var fields: [LabelStats.Field]

    public init(
      start: String, submitted: Int, accepted: Int, rejected: Int, goldAccuracy: LabelFigure, annotators: [Annotator],
      fields: [LabelStats.Field]
    ) {
      self.start = start
      self.submitted = submitted
      self.accepted = accepted
      self.rejected = rejected
      self.goldAccuracy = goldAccuracy
      self.annotators = annotators
      self.fields = fields
    }
  }

  public var projectID: LabelProjectID
  public var step: Step
  /// The oldest first, without a hole: the last ``periodsMax`` up to the newest in which something was submitted.
  public var periods: [Period]

  public static let periodsMax = 60
  public static let pairsMax = 500

  public init(projectID: LabelProjectID, step: Step, periods: [Period]) {
    self.projectID = projectID
    self.step = step
    self.periods = periods
  }
}
