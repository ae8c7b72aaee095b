/// Who said what about which item: the input of all measures of agreement. Names and labels are kept once, judgements
/// as numbers; a million of them take about 30 MB.
public struct Judgements: Sendable {
  /// An annotator judges an item once.
  public struct Duplicate: Error, Hashable, Sendable {
    public var item: String
    public var annotator: String
  }

  private var items = Names<String>()
  private var people = Names<String>()
  private var distinctLabels = Names<Label>()
  private var seen: Set<UInt64> = []
  private var rows: [Row] = []

  struct Row {
    var item: Int32
    var annotator: Int32
    var label: Int32
  }

  public init() {}

  public var count: Int { rows.count }
  public var itemCount: Int { items.values.count }
  /// In the order in which they appeared first.
  public var annotators: [String] { people.values }
  public var labels: [Label] { distinctLabels.values }

  public mutating func add(item: String, annotator: String, label: Label) throws(Duplicate) {
    let row = Row(item: items.number(of: item), annotator: people.number(of: annotator), label: 0)
    guard seen.insert(UInt64(UInt32(bitPattern: row.item)) << 32 | UInt64(UInt32(bitPattern: row.annotator))).inserted
    else { throw Duplicate(item: item, annotator: annotator) }
    rows.append(Row(item: row.item, annotator: row.annotator, label: distinctLabels.number(of: label)))
  }

  /// The judgements in the order of their items. Cost: linear.
  private var byItem: [Row] { Judgements.sorted(rows, into: itemCount) { Int($0.item) } }

  /// The labels of each item that two or more annotators judged, in ascending order of their numbers.
  var units: Units {
    var units = Units()
    let sorted = byItem
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].item == sorted[start].item { end += 1 }
      if end - start > 1 { units.append(sorted[start..<end].map(\.label)) }
      start = end
    }
    return units
  }

  /// What each annotator said, in the order of the items.
  var byAnnotator: [[Row]] {
    var lists = [[Row]](repeating: [], count: annotators.count)
    for row in byItem { lists[Int(row.annotator)].append(row) }
    return lists
  }

  /// Counting sort: stable, linear.
  private static func sorted(_ rows: [Row], into count: Int, by key: (Row) -> Int) -> [Row] {
    var places = [Int](repeating: 0, count: count + 1)
    for row in rows { places[key(row) + 1] += 1 }
    for index in 0..<count { places[index + 1] += places[index] }
    var sorted = rows
    for row in rows {
      sorted[places[key(row)]] = row
      places[key(row)] += 1
    }
    return sorted
  }
}

/// Items with all their labels, side by side.
struct Units {
  private(set) var labels: [Int32] = []
  private(set) var bounds: [Int] = [0]

  mutating func append(_ unit: [Int32]) {
    labels += unit.sorted()
    bounds.append(labels.count)
  }

  var count: Int { bounds.count - 1 }
  subscript(index: Int) -> ArraySlice<Int32> { labels[bounds[index]..<bounds[index + 1]] }
}

extension ArraySlice<Int32> {
  /// Equal neighbours together: how often each label stands in a sorted slice.
  var runs: [(label: Int, count: Int)] {
    var runs: [(label: Int, count: Int)] = []
    for label in self {
      if let last = runs.last, last.label == Int(label) {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((Int(label), 1))
      }
    }
    return runs
  }
}

/// Values, numbered as they come.
private struct Names<Value: Hashable & Sendable>: Sendable {
  private(set) var values: [Value] = []
  private var numbers: [Value: Int32] = [:]

  mutating func number(of value: Value) -> Int32 {
    if let number = numbers[value] { return number }
    let number = Int32(clamping: values.count)
    numbers[value] = number
    values.append(value)
    return number
  }
}
