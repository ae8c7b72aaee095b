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

  /// The judgements in the order of their items, those of an item in the order of their labels. Cost: linear.
  var byItem: [Row] {
    Judgements.sorted(Judgements.sorted(rows, into: labels.count) { Int($0.label) }, into: itemCount) { Int($0.item) }
  }

  /// What was said about each item that two or more annotators judged.
  var units: Units {
    let rows = byItem
    var units = Units()
    for item in Judgements.items(of: rows) where item.count > 1 { units.append(rows[item]) }
    return units
  }

  /// The places of each item's judgements among those that ``byItem`` gives.
  static func items(of rows: [Row]) -> [Range<Int>] {
    var items: [Range<Int>] = []
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count, rows[end].item == rows[start].item { end += 1 }
      items.append(start..<end)
      start = end
    }
    return items
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

/// Items with all their labels: how often each was given to which, side by side.
struct Units {
  struct Run {
    var label: Int
    var count: Double
  }

  private var runs: [Run] = []
  /// Where each unit begins among the runs, and the end.
  private var bounds = [0]
  /// Judgements of each unit.
  private(set) var sizes: [Int] = []

  /// Takes the judgements of one item, in the order of their labels.
  mutating func append(_ unit: ArraySlice<Judgements.Row>) {
    var last: Int32?
    for row in unit {
      if row.label == last {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(label: Int(row.label), count: 1))
        last = row.label
      }
    }
    bounds.append(runs.count)
    sizes.append(unit.count)
  }

  var count: Int { sizes.count }
  /// Judgements that stand beside another of the same item.
  var judgementCount: Int { sizes.reduce(0, +) }
  /// How often each label was given to an item, in the order of labels.
  subscript(index: Int) -> ArraySlice<Run> { runs[bounds[index]..<bounds[index + 1]] }

  /// How often each of so many labels was given.
  func counts(of labelCount: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: labelCount)
    for run in runs { counts[run.label] += run.count }
    return counts
  }
}

/// Values, numbered as they come.
private struct Names<Value: Hashable & Sendable>: Sendable {
  private(set) var values: [Value] = []
  private var numbers: [Value: Int32] = [:]
  /// Judgements of one item, or of one annotator, tend to stand together.
  private var last: Int32?

  mutating func number(of value: Value) -> Int32 {
    if let last, values[Int(last)] == value { return last }
    if let number = numbers[value] {
      last = number
      return number
    }
    let number = Int32(clamping: values.count)
    numbers[value] = number
    values.append(value)
    last = number
    return number
  }
}
