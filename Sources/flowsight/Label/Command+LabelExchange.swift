import Foundation
import LabelFormats
import Model
import Support
import Terminal

extension Option {
  fileprivate static let fileFormat = value(
    "format", "FORMAT", "of the file; else by its ending", choices: LabelFormat.allCases.map(\.rawValue))
  fileprivate static let exportFormat = value(
    "output", short: "o", "FORMAT", "how to write it (jsonl)", choices: LabelFormat.allCases.map(\.rawValue) + ["json"])
  fileprivate static let rowsVersion = value("version", "VERSION", "the version of the dataset")
  fileprivate static let whereRows = value(
    "where", "CONDITION", "rows alone for which column=value, !=, <, > or ~ (contains) holds (repeatable)",
    isRepeatable: true)
  fileprivate static let sample = value("sample", "SHARE", "this share of the rows, from 0 to 1; the same each time")
  fileprivate static let limitRows = value("limit", "N", "at most so many rows")
  fileprivate static let payloadTemplate = value(
    "template", "MEMBER=TEXT", "a member of the payload, with columns in braces: text='{question}' (repeatable)",
    isRepeatable: true)
  fileprivate static let keyColumn = value(
    "key", "COLUMN", "a column that names a row (repeatable)", isRepeatable: true)
  fileprivate static let forGroup = value("group", "NAME", "for this skill group alone")
  fileprivate static let resultsDataset = value("dataset", "NAME", "the dataset that takes the results in")
}

extension Command {
  static let labelExchange: [Command] = [importFile, importRows, predict, export, publish]

  private static let importFile = Command(
    "label import", "make tasks from a file",
    details: """
      JSON Lines and CSV: a record as `label export` writes it, or any object or columns, which are then the payload.
      Tasks whose keys exist are passed over, so that an import may be repeated.
      """,
    operands: [.labelProject, Operand("FILE", "the tasks; - reads the standard input")],
    options: [.fileFormat, .dryRun, .format]
  ) { invocation in
    let path = invocation.arguments.operands.last ?? "-"
    let format = try invocation.fileFormat(path)
    return try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      var outcome = ImportOutcome(created: 0, existing: 0, refused: [])
      let file = try InputFile(path: path)
      let reader = try read(path, outcome) { try format.reader(file, schema: project.schema) }
      while true {
        let tasks = try read(path, outcome) { try reader.next(limit: labelImportMax) }
        if tasks.isEmpty { break }
        outcome.add(try await invocation.importBatch(tasks, to: project.id, platform))
      }
      return try invocation.show(outcome, place: format == .labelStudio ? "element" : "line")
    }
  }

  /// What cannot be read on says how far it came.
  private static func read<Value>(
    _ path: String, _ outcome: ImportOutcome, _ body: () throws -> Value
  ) throws(Failure) -> Value {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(
        "file_unreadable", "\(path) cannot be read on: \(error)",
        nextStep:
          "\(outcome.created) tasks came in before; repair the file and import it again, what exists is passed over")
    }
  }

  private static let importRows = Command(
    "label rows", "make tasks from the rows of a published dataset version",
    operands: [.labelProject, Operand("DATASET[@VERSION]", "the dataset's name or id, and its version")],
    options: [.rowsVersion, .whereRows, .sample, .limitRows, .payloadTemplate, .keyColumn, .forGroup, .dryRun, .format]
  ) { invocation in
    let (name, written) = invocation.arguments.nameAndVersion(invocation.arguments.operands.last)
    guard let version = written ?? invocation.arguments.value(.rowsVersion) else {
      throw UsageError.missingOption(.rowsVersion, command: "label rows", because: "rows are of a version")
    }
    // What is not understood is said before a server is asked.
    let asked = try invocation.selection(DatasetID(UUID()), version)
    return try await invocation.withPlatform { platform in
      var selection = asked
      selection.dataset = try await platform.datasetID(name)
      let project = try await invocation.labelProject(platform)
      let outcome = try await platform.importLabelRows(
        project.id, selection, isPreview: invocation.arguments.has(.dryRun))
      return try invocation.show(outcome, place: "row")
    }
  }

  private static let predict = Command(
    "label predict", "add what a model says, to be accepted with one key",
    details: #"FILE is JSON Lines, {"key": …, "model": …, "score": 0.9, "annotation": {…}} each."#,
    operands: [.labelProject, Operand("FILE", "the predictions; - reads the standard input")], options: [.format]
  ) { invocation in
    return try await invocation.withPlatform { platform in
      let source = try InputFile(path: invocation.arguments.operands.last ?? "-")
      let project = try await invocation.labelProject(platform)
      var lines = PredictionLines()
      var (known, sent) = (0, 0)
      func send(_ batches: [PredictionLines.Batch]) async throws {
        for batch in batches {
          known += try await platform.addPredictions(project.id, batch)
          sent += batch.count
        }
      }
      while let bytes = try source.next() { try await send(try lines.feed(bytes)) }
      try await send(try lines.finish())
      if invocation.format == .json { invocation.write(["tasks": JSON(known), "unknown": JSON(sent - known)]) }
      invocation.note("\(known) predictions of tasks that exist, \(sent - known) of keys that the project has not")
      return .success
    }
  }

  private static let export = Command(
    "label export", "write the tasks of a project with all that was said about them", operands: [.labelProject],
    options: [.taskState, .annotator, .gold, .keyPrefix, .exportFormat]
  ) { invocation in
    let name = invocation.arguments.value(.exportFormat) ?? "jsonl"
    let format = LabelFormat(rawValue: name) ?? .jsonLines
    return try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      var writer = try format.writer(schema: project.schema)
      invocation.streams.output(writer.header)
      let filter = invocation.arguments.labelFilter
      try await Page.each {
        try await platform.exportLabels(project.id, filter, $0)
      } take: { page in
        invocation.streams.output(page.items.map { writer.text(of: $0) }.joined())
      }
      invocation.streams.output(writer.footer)
      return .success
    }
  }

  private static let publish = Command(
    "label results", "ingest the accepted results as the next version of a dataset", operands: [.labelProject],
    options: [.resultsDataset, .dryRun, .reason, .format]
  ) { invocation in
    guard let dataset = invocation.arguments.value(.resultsDataset) else {
      throw UsageError.missingOption(.resultsDataset, command: "label results", because: "it takes the results in")
    }
    return try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      if invocation.arguments.has(.dryRun) {
        let rows = try await platform.exportLabels(
          project.id, LabelTaskFilter(states: [.accepted]), PageRequest(limit: 1))
        guard !rows.items.isEmpty else {
          throw Failure(
            "nothing_accepted", "no task of \(project.name) is accepted yet",
            nextStep: "label and review some; `flowsight label stats` shows where the project stands")
        }
        let accepted = project.tasks[.accepted, default: 0]
        if invocation.format == .json { invocation.write(["dataset": .string(dataset), "rows": JSON(accepted)]) }
        invocation.note("the next version of \(dataset) would have \(accepted) rows, and those of accepted gold items")
        return .success
      }
      let upload = try await platform.publishLabels(
        project.id, dataset: dataset, reason: invocation.arguments.value(.reason) ?? "")
      return try invocation.show(upload) {
        var details = Details()
        details.add("dataset", upload.datasetName)
        details.add("version", upload.version)
        details.add("upload", upload.id.description)
        return details
      }
    }
  }
}

