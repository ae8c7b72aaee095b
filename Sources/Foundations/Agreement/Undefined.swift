/// Why a measure has no value. A measure is never NaN and never silently 1.
public enum Undefined: String, Error, Hashable, Sendable, CaseIterable {
  /// Nothing was judged.
  case noJudgements = "no_judgements"
  case oneAnnotator = "one_annotator"
  /// No item was judged by two annotators (of the pair).
  case noItemShared = "no_item_shared"
  /// All shared judgements say the same: agreement by chance is certain.
  case oneCategory = "one_category"
  /// Fleiss' kappa asks for as many judgements of each item as of any other.
  case unequalNumberOfJudgements = "unequal_number_of_judgements"
  /// The measure is of numbers.
  case notNumbers = "not_numbers"
  /// A ratio scale has a true zero, below which nothing is.
  case negativeNumbers = "negative_numbers"
  /// Squares or sums of the numbers leave the range of 64-bit floating point.
  case numbersTooLarge = "numbers_too_large"
  /// The labels are texts, and their order was not declared.
  case noOrder = "no_order"
  /// A label is missing in the declared order.
  case labelNotInOrder = "label_not_in_order"
  /// The measure is of sets.
  case notSets = "not_sets"
  /// The distances of more pairs of labels would have to be computed than may be: ``Krippendorff/distancesMax``, or fewer.
  case tooManyLabels = "too_many_labels"
  /// The class was never predicted: there is no precision.
  case neverPredicted = "never_predicted"
  /// The class is not in the gold standard: there is no recall.
  case notInGold = "not_in_gold"
}

/// The value of a measure, or why it has none.
public typealias Measure = Result<Double, Undefined>

extension Result where Success == Double, Failure == Undefined {
  /// A computed value, which has to be a number.
  static func finite(_ value: Double) -> Measure { value.isFinite ? .success(value) : .failure(.numbersTooLarge) }
}
