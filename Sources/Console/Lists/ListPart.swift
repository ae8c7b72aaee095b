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
  /// The rows that are shown, as a file has them.
  func exported(as format: Export.Format) throws -> ExportedPage

  mutating func move(_ motion: Motion)
  mutating func setQuery(_ query: ListQuery, at now: Date)
  /// Leaves only these marked.
  mutating func mark(only ids: Set<String>)
  /// Fits the list to the rows that the screen now has.
  mutating func settle(height: Int)
}

extension ListState: ListPart {
  var fields: [FieldInfo] { Item.fieldInfos }

  func exported(as format: Export.Format) throws -> ExportedPage {
    try ExportedPage(Page(items: rows.filter { !tombstones.contains($0.listID) }, next: nil), as: format)
  }
}
