import Support
import Terminal

/// One column of a list: its name, and what an item shows there.
struct Column<Item>: Sendable {
  let title: String
  let alignment: Text.Alignment
  /// Gives way first when the terminal is narrow.
  let isFlexible: Bool
  let value: @Sendable (Item) -> String

  init(
    _ title: String, _ alignment: Text.Alignment = .leading, isFlexible: Bool = false,
    value: @escaping @Sendable (Item) -> String
  ) {
    self.title = title
    self.alignment = alignment
    self.isFlexible = isFlexible
    self.value = value
  }

  /// Its name where names are one word.
  var key: String { title.replacing(" ", with: "_") }
}

/// A list as text. Whatever the data holds, no control character gets through.
struct Table<Item>: Sendable {
  let columns: [Column<Item>]

  private let gap = "  "
  private let flexibleColumnsMin = 8
  /// A cell is no longer than this, so that one long text does not push the columns behind it out of sight; as JSON and
  /// CSV, and in what is shown alone, it is whole.
  static var cellColumnsMax: Int { 200 }

  /// Aligned columns under a heading. Lines are cut to `width` columns of a terminal; `nil` leaves them whole.
  func text(_ items: [Item], width: Int? = nil) -> String {
    let cells = items.map { item in
      columns.map { Text.truncated(Text.sanitised($0.value(item)), to: Self.cellColumnsMax) }
    }
    var widths = columns.indices.map { index in
      max(Text.width(columns[index].title), cells.map { Text.width($0[index]) }.max() ?? 0)
    }
    if let width { shrink(&widths, to: width) }
    let rows = [columns.map { $0.title.uppercased() }] + cells
    return rows.map { line($0, widths, cutTo: width) + "\n" }.joined()
  }

  /// RFC 4180. A text that a spreadsheet would run as a formula is quoted with `'`.
  func csv(_ items: [Item], hasHeader: Bool = true) -> String {
    let rows = items.map { item in columns.map { Text.sanitised($0.value(item)) } }
    return ((hasHeader ? [columns.map(\.key)] : []) + rows)
      .map(CSV.line).joined()
  }

  private func line(_ cells: [String], _ widths: [Int], cutTo width: Int?) -> String {
    var line = zip(cells, columns.indices)
      .map { cell, index in Text.fitted(cell, to: widths[index], columns[index].alignment) }.joined(separator: gap)
    while line.last == " " { line.removeLast() }
    return width.map { Text.truncated(line, to: $0) } ?? line
  }

  private func shrink(_ widths: inout [Int], to width: Int) {
    for index in columns.indices.reversed() where columns[index].isFlexible {
      let excess = widths.reduce(0, +) + gap.count * (widths.count - 1) - width
      if excess <= 0 { return }
      widths[index] = max(min(flexibleColumnsMin, widths[index]), widths[index] - excess)
    }
  }

}
