import Foundation
import Model
import Terminal

/// A list in a view, whatever its rows are: what the shell filters, sorts and marks.
protocol ListPart: Sendable {
  var query: ListQuery { get }
  var fields: [FieldInfo] { get }
  var status: String { get }
  /// Rows are marked.
  var isFrozen: Bool { get }
  var needsReading: Bool { get }
  /// Something was read that does not show yet, because the order was frozen.
  var isBehind: Bool { get }
  /// Its columns, where it is a table.
  var columnMenu: ColumnMenu? { get }
  /// The rows that are shown, as a file has them.
  func exported(as format: Export.Format) throws -> ExportedPage

  /// Rows that are held, and which of them the cursor is on.
  var rowCount: Int { get }
  var cursorRow: Int { get }

  mutating func move(_ motion: Motion)
  mutating func move(to row: Int)
  mutating func setQuery(_ query: ListQuery, at now: Date)
  /// Lets go of the rows that are gone.
  mutating func forgetGone()
  /// Leaves only these marked.
  mutating func mark(only ids: Set<String>)
  /// Takes the choices of columns that hold, by the lists' names.
  mutating func choose(_ columns: [String: [String]])
  /// Fits its table to this part of the screen.
  mutating func settle(in size: Size)
  /// As a table; without rows, these lines, or that nothing matches.
  func draw(on surface: inout Surface, empty: [String], _ context: DrawContext)
}

extension ListState: ListPart {
  var fields: [FieldInfo] { Item.fieldInfos }
  var columnMenu: ColumnMenu? { columns.menu }
  var rowCount: Int { rows.count }
  var cursorRow: Int { scroll.cursor }

  func exported(as format: Export.Format) throws -> ExportedPage {
    try ExportedPage(Page(items: rows.filter { !tombstones.contains($0.listID) }, next: nil), as: format)
  }
}
