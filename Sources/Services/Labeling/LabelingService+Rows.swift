import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  /// Makes tasks of the rows of a published version, a batch after the other: done again, it goes on where it stopped,
  /// since tasks are known by their keys.
  public func importRows(
    _ id: LabelProjectID, _ selection: RowSelection, of version: DatasetVersion, isPreview: Bool = false
  ) async throws -> ImportOutcome {
    try actor.require(.configure)
    try await requireKnown(group: selection.group)
    guard version.state == .published, let table = version.dwdTable else {
      throw Failure(
        "version_not_published", "version \(version.version) of \(version.datasetName) is \(version.state.rawValue)",
        nextStep: "publish it first; `flowsight datasets versions` shows the state")
    }
    let columns = try await pool.withConnection { try await RowRepository.columns(of: table, $0) }
    let plan = try RowPlan(selection, columns: columns, table: table, version: version)
    if !isPreview { try await pool.withConnection { try await RowRepository.addSource(table, version, to: id, $0) } }
    var outcome = ImportOutcome(created: 0, existing: 0, refused: [])
    var after: Int64 = 0
    var seen = 0
    while true {
      let rows = try await pool.withConnection {
        try await RowRepository.rows(plan, after: after, limit: labelImportMax, $0)
      }
      guard let last = rows.last else { break }
      let chosen = rows.filter { plan.takes($0.number) }.prefix(max(0, (selection.limit ?? .max) - seen))
      seen += chosen.count
      var batch = try await importTasks(id, chosen.map { plan.task($0.number, $0.row) }, isPreview: isPreview)
      for index in batch.refused.indices {
        batch.refused[index].index = Int(clamping: chosen[chosen.startIndex + batch.refused[index].index].number)
      }
      outcome.add(batch, keeping: labelImportMax)
      after = last.number
      if rows.count < labelImportMax || seen >= selection.limit ?? .max { break }
    }
    return outcome
  }
}

/// How rows become tasks. Pure.
struct RowPlan {
  let selection: RowSelection
  let table: String
  let version: String
  private let datasetName: String

  /// Fails with `column_unknown` or `invalid_argument`.
  init(_ selection: RowSelection, columns: [String], table: String, version: DatasetVersion) throws(Failure) {
    let template = selection.template.members ?? []
    let named =
      selection.filters.map(\.column) + selection.key + template.flatMap { RowPlan.columns(in: $0.value.string ?? "") }
    if let unknown = named.first(where: { !columns.contains($0) }) {
      throw Failure(
        "column_unknown", "the rows have no column '\(unknown.prefix(64))'",
        nextStep: "there are \(columns.joined(separator: ", "))")
    }
    guard (0...1).contains(selection.sample), (selection.limit ?? 1) > 0,
      template.allSatisfy({ $0.value.string != nil })
    else { throw Failure.invalid("a sample is from 0 to 1, a limit above 0, a template's members are texts") }
    self.selection = selection
    self.table = table
    self.version = version.version
    datasetName = version.datasetName
  }

  /// Whether the sample has the row: the same answer whenever it is asked.
  func takes(_ row: Int64) -> Bool {
    let digits = SHA256.hex(of: Array("\(datasetName)\0\(row)".utf8)).prefix(8)
    return Double(UInt32(digits, radix: 16) ?? 0) / 4_294_967_296 < selection.sample
  }

  func task(_ number: Int64, _ row: JSON) -> LabelTaskDraft {
    let key =
      selection.key.isEmpty
      ? "\(datasetName)@\(version)#\(number)" : selection.key.map { RowPlan.text(row[$0]) }.joined(separator: "/")
    let template = selection.template.members ?? []
    let payload =
      template.isEmpty
      ? row
      : JSON.object(template.map { JSON.Member($0.name, .string(RowPlan.filled($0.value.string ?? "", row))) })
    return LabelTaskDraft(key: key, payload: payload, priority: selection.priority, group: selection.group)
  }

  private static func text(_ value: JSON?) -> String {
    switch value {
    case nil, .null?: ""
    case let value?: value.string ?? value.text()
    }
  }

  /// The texts between braces; `{{` is a brace.
  static func columns(in template: String) -> [String] {
    parts(of: template).compactMap { if case .column(let name) = $0 { name } else { nil } }
  }

  static func filled(_ template: String, _ row: JSON) -> String {
    parts(of: template).map { part in
      switch part {
      case .text(let text): text
      case .column(let name): RowPlan.text(row[name])
      }
    }.joined()
  }

  private enum Part {
    case text(String)
    case column(String)
  }

  private static func parts(of template: String) -> [Part] {
    var parts: [Part] = []
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      parts.append(.text(String(rest[..<open])))
      let behind = rest[rest.index(after: open)...]
      if behind.first == "{" {
        parts.append(.text("{"))
        rest = behind.dropFirst()
      } else if let close = behind.firstIndex(of: "}") {
        parts.append(.column(String(behind[..<close])))
        rest = behind[behind.index(after: close)...]
      } else {
        parts.append(.text("{"))
        rest = behind
      }
    }
    return parts + [.text(String(rest))]
  }
}
