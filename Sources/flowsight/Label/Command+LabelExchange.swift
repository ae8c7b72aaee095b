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
  fileprivate static let rowPriority = value("priority", "N", "higher is given out earlier; -1000 to 1000")
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
    options: [.fileFormat, .refusedFile, .dryRun, .format]
  ) { invocation in
    let path = invocation.arguments.operands.last ?? "-"
    let format = try invocation.fileFormat(path)
    return try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      var outcome = ImportOutcome(created: 0, existing: 0, refused: [])
      var refusals = try Refusals(path: invocation.arguments.value(.refusedFile))
      let file = try InputFile(path: path)
      let reader = try read(path, outcome) { try format.reader(file, schema: project.schema) }
      while true {
        let tasks = try read(path, outcome) { try reader.next(limit: labelImportMax) }
        if tasks.isEmpty { break }
        let batch = try await invocation.importBatch(tasks, to: project.id, platform)
        outcome.add(batch, keeping: 0)
        for refusal in batch.refused { try refusals.add(refusal.index, refusal.failure) }
      }
      return try invocation.show(outcome, refusals, place: format == .labelStudio ? "element" : "line")
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
          "\(counted(outcome.created, "task")) came in before; repair the file and import it again, what exists is passed over"
      )
    }
  }

  private static let importRows = Command(
    "label rows", "make tasks from the rows of a published dataset version",
    operands: [.labelProject, Operand("DATASET[@VERSION]", "the dataset's name or id, and its version")],
    options: [
      .rowsVersion, .whereRows, .sample, .limitRows, .payloadTemplate, .keyColumn, .forGroup, .rowPriority, .dryRun,
      .format,
    ]
  ) { invocation in
    let (name, written) = invocation.arguments.nameAndVersion(invocation.arguments.operands.last)
    let named = invocation.arguments.value(.rowsVersion)
    guard let version = written ?? named else {
      throw UsageError.missingOption(.rowsVersion, command: "label rows", because: "rows are of a version")
    }
    guard named == nil || named == version else {
      throw UsageError.conflict(
        "the version is said twice: @\(version) and --version \(named ?? "")", command: "label rows")
    }
    // What is not understood is said before a server is asked.
    let asked = try invocation.selection(DatasetID(UUID()), version)
    return try await invocation.withPlatform { platform in
      var selection = asked
      selection.dataset = try await platform.datasetID(name)
      let project = try await invocation.labelProject(platform)
      let outcome = try await platform.importLabelRows(
        project.id, selection, isPreview: invocation.arguments.has(.dryRun))
      var refusals = try Refusals(path: nil)
      for refusal in outcome.refused { try refusals.add(refusal.index, refusal.failure) }
      return try invocation.show(outcome, refusals, place: "row")
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
        try platform.actor.require(.configure)
        try Dataset.checkName(dataset)
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
        outcome.refuse(
          ImportOutcome.Refusal(index: task.place, failure: Failure("task_invalid", problem.description)))
      }
    }
    var sent = try await platform.importLabelTasks(
      project, good.map(\.draft), isPreview: arguments.has(.dryRun))
    for index in sent.refused.indices { sent.refused[index].index = good[sent.refused[index].index].place }
    outcome.add(sent)
    return outcome
  }

  fileprivate func show(_ outcome: ImportOutcome, _ refusals: Refusals, place: String) throws -> ExitStatus {
    if format == .json {
      write([
        "created": JSON(outcome.created), "existing": JSON(outcome.existing),
        "refused": try JSON(encoding: refusals.inOrder), "refused_count": JSON(outcome.refusedCount),
      ])
    } else {
      var details = Details()
      details.add("created", String(outcome.created))
      details.add("existing", String(outcome.existing))
      details.add("refused", String(outcome.refusedCount))
      details.section("refused", refusals.text(place: place))
      streams.output(details.text)
    }
    if arguments.has(.dryRun) { note("nothing was taken in: this was a preview") }
    return outcome.refusedCount == 0 ? .success : .failed
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
      template: .object(template), key: arguments.values(.keyColumn), group: arguments.value(.forGroup),
      priority: try arguments.integer(.rowPriority, in: LabelTaskDraft.priorityRange) ?? 0)
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
