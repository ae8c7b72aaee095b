import Tabular

/// Empty values by field, over the rows that are well formed.
struct NullCounts: ~Copyable {
  private var counts: Growable<Int64>
  private(set) var rows: Int64 = 0

  init(fields: Int) {
    counts = Growable(capacity: fields)
    for _ in 0..<fields { counts.append(0) }
  }

  @inline(__always)
  mutating func count(_ field: Int) { counts[field] += 1 }

  mutating func endRow() { rows += 1 }

  subscript(field: Int) -> Int64 { counts[field] }
}
