import Model
import Support
import Terminal

extension Command {
  static let predict = Command(
    "label predict", "add what a model says, to be accepted with one key",
    details: """
      FILE is JSON Lines, {"key": …, "model": …, "score": 0.9, "annotation": {…}} each. What is right is taken, whatever
      stands beside it; what is refused is named with its line and its key, and the status says so.
      """,
    operands: [.labelProject, Operand("FILE", "the predictions; - reads the standard input")],
    options: [.refusedFile, .dryRun, .format]
  ) { invocation in
    try await invocation.withPlatform { platform in
      let source = try InputFile(path: invocation.arguments.operands.last ?? "-")
      let project = try await invocation.labelProject(platform)
      var work = try PredictionWork(invocation, project.id, platform)
      var lines = PredictionLines()
      while let bytes = try source.next() { try await work.take(lines.feed(bytes)) }
      try await work.take(lines.finish())
      try await work.send()
      return try work.show(invocation)
    }
  }
}

/// The predictions of one file on their way.
private struct PredictionWork {
  private let platform: any Platform
  private let project: LabelProjectID
  private let isPreview: Bool
  private var refusals: Refusals
  private var batch: [(line: Int, key: String, prediction: Prediction)] = []
  private var taken = 0
  private var unknown = 0

  init(_ invocation: Invocation, _ project: LabelProjectID, _ platform: any Platform) throws(Failure) {
    self.platform = platform
    self.project = project
    isPreview = invocation.arguments.has(.dryRun)
    refusals = try Refusals(path: invocation.arguments.value(.refusedFile))
  }

  mutating func take(_ lines: [PredictionLines.Line]) async throws {
    for line in lines {
      switch line.prediction {
      case .success(let prediction): batch.append((line.number, line.key ?? "", prediction))
      case .failure(let failure): try refusals.add(line.number, key: line.key, failure)
      }
      if batch.count == labelImportMax { try await send() }
    }
  }

  mutating func send() async throws {
    guard !batch.isEmpty else { return }
    let outcome = try await platform.addPredictions(
      project, batch.map { ($0.key, $0.prediction) }, isPreview: isPreview)
    taken += outcome.taken
    unknown += outcome.unknown
    for refusal in outcome.refused {
      try refusals.add(batch[refusal.index].line, key: batch[refusal.index].key, refusal.failure)
    }
    batch = []
  }

  func show(_ invocation: Invocation) throws -> ExitStatus {
    if invocation.format == .json {
      invocation.write([
        "tasks": JSON(taken), "unknown": JSON(unknown), "refused": try JSON(encoding: refusals.inOrder),
        "refused_count": JSON(refusals.count),
      ])
    } else {
      var details = Details()
      details.add("taken", String(taken))
      details.add("unknown keys", String(unknown))
      details.add("refused", String(refusals.count))
      details.section("refused", refusals.text(place: "line"))
      invocation.streams.output(details.text)
    }
    if isPreview { invocation.note("nothing was taken: this was a preview") }
    return refusals.count == 0 ? .success : .failed
  }
}
