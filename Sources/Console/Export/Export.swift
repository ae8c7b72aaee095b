import Foundation
import Model
import Support
import Terminal

/// A list to be written to a file, whole: every row that its filter finds, in its order.
struct Export: Hashable, Sendable, Codable {
  enum Format: String, Hashable, Sendable, Codable, CaseIterable { case csv, json }

  enum Source: Hashable, Sendable, Codable {
    /// Read a page after the other.
    case pages(ListName, ListQuery)
    /// Rows that are held, as they are written.
    case rows(ExportedPage)
  }

  var source: Source
  var format: Format
  var path: String
  /// A file that is there is replaced.
  var replaces = false

  /// Reads `csv ~/runs.csv`; without a format, the file's name tells it. `nil` when no file is named.
  static func parse(_ text: String) -> (format: Format, path: String)? {
    var words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
    let named = words.count == 2 ? Format(rawValue: words[0].lowercased()) : nil
    if named != nil { words.removeFirst() }
    let path = words.joined(separator: " ").trimmingCharacters(in: .whitespaces)
    guard !path.isEmpty else { return nil }
    let guessed: Format = path.lowercased().hasSuffix(".json") ? .json : .csv
    return (named ?? guessed, path)
  }
}

/// Rows as they are written: lines of CSV, or JSON values.
struct ExportedPage: Hashable, Sendable, Codable {
  var head: String
  var lines: [String]
  /// Where the next page begins.
  var next: String?

  init<Item: Listed>(_ page: Page<Item>, as format: Export.Format) throws {
    next = page.next
    switch format {
    case .csv:
      head = CSV.line(Item.fieldInfos.map(\.name))
      lines = page.items.map { item in
        CSV.line(Item.fields.map { Text.sanitised($0.value(item)?.exported ?? "") })
      }
    case .json:
      head = ""
      lines = try page.items.map { try JSON(encoding: $0).text() }
    }
  }
}

extension ListValue {
  fileprivate var exported: String {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .time(let time): time.iso8601
    }
  }
}

extension Answer {
  /// The rows of an answer that is a page of a list; `nil` for others.
  func exported(as format: Export.Format) throws -> ExportedPage? {
    switch self {
    case .uploads(let page): try ExportedPage(page, as: format)
    case .report(let page): try ExportedPage(page, as: format)
    case .logLines(let page): try ExportedPage(page, as: format)
    case .runs(let page): try ExportedPage(page, as: format)
    case .datasets(let page): try ExportedPage(page, as: format)
    case .versions(let page): try ExportedPage(page, as: format)
    case .auditEntries(let page): try ExportedPage(page, as: format)
    case .letterGroups(let page): try ExportedPage(page, as: format)
    case .letters(let page): try ExportedPage(page, as: format)
    case .labelProjects(let page): try ExportedPage(page, as: format)
    case .labelTasks(let page): try ExportedPage(page, as: format)
    case .schedules(let page): try ExportedPage(page, as: format)
    case .scheduleFires(let page): try ExportedPage(page, as: format)
    case .bulkOperations(let page): try ExportedPage(page, as: format)
    case .bulkOperationItems(let page): try ExportedPage(page, as: format)
    case .workflows(let page): try ExportedPage(page, as: format)
    case .queues(let page): try ExportedPage(page, as: format)
    case .trace(let page): try ExportedPage(page, as: format)
    case .skillGroups(let page): try ExportedPage(page, as: format)
    case .overview, .upload, .run, .workflow, .queue, .version, .auditEntry, .letter, .labelProject, .labelStats,
      .labelTrend, .workload, .labelTask, .bulkOperation:
      nil
    }
  }
}
