public import Model
import Support
public import Tabular

/// The formats in which tasks and labels come in and go out.
public enum LabelFormat: String, Hashable, Sendable, CaseIterable {
  /// One task a line: a record as FlowSight exports it, or any object, which is then the payload.
  case jsonLines = "jsonl"
  /// One task a row: a record as FlowSight exports it, or any columns, which are then the payload.
  case csv
  /// A list of tasks with `data`, `annotations` and `predictions`, as Label Studio imports and exports them.
  case labelStudio = "label-studio"
  /// One token a line with its tag, a blank line between texts: spans alone.
  case conll

  /// By the ending of a file's name.
  public init?(fileName: String) {
    switch fileName.split(separator: ".").last?.lowercased() {
    case "jsonl", "ndjson": self = .jsonLines
    case "csv", "tsv": self = .csv
    case "json": self = .labelStudio
    case "conll", "bio", "iob": self = .conll
    default: return nil
    }
  }
}

/// A task of a file, or why there is none, with its place: the line, or the number of the element, from 1.
public struct ReadTask: Sendable {
  public var place: Int
  public var task: Result<LabelTaskDraft, Problem>

  /// What is wrong with a task, in words.
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  init(_ place: Int, _ body: () throws(Problem) -> LabelTaskDraft) {
    self.place = place
    task = Result { () throws(Problem) in try body() }
  }
}

/// Reads tasks from front to back, a few at a time, in constant memory.
public protocol LabelTaskReader: AnyObject {
  /// The next tasks, at most `limit`; empty at the end. What cannot be read as a task is told with its place.
  /// Throws for a source that fails, and where nothing behind can be read either.
  func next(limit: Int) throws -> [ReadTask]
}

extension LabelFormat {
  /// Bytes of one task in a file.
  public static let taskBytesMax = 8 << 20

  /// Labels in the file are those of `schema`.
  public func reader(_ source: any ByteSource, schema: LabelSchema) throws -> any LabelTaskReader {
    switch self {
    case .jsonLines: JSONLinesTasks(source)
    case .csv: try CSVTasks(source)
    case .labelStudio: LabelStudioTasks(source, schema: schema)
    case .conll: try CoNLLTasks(source, schema: schema)
    }
  }

  public func writer(schema: LabelSchema) throws(Failure) -> LabelWriter {
    switch self {
    case .jsonLines:
      LabelWriter { record, _ in JSONLinesTasks.text(of: record) + "\n" }
    case .csv:
      LabelWriter(header: CSVTasks.header(schema)) { record, _ in CSVTasks.text(of: record, schema) }
    case .labelStudio:
      LabelWriter(header: "[\n", footer: "\n]\n") { record, isFirst in
        (isFirst ? "" : ",\n") + LabelStudioTasks.json(of: record, schema).text()
      }
    case .conll: try CoNLLTasks.writer(schema)
    }
  }
}

/// Writes tasks one after the other.
public struct LabelWriter: Sendable {
  public var header = ""
  public var footer = ""
  private let body: @Sendable (LabelRecord, Bool) -> String
  private var isFirst = true

  init(header: String = "", footer: String = "", _ body: @escaping @Sendable (LabelRecord, Bool) -> String) {
    self.header = header
    self.footer = footer
    self.body = body
  }

  public mutating func text(of record: LabelRecord) -> String {
    defer { isFirst = false }
    return body(record, isFirst)
  }
}
