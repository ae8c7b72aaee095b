/// How far two labels are from each other: 0 when they are the same, at most 1.
enum Distance {
  /// Of numbers that are not negative.
  static func ratio(_ a: Double, _ b: Double) -> Double {
    guard a != b else { return 0 }
    // Halved first, so that the sum stays in range.
    let share = (a / 2 - b / 2) / (a / 2 + b / 2)
    return share * share
  }

  static func jaccard(_ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>) -> Double {
    let (shared, all) = overlap(a, b)
    return all == 0 ? 0 : 1 - Double(shared) / Double(all)
  }

  /// Jaccard's share, weighed by how the sets stand to each other: equal, one in the other, overlapping, or apart.
  static func masi(_ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>) -> Double {
    let (shared, all) = overlap(a, b)
    guard all > 0 else { return 0 }
    let (smaller, larger) = (min(a.count, b.count), max(a.count, b.count))
    let weight: Double
    switch shared {
    case 0: weight = 0
    case larger: weight = 1
    case smaller: weight = 2.0 / 3
    default: weight = 1.0 / 3
    }
    return 1 - Double(shared) / Double(all) * weight
  }

  /// Both ascending, without repetitions.
  private static func overlap(_ a: ArraySlice<Int32>, _ b: ArraySlice<Int32>) -> (shared: Int, all: Int) {
    var (i, j, shared) = (a.startIndex, b.startIndex, 0)
    while i < a.endIndex, j < b.endIndex {
      if a[i] == b[j] {
        shared += 1
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return (shared, a.count + b.count - shared)
  }
}

/// The members of labels as numbers: comparing those costs no more than the distance of numbers.
struct LabelSets {
  /// By number.
  private(set) var names: [String] = []
  private var members: [Int32] = []
  private var bounds = [0]

  /// `nil` when a label is no set.
  init?(_ labels: [Label]) {
    guard labels.allSatisfy({ $0.members != nil }) else { return nil }
    self.init(of: labels) { $0.members ?? [] }
  }

  init(of labels: [Label], members: (Label) -> [String]) {
    var numbers: [String: Int32] = [:]
    for label in labels {
      let set = members(label).map { name in
        if let number = numbers[name] { return number }
        let number = Int32(clamping: names.count)
        numbers[name] = number
        names.append(name)
        return number
      }
      self.members += set.sorted()
      bounds.append(self.members.count)
    }
  }

  /// The members of the label of this number, in ascending order.
  subscript(label: Int) -> ArraySlice<Int32> { members[bounds[label]..<bounds[label + 1]] }
}
