import Model
import Support
import Terminal

extension Option {
  static let dataset = value("dataset", "NAME", "the dataset that the file is a version of")
  static let version = value("version", "V", "the version's name; without it, the next free number")
  static let template = value(
    "template", "NAME", "how the file is read; without it, the dataset's own or an inferred one")
  static let mode = value(
    "mode", "MODE", "what one bad row means: strict fails the file, lenient leaves the row out",
    choices: LoadMode.allCases.map(\.rawValue))
  static let wait = flag("wait", "follow the file until it is published or has failed")
  static let timeout = value("timeout", "SECONDS", "wait at most so long")
}

extension Command {
  static let ingest = Command(
    "ingest", "upload a file as a version of a dataset, and have it processed",
    details: """
      Interrupted uploads go on where they stood when the same command is run again. Ingesting the same file again
      changes nothing and says so. With `--wait` the exit status is 0 when the version is published. Into a production
      profile it is asked for first: the profile's name is typed, or given with `--confirm`.
      """,
    operands: [Operand("FILE", "CSV or JSON Lines, UTF-8 or GBK")],
    options: [.dataset, .version, .template, .mode, .wait, .timeout, .confirm, .format]
  ) { try await Ingestion($0).run() }
}

/// One run of `flowsight ingest`.
private struct Ingestion: Sendable {
  static let timeoutSecondsMax = 7 * 86_400

  let invocation: Invocation
  let dataset: String
  let timeoutSeconds: Int?
  let bar: ProgressBar

  init(_ invocation: Invocation) throws {
    guard let dataset = invocation.arguments.value(.dataset)?.trimmed, !dataset.isEmpty else {
      throw UsageError.missingOption(.dataset, command: "ingest", because: "it names what the file is a version of")
    }
    self.invocation = invocation
    self.dataset = dataset
    timeoutSeconds = try invocation.arguments.integer(.timeout, in: 1...Ingestion.timeoutSecondsMax)
    bar = ProgressBar(streams: invocation.streams)
  }

  func run() async throws -> ExitStatus {
    defer { bar.clear() }
    let file = try LocalFile(path: invocation.arguments.operands[0])
    if try invocation.settings().isProduction {
      try invocation.confirm("ingest \(Text.sanitised("\(file.name) into \(dataset)"))", command: "ingest")
    }
    let (sha256, head) = try await file.digest(headBytesMax: UploadRequest.headBytesMax) { done in
      bar.show("checksum", done: done, total: file.byteCount)
    }
    let arguments = invocation.arguments
    let request = UploadRequest(
      dataset: dataset, version: arguments.value(.version), template: arguments.value(.template),
      mode: arguments.value(.mode).flatMap(LoadMode.init(rawValue:)), fileName: file.name, byteCount: file.byteCount,
      sha256: sha256, head: head)
    let report = try await invocation.withPlatform { platform in
      let uploader = Uploader(platform: platform, file: file) { sent in
        bar.show("upload", done: sent, total: file.byteCount)
      }
      let opened = try await uploader.upload(request)
      bar.clear()
      tell(opened)
      return try await self.report(opened.session, platform)
    }
    return write(report)
  }

  private func tell(_ opened: OpenedUpload) {
    let name = "\(opened.session.datasetName) \(opened.session.version)"
    switch opened.outcome {
    case .alreadyIngested: invocation.note("already ingested as \(Text.sanitised(name)); nothing was changed")
    case .created, .resumed: invocation.note("ingested as \(Text.sanitised(name))")
    }
  }

  private func report(_ session: UploadSession, _ platform: any Platform) async throws -> IngestReport {
    let follower = RunFollower(
      platform: platform, dataset: session.datasetID, version: session.version, tell: { tell($0) })
    let version =
      invocation.arguments.has(.wait)
      ? try await follower.settled(timeoutSeconds: timeoutSeconds) : try await follower.currentVersion()
    bar.clear()
    return IngestReport(session: session, version: version)
  }

  private func tell(_ news: RunFollower.News) {
    switch news {
    case .progress(let step, let progress):
      bar.show(step, done: progress.done, total: progress.total)
    case .step(let name, let state, let failure):
      bar.clear()
      let cause = failure.map { ": \($0.errorCode.rawValue), \($0.message)" } ?? ""
      invocation.note("  \(Text.fitted(state.rawValue, to: 10))\(Text.sanitised(name + cause))")
    case .noWorker:
      bar.clear()
      invocation.note("  nothing has begun yet; is `flowsight serve` running?")
    }
  }

  private func write(_ report: IngestReport) -> ExitStatus {
    if invocation.format == .json {
      invocation.streams.output(report.json.text() + "\n")
    } else {
      invocation.streams.output(report.details.text)
      if let rejected = report.version?.rows.rejected, rejected > 0, let run = report.version?.runID {
        invocation.note("see the rejected rows with `flowsight runs report \(run)`")
      }
    }
    guard invocation.arguments.has(.wait), let failure = report.failure else { return .success }
    invocation.writeError(failure)
    return .failed
  }
}