extension ImportOutcome {
  fileprivate mutating func add(_ other: ImportOutcome) {
    created += other.created
    existing += other.existing
    refused += other.refused
  }
}

extension Invocation {
  fileprivate func fileFormat(_ path: String) throws -> LabelFormat {
    if let name = arguments.value(.fileFormat), let format = LabelFormat(rawValue: name) { return format }
    guard let format = LabelFormat(fileName: path) else {
      throw UsageError.missingOption(
        .fileFormat, command: "label import", because: "the ending of \(path) does not tell")
    }
    return format
  }

  /// Sends what could be read; the refusals name places of the file.
  fileprivate func importBatch(
    _ tasks: [ReadTask], to project: LabelProjectID, _ platform: any Platform
  ) async throws -> ImportOutcome {
    var outcome = ImportOutcome(created: 0, existing: 0, refused: [])
    var good: [(place: Int, draft: LabelTaskDraft)] = []
    for task in tasks {
      switch task.task {
      case .success(let draft): good.append((task.place, draft))
      case .failure(let problem):
        outcome.refused.append(
          ImportOutcome.Refusal(index: task.place, failure: Failure("task_invalid", problem.description)))
      }
    }
    var sent = try await platform.importLabelTasks(
      project, good.map(\.draft), isPreview: arguments.has(.dryRun))
    for index in sent.refused.indices { sent.refused[index].index = good[sent.refused[index].index].place }
    outcome.add(sent)
    outcome.refused.sort { $0.index < $1.index }
    return outcome
  }

  fileprivate func show(_ outcome: ImportOutcome, place: String) throws -> ExitStatus {
    _ = try show(outcome) {
      var details = Details()
      details.add("created", String(outcome.created))
      details.add("existing", String(outcome.existing))
      details.add("refused", String(outcome.refused.count))
      let shown = outcome.refused.prefix(20).map {
        "\(place) \($0.index): \(Terminal.Text.sanitised($0.failure.message))\n"
      }
      details.section("refused", shown.joined())
      return details
    }
    if arguments.has(.dryRun) { note("nothing was taken in: this was a preview") }
    return outcome.refused.isEmpty ? .success : .failed
  }

  fileprivate func selection(_ dataset: DatasetID, _ version: String) throws -> RowSelection {
    let sample = try arguments.value(.sample).map { text throws in
      guard let share = Double(text), (0...1).contains(share) else {
        throw UsageError.badValue(.sample, text, expected: "a share from 0 to 1")
      }
      return share
    }
    let template = try arguments.values(.payloadTemplate).map { text throws in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw UsageError.badValue(.payloadTemplate, text, expected: "MEMBER=TEXT") }
      return JSON.Member(parts[0], .string(parts[1]))
    }
    return RowSelection(
      dataset: dataset, version: version, filters: try arguments.values(.whereRows).map(Invocation.condition),
      sample: sample ?? 1, limit: try arguments.integer(.limitRows, in: 1...Int(Int32.max)),
      template: .object(template), key: arguments.values(.keyColumn), group: arguments.value(.forGroup))
  }

  private static func condition(_ text: String) throws -> RowSelection.Filter {
    let signs: [(String, RowSelection.Comparison)] = [
      ("!=", .differs), ("=", .equals), ("<", .less), (">", .greater), ("~", .contains),
    ]
    let found = signs.compactMap { sign, comparison in text.range(of: sign).map { ($0, comparison) } }
      .min { ($0.0.lowerBound, $1.0.upperBound) < ($1.0.lowerBound, $0.0.upperBound) }
    guard let (range, comparison) = found else {
      throw UsageError.badValue(.whereRows, text, expected: "column=value, !=, <, > or ~")
    }
    return RowSelection.Filter(
      column: String(text[..<range.lowerBound]), comparison: comparison, value: String(text[range.upperBound...]))
  }
}
