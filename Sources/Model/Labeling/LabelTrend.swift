/// A project's figures over time, period by period: throughput, accuracy on gold items, agreement.
///
/// A label belongs to the period in which it was submitted. Agreement is of items that several people labeled, and an item
/// belongs to the period in which the last of its labels came, with all of them. Times are UTC.
///
/// What was submitted, decided and refused in a period stays as it was, whatever becomes of it. Seconds of work and how
/// good labels are (on gold items, agreement, the figures of fields) are of the labels that stand now: a label that was
/// refused or taken back and given again is told of once, in the period of the new one.
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
    /// Labels that came, those of gold items aside; an annotator's of a task once a period.
    public var submitted: Int
    /// Tasks whose answer was accepted, put right or decided on.
    public var accepted: Int
    /// Labels that were refused, as often as they were.
    public var rejected: Int
    /// Of all annotators.
    public var goldAccuracy: LabelFigure
    /// Those who submitted something, by name. Seconds are `nil` too when all that was submitted was given anew later.
    public var annotators: [Annotator]
    /// In the order of the schema. Of pairs the ``pairsMax`` that share most. Measures that compare all labels with each
    /// other have a share of the bound of a whole project in each period, and are `too_many_labels` beyond it.
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
  /// The oldest first, without a hole: the last ``periodsMax`` up to the newest in which something was submitted. What
  /// is dated in the future is left out.
  public var periods: [Period]

  public static let periodsMax = 60
  public static let pairsMax = 500

  public init(projectID: LabelProjectID, step: Step, periods: [Period]) {
    self.projectID = projectID
    self.step = step
    self.periods = periods
  }
}
