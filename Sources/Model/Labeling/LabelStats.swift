public import Foundation
public import Support

/// A measure with what it rests on; undefined with a reason.
public struct LabelFigure: Hashable, Sendable, Codable {
  public var value: Double?
  /// Why there is no value.
  public var undefined: String?
  public var n: Int
  /// The bounds of the 95 % interval, where there is one.
  public var low: Double?
  public var high: Double?

  public init(value: Double?, undefined: String?, n: Int, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.undefined = undefined
    self.n = n
    self.low = low
    self.high = high
  }
}

/// How a project stands: progress, speed, quality, agreement.
public struct LabelStats: Hashable, Sendable, Codable {
  public struct Annotator: Hashable, Sendable, Codable {
    public var name: String
    public var submitted: Int
    public var accepted: Int
    public var rejected: Int
    public var skipped: Int
    public var held: Int
    /// Median seconds of work on a task, to a tenth; `nil` when nobody counted.
    public var medianSeconds: Double?
    /// The share of gold items labeled right.
    public var goldAccuracy: LabelFigure
    /// The share of shared items on which the others say the same.
    public var agreement: LabelFigure
    public var lastSeenAt: Date?

    public init(
      name: String, submitted: Int, accepted: Int, rejected: Int, skipped: Int, held: Int, medianSeconds: Double?,
      goldAccuracy: LabelFigure, agreement: LabelFigure, lastSeenAt: Date?
    ) {
      self.name = name
      self.submitted = submitted
      self.accepted = accepted
      self.rejected = rejected
      self.skipped = skipped
      self.held = held
      self.medianSeconds = medianSeconds
      self.goldAccuracy = goldAccuracy
      self.agreement = agreement
      self.lastSeenAt = lastSeenAt
    }
  }

  /// Agreement on one field of the schema.
  public struct Field: Hashable, Sendable, Codable {
    public struct Pair: Hashable, Sendable, Codable {
      public var a: String
      public var b: String
      public var observed: LabelFigure
      public var kappa: LabelFigure

      public init(a: String, b: String, observed: LabelFigure, kappa: LabelFigure) {
        self.a = a
        self.b = b
        self.observed = observed
        self.kappa = kappa
      }
    }

    public struct Label: Hashable, Sendable, Codable {
      public var label: String
      public var count: Int
      /// This label against all others.
      public var alpha: LabelFigure
      /// Against gold items and decided tasks.
      public var precision: LabelFigure
      public var recall: LabelFigure
      public var f1: LabelFigure

      public init(
        label: String, count: Int, alpha: LabelFigure, precision: LabelFigure, recall: LabelFigure, f1: LabelFigure
      ) {
        self.label = label
        self.count = count
        self.alpha = alpha
        self.precision = precision
        self.recall = recall
        self.f1 = f1
      }
    }

    public struct Score: Hashable, Sendable, Codable {
      /// The mean over the labels.
      public static let macro = "macro"
      /// Spans that are exactly one of the right ones.
      public static let exact = "exact"
      /// Spans whose intersection with a right one is half of their union, or more.
      public static let half = "iou_0.5"

      public var name: String
      public var precision: LabelFigure
      public var recall: LabelFigure
      public var f1: LabelFigure

      public init(name: String, precision: LabelFigure, recall: LabelFigure, f1: LabelFigure) {
        self.name = name
        self.precision = precision
        self.recall = recall
        self.f1 = f1
      }
    }

    public var name: String
    public var observed: LabelFigure
    /// Krippendorff's alpha of the metric that fits the field.
    public var alpha: LabelFigure
    public var metric: String
    public var pairs: [Pair]
    public var labels: [Label]
    /// Against gold items and decided tasks, over all labels; none where no right answer is known.
    public var scores: [Score]

    public init(
      name: String, observed: LabelFigure, alpha: LabelFigure, metric: String, pairs: [Pair], labels: [Label],
      scores: [Score] = []
    ) {
      self.name = name
      self.observed = observed
      self.alpha = alpha
      self.metric = metric
      self.pairs = pairs
      self.labels = labels
      self.scores = scores
    }
  }

  /// A gold item, and how annotators did on it.
  public struct GoldItem: Hashable, Sendable, Codable {
    public var taskID: LabelTaskID
    public var key: String
    public var answer: JSON
    public var served: Int
    public var right: Int
    /// In ascending order.
    public var missedBy: [String]

    public init(taskID: LabelTaskID, key: String, answer: JSON, served: Int, right: Int, missedBy: [String]) {
      self.taskID = taskID
      self.key = key
      self.answer = answer
      self.served = served
      self.right = right
      self.missedBy = missedBy
    }
  }

  /// One day, in UTC.
  public struct Day: Hashable, Sendable, Codable {
    public var day: String
    public var submitted: Int
    public var accepted: Int
    public var rejected: Int

    public init(day: String, submitted: Int, accepted: Int, rejected: Int) {
      self.day = day
      self.submitted = submitted
      self.accepted = accepted
      self.rejected = rejected
    }
  }

  public var projectID: LabelProjectID
  public var tasks: [LabelTaskState: Int]
  public var goldItems: Int
  /// The first ``goldMax`` that were missed most; none for who may not know the right answers.
  public var gold: [GoldItem]
  public var annotators: [Annotator]
  public var fields: [Field]
  /// The last ``daysMax``, the newest first.
  public var days: [Day]

  public static let daysMax = 60
  public static let goldMax = 200
  /// Agreement is of at most so many judgements, the newest.
  public static let judgementsMax = 1_000_000

  public init(
    projectID: LabelProjectID, tasks: [LabelTaskState: Int], goldItems: Int, gold: [GoldItem] = [],
    annotators: [Annotator], fields: [Field], days: [Day]
  ) {
    self.projectID = projectID
    self.tasks = tasks
    self.goldItems = goldItems
    self.gold = gold
    self.annotators = annotators
    self.fields = fields
    self.days = days
  }
}
