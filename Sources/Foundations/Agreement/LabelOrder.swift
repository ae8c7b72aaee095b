/// Where each label stands in the order of all: what ordinal measures are about.
struct LabelOrder {
  /// By label number.
  let ranks: [Int]

  /// The declared order; without one, numbers stand in theirs.
  static func of(_ labels: [Label], declared names: [String]?) -> Result<LabelOrder, Undefined> {
    if let names {
      let ranks = labels.compactMap { label in names.firstIndex { label.goes(by: $0) } }
      return ranks.count == labels.count ? .success(LabelOrder(ranks: ranks)) : .failure(.labelNotInOrder)
    }
    let numbers = labels.compactMap(\.number)
    guard numbers.count == labels.count else { return .failure(.noOrder) }
    var ranks = [Int](repeating: 0, count: labels.count)
    for (rank, index) in labels.indices.sorted(by: { numbers[$0] < numbers[$1] }).enumerated() { ranks[index] = rank }
    return .success(LabelOrder(ranks: ranks))
  }
}
