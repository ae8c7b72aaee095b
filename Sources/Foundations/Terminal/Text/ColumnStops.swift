/// Where a long line that is not wrapped can be entered: the UTF-8 offset of about every 256th column, so that showing
/// column 90,000 does not read the 90,000 before it.
struct ColumnStops: Sendable {
  private static let step = 256

  private var offsets = [0]
  private var columns = [0]
  /// Columns of the whole line.
  private(set) var width = 0

  init(_ line: [Span]) {
    var offset = 0
    for span in line {
      for character in span.text {
        if width - columns[columns.count - 1] >= ColumnStops.step {
          offsets.append(offset)
          columns.append(width)
        }
        width += Text.width(character)
        offset += character.utf8.count
      }
    }
  }

  /// The last stop that is not after this column.
  func stop(before column: Int) -> (offset: Int, column: Int) {
    var low = 0
    var high = columns.count
    while low < high {
      let middle = (low + high) / 2
      if columns[middle] <= column { low = middle + 1 } else { high = middle }
    }
    return (offsets[max(0, low - 1)], columns[max(0, low - 1)])
  }
}

extension Text {
  /// The UTF-8 range of the clusters that lie between two columns of a line, and the blank columns that a cluster cut
  /// at the left leaves. Reads from the stop on, no further than the right edge.
  static func range(
    of columns: Range<Int>, in line: [Span], from stop: (offset: Int, column: Int) = (0, 0)
  ) -> (range: Range<Int>, blanks: Int) {
    var column = stop.column
    var offset = 0
    var lower: Int?
    var blanks = 0
    for span in line {
      let count = span.text.utf8.count
      if offset + count <= stop.offset {
        offset += count
        continue
      }
      let utf8 = span.text.utf8
      let first = utf8.index(utf8.startIndex, offsetBy: max(0, stop.offset - offset))
      offset = max(offset, stop.offset)
      for character in span.text[first...] {
        if lower == nil, column >= columns.lowerBound {
          lower = offset
          blanks = column - columns.lowerBound
        }
        if column >= columns.upperBound { return ((lower ?? offset)..<offset, blanks) }
        column += width(character)
        offset += character.utf8.count
      }
    }
    return ((lower ?? offset)..<offset, blanks)
  }
}
