import Model
import Support
import Tabular

/// Values with a header, separated by commas, tabs or semicolons.
final class CSVTasks: LabelTaskReader {
  /// The columns of a record. A file that has `payload` has records; in any other, each column is a member of the
  /// payload, but for those that say how a task is given out.
  private static let columns = ["key", "state", "priority", "overlap", "group", "person"]
  private static let plainColumns = ["key", "priority", "overlap", "group"]
  private static let documents = ["payload", "predictions", "gold", "annotations", "result"]

  private let reader: DelimitedReader

  init(_ source: any ByteSource) throws(TabularError) {
    var limits = ReaderLimits()
    limits.recordBytesMax = LabelFormat.taskBytesMax
    limits.batchRowsMax = 1000
    let whole = SourceFromStart(try source.piece(), before: source)
    reader = try DelimitedReader(
      whole, format: DelimitedFormat(delimiter: CSVTasks.delimiter(of: whole.start)), limits: limits)
  }

  /// A comma, unless the first line has none, but tabs or semicolons.
  private static func delimiter(of start: [UInt8]) -> UInt8 {
    let header = start.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return ",\t;".utf8.first { header.contains($0) } ?? UInt8(ascii: ",")
  }

  /// At most a batch, whatever the limit.
  func next(limit: Int) throws -> [ReadTask] {
    var batch = RowBatch()
    guard try reader.nextBatch(into: &batch) else { return [] }
    let names = reader.columnNames
    return (0..<batch.rowCount).map { index in
      let row = batch.row(index)
      let cells = names.indices.map { batch.isNull(row, $0) ? nil : batch.string(row, $0) }
      return ReadTask(row.line) { () throws(ReadTask.Problem) in
        guard row.status == .ok else { throw ReadTask.Problem(description: CSVTasks.problem(row.status, names.count)) }
        return try CSVTasks.task(names, cells)
      }
    }
  }

  private static func problem(_ status: Row.Status, _ columns: Int) -> String {
    switch status {
    case .ok: ""
    case .columnCount(let found): "\(found) fields, where the header has \(columns)"
    case .invalidEncoding: "bytes that are not UTF-8"
    case .nulByte: "a zero byte"
    case .unclosedQuote: "the file ends inside of a quoted field"
    case .invalidJSON: "no JSON"
    }
  }

  private static func task(_ names: [String], _ cells: [String?]) throws(ReadTask.Problem) -> LabelTaskDraft {
    let hasRecords = names.contains("payload")
    var record: JSON = [:]
    var payload: [JSON.Member] = []
    for (name, cell) in zip(names, cells) {
      guard let cell else { continue }
      switch name {
      case "priority", "overlap":
        guard !cell.isEmpty else { continue }
        guard let number = Int64(cell) else { throw ReadTask.Problem(description: "'\(name)' is no whole number") }
        record[name] = .integer(number)
      case _ where (hasRecords ? columns : plainColumns).contains(name):
        if !cell.isEmpty { record[name] = .string(cell) }
      case _ where hasRecords && documents.contains(name):
        guard !cell.isEmpty else { continue }
        do {
          record[name] = try JSON(parsing: cell)
        } catch {
          throw ReadTask.Problem(description: "'\(name)' is no JSON: \(error)")
        }
      // For people who read the file; the record says it too.
      case _ where hasRecords && (name.hasPrefix("label.") || cell.isEmpty): continue
      case _ where hasRecords:
        throw ReadTask.Problem(
          description:
            "'\(name.prefix(64))' is no member of a record, which has \((columns + documents).joined(separator: ", "))")
      case "state" where cell == LabelTaskState.draft.rawValue:
        throw ReadTask.Problem(
          description:
            "'state' is \(cell), which only a record has: give it a column 'payload', or 'state' another name")
      default: payload.append(JSON.Member(name, .string(cell)))
      }
    }
    if !hasRecords { record["payload"] = .object(payload) }
    var draft = try LabelTaskDraft(record: record)
    // Earlier versions kept no column `state` in the payload of a file without records.
    if !hasRecords, draft.key == nil, draft.payload["state"] != nil {
      draft.formerKey = LabelTaskDraft.keylessKey(of: .object(payload.filter { $0.name != "state" }))
    }
    return draft
  }

  // MARK: - Writing

  /// Behind the columns of the record, the answers that count, one a column, for people who read the file.
  static func header(_ schema: LabelSchema) -> String {
    line(columns + documents + schema.fields.map { "label.\($0.name)" })
  }

  static func text(of record: LabelRecord, _ schema: LabelSchema) -> String {
    let answer = record.result?.annotation ?? record.gold ?? record.annotations.first?.annotation
    let json = record.json
    let cells =
      (columns + documents).map { json[$0].map(text) ?? "" } + schema.fields.map { answer?[$0.name].map(text) ?? "" }
    return line(cells)
  }

  private static func text(_ value: JSON) -> String { value.string ?? value.text() }

  private static func line(_ cells: [String]) -> String {
    cells.map { cell in
      let isPlain = !cell.utf8.contains { "\",\r\n".utf8.contains($0) }
      return isPlain ? cell : "\"\(cell.replacing("\"", with: "\"\""))\""
    }.joined(separator: ",") + "\r\n"
  }
}
