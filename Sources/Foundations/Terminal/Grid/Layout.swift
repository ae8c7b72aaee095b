/// How much of a split a part wants.
public enum Length: Sendable, Hashable {
  /// Exactly this many cells, while there is room.
  case fixed(Int)
  /// At least this many cells, and one share of what is left.
  case atLeast(Int)
  /// As much as what it shows needs, within limits: of a table's column. Elsewhere, the lower limit.
  case content(ClosedRange<Int>)
  /// This share of what is left after the fixed and least parts, relative to the other shares.
  case share(Int)
}

extension Rect {
  /// Parts from left to right, `gap` columns between them. Where there is not room for all, the first come first and
  /// the last are empty. The parts never leave the block.
  public func columns(_ lengths: [Length], gap: Int = 0) -> [Rect] {
    spans(lengths, whole: width, gap: gap).map { Rect(x + $0.lowerBound, y, $0.count, height) }
  }

  /// Parts from top to bottom; see ``columns(_:gap:)``.
  public func rows(_ lengths: [Length], gap: Int = 0) -> [Rect] {
    spans(lengths, whole: height, gap: gap).map { Rect(x, y + $0.lowerBound, width, $0.count) }
  }

  private func spans(_ lengths: [Length], whole: Int, gap: Int) -> [Range<Int>] {
    let sizes = Length.resolved(lengths, whole: whole - max(0, gap) * max(0, lengths.count - 1))
    var start = 0
    return sizes.map { size in
      let lower = min(start, whole)
      let upper = min(lower + size, whole)
      start = upper + (size > 0 ? max(0, gap) : 0)
      return lower..<upper
    }
  }
}

extension Length {
  /// The cells of each part of a whole; their sum never exceeds it.
  static func resolved(_ lengths: [Length], whole: Int) -> [Int] {
    var left = min(max(0, whole), Size.sideMax)
    var sizes: [Int] = []
    for length in lengths {
      let least = min(left, length.least)
      sizes.append(least)
      left -= least
    }
    var weight = lengths.reduce(0) { $0 + $1.weight }
    for (index, length) in lengths.enumerated() where length.weight > 0 {
      let extra = left * length.weight / weight
      sizes[index] += extra
      left -= extra
      weight -= length.weight
    }
    return sizes
  }

  /// The cells below which the part is cut.
  var least: Int {
    switch self {
    case .fixed(let cells), .atLeast(let cells): min(max(0, cells), Size.sideMax)
    case .content(let limits): min(max(0, limits.lowerBound), Size.sideMax)
    case .share: 0
    }
  }

  private var weight: Int {
    switch self {
    case .fixed, .content: 0
    case .atLeast: 1
    case .share(let weight): min(max(0, weight), 1000)
    }
  }
}
