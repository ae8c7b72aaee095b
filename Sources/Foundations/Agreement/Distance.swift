/// How far two labels are from each other: 0 when they are the same, at most 1.
enum Distance {
  /// Of numbers that are not negative.
  static func ratio(_ a: Double, _ b: Double) -> Double {
    guard a != b else { return 0 }
    // Halved first, so that the sum stays in range.
    let share = (a / 2 - b / 2) / (a / 2 + b / 2)
    return share * share
  }

  static func jaccard(_ a: [String], _ b: [String]) -> Double {
    let (shared, all) = overlap(a, b)
    return all == 0 ? 0 : 1 - Double(shared) / Double(all)
  }

  /// Jaccard's share, weighed by how the sets stand to each other: equal, one in the other, overlapping, or apart.
  static func masi(_ a: [String], _ b: [String]) -> Double {
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
  private static func overlap(_ a: [String], _ b: [String]) -> (shared: Int, all: Int) {
    var (i, j, shared) = (0, 0, 0)
    while i < a.count, j < b.count {
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
