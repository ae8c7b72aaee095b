import Foundation
public import Messaging
import Model
public import Postgres
public import Support

/// Keeps the catalog from events: versions and their states, lineage, publication. The consumer of the metadata
/// service, and the worker of its queue: publishing is short, so it is done in the event's own transaction.
public struct CatalogKeeper: EventHandler {
  /// The functions that workflow documents may name for the queue `metadata`.
  public static let functions: Set<String> = ["metadata.publish", "metadata.withdraw", "metadata.roll_back"]

  private let outbox: Outbox
  private let environment: Environment
  private let workerName: String
  private let jobLog: JobLog?

  /// `jobLog`: keeps what is logged about jobs.
  public init(outbox: Outbox, environment: Environment, workerName: String, jobLog: JobLog? = nil) {
    self.outbox = outbox
    self.environment = environment
    self.workerName = workerName
    self.jobLog = jobLog
  }

  public func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
    let event = delivery.event
    switch event.eventType {
    case .datasetIngested:
      let file = try event.payload.decode(as: IngestedFile.self)
      try await register(event, file, on: connection)
    case .runStarted:
      let report = try event.payload.decode(as: RunReport.self)
      guard report.makesVersion ?? true else { return }
      try await move(event, .runStarted, on: connection) {
        $0.runID = report.runID
        $0.failure = nil
      }
    case .datasetValidated, .datasetValidationFailed:
      // The counts are known before the version's fate is.
      guard let read = event.payload["rows_read"]?.integer, let rejected = event.payload["rows_rejected"]?.integer
      else { return }
      try await amend(event, on: connection) { $0.rows = RowCounts(read: read, loaded: 0, rejected: rejected) }
    case .datasetProcessed:
      let processed = try event.payload.decode(as: ProcessedVersion.self)
      try await move(event, .processed, on: connection) { $0.take(processed) }
    case .datasetProcessFailed, .runFailed, .runCancelled:
      let report = try event.payload.decode(as: RunReport.self)
      guard report.makesVersion ?? true else { return }
      try await move(event, .failed, on: connection) { $0.failure = report.failure }
    case .labelingResultsPublished:
      let labels = try event.payload.decode(as: PublishedLabels.self)
      let version = try await locked(event, on: connection)
      let project = "labeling.\(labels.project)"
      let edges = labels.sources.map { ($0, project) } + [(project, labels.datasetName)]
      try await VersionRepository.addLineage(
        edges.map { (environment.newID(), $0.0, $0.1) }, of: version, run: nil, connection)
    case .jobReady:
      let order = try event.payload.decode(as: JobOrder.self)
      guard try await !OrderRepository.isTakenBack(order.jobID, connection) else { return }
      try await perform(order, delivery, on: connection)
    case .jobCancelled:
      // Recorded whether or not the order has been seen: should it come after all, nothing is done.
      try await OrderRepository.takeBack(try event.payload.decode(as: JobOrder.self).jobID, connection)
    default: break
    }
  }

  // MARK: - States

  private func register(_ event: Event, _ file: IngestedFile?, on connection: PostgresConnection) async throws {
    guard let dataset = event.datasetID, let version = event.datasetVersion else {
      throw Failure("event_incomplete", "\(event.eventType.rawValue) names no dataset or no version")
    }
    try await VersionRepository.insert(
      dataset: dataset, version: version, file: file, traceID: event.traceID, id: environment.newID(), connection)
  }

  /// The version of the event. An event may overtake the one that announces its version: then it is registered here,
  /// and the announcement brings the dataset's name and the version's source.
  private func locked(_ event: Event, on connection: PostgresConnection) async throws -> DatasetVersion {
    guard let dataset = event.datasetID, let name = event.datasetVersion else {
      throw Failure("event_incomplete", "\(event.eventType.rawValue) names no dataset or no version")
    }
    if let version = try await VersionRepository.find(dataset: dataset, version: name, lock: true, connection) {
      return version
    }
    try await register(event, nil, on: connection)
    guard let version = try await VersionRepository.find(dataset: dataset, version: name, lock: true, connection) else {
      throw Failure("version_unknown", "version \(name) of dataset \(dataset) cannot be registered")
    }
    return version
  }

  /// Moves the version when its state accepts the event; an event that came too late changes nothing.
  private func move(
    _ event: Event, _ step: VersionState.Event, on connection: PostgresConnection,
    _ change: (inout DatasetVersion) -> Void
  ) async throws {
    var version = try await locked(event, on: connection)
    guard version.state.accepts(step) else { return }
    change(&version)
    try await advance(&version, step, actor: event.producer, on: connection)
  }

  private func amend(
    _ event: Event, on connection: PostgresConnection, _ change: (inout DatasetVersion) -> Void
  ) async throws {
    var version = try await locked(event, on: connection)
    guard version.state != .succeeded, version.state != .published else { return }
    change(&version)
    version.updatedAt = environment.now()
    try await VersionRepository.update(version, connection)
  }

  private func advance(
    _ version: inout DatasetVersion, _ step: VersionState.Event, actor: String, on connection: PostgresConnection
  ) async throws {
    let before = version.state
    version.state = try before.after(step)
    version.updatedAt = environment.now()
    if version.state == .published { version.publishedAt = version.updatedAt }
    try await VersionRepository.update(version, connection)
    try await VersionRepository.log(
      version,
      StateChange(
        at: version.updatedAt, subject: "version", event: step.rawValue, from: before.rawValue,
        to: version.state.rawValue, actor: actor, detail: version.failure?.message), connection)
  }

  // MARK: - Publishing

  private func perform(_ order: JobOrder, _ delivery: Delivery, on connection: PostgresConnection) async throws {
    let startedAt = environment.now()
    let attempt = delivery.event.datasetID.map { dataset in
      JobAttempt(
        order, traceID: delivery.event.traceID, datasetID: dataset, worker: workerName,
        number: order.priorAttempts + 1, leaseEpoch: 1)
    }
    let log = attempt.flatMap { jobLog?.log(of: $0) } ?? .silent
    log(.info, "job started", ["function": .string(order.function)])
    do {
      guard CatalogKeeper.functions.contains(order.function) else {
        throw Failure("function_unknown", "the function '\(order.function)' is not in the registry")
      }
      let output =
        switch order.function {
        case "metadata.withdraw": try await withdraw(delivery.event, on: connection)
        case "metadata.roll_back": try await rollBack(delivery.event, on: connection)
        default: try await publish(order, delivery.event, on: connection)
        }
      try await report(.jobSucceeded, order, delivery, startedAt, output: output, failure: nil, on: connection)
      log(.info, "job ended", ["outcome": "succeeded"])
    } catch let error where !(error is PostgresError) && !Failure(error).isTransient {
      let failure = Failure(error)
      log(.error, failure.message, ["error_code": .string(failure.errorCode.rawValue)])
      try await report(.jobDeadlettered, order, delivery, startedAt, output: nil, failure: failure, on: connection)
    }
  }

  private func publish(_ order: JobOrder, _ event: Event, on connection: PostgresConnection) async throws -> JSON {
    var version = try await locked(event, on: connection)
    guard let built = order.inputs["build_dwd"] else {
      throw Failure("input_missing", "the step build_dwd left no output, so there is nothing to publish")
    }
    let processed = try built.decode(as: ProcessedVersion.self)
    // The order for this step and `dataset.processed` travel on different streams: whichever comes first tells the
    // same thing.
    if [.failed, .pending, .rolledBack].contains(version.state) {
      try await advance(&version, .runStarted, actor: workerName, on: connection)
    }
    version.take(processed)
    if version.state == .running {
      try await advance(&version, .processed, actor: workerName, on: connection)
    }
    version.failure = nil
    try await advance(&version, .published, actor: workerName, on: connection)
    try await addLineage(order, processed, version, on: connection)
    try await outbox.append(
      [
        EventDraft(
          .datasetVersionPublished, traceID: event.traceID, datasetID: event.datasetID,
          datasetVersion: event.datasetVersion, payload: try JSON(encoding: processed))
      ], on: connection)
    return ["published_at": .string(version.updatedAt.iso8601)]
  }

  // MARK: - Undoing

  /// Publishes the version no more. One that is not published stays as it is.
  private func withdraw(_ event: Event, on connection: PostgresConnection) async throws -> JSON {
    var version = try await locked(event, on: connection)
    let before = version.state
    guard before == .published else { return ["was": .string(before.rawValue)] }
    try await advance(&version, .withdrawn, actor: workerName, on: connection)
    try await outbox.append(
      [
        EventDraft(
          .datasetVersionWithdrawn, traceID: event.traceID, datasetID: event.datasetID,
          datasetVersion: event.datasetVersion, payload: ["was": .string(before.rawValue)])
      ], on: connection)
    return ["was": .string(before.rawValue)]
  }

  /// Tells that the version's rows are gone.
  private func rollBack(_ event: Event, on connection: PostgresConnection) async throws -> JSON {
    var version = try await locked(event, on: connection)
    let before = version.state
    guard before.accepts(.rolledBack) else { return ["was": .string(before.rawValue)] }
    version.rows.loaded = 0
    try await advance(&version, .rolledBack, actor: workerName, on: connection)
    return ["was": .string(before.rawValue)]
  }

  private func addLineage(
    _ order: JobOrder, _ processed: ProcessedVersion, _ version: DatasetVersion, on connection: PostgresConnection
  ) async throws {
    let tables = [
      (order.file.objectKey, processed.odsTable), (processed.odsTable, processed.dwdTable),
    ]
    let columns = (order.inputs["standardize"]?["lineage"]?.array ?? []).compactMap { edge -> (String, String)? in
      guard let source = edge["from"]?.string, let target = edge["to"]?.string else { return nil }
      return (source, target)
    }
    try await VersionRepository.addLineage(
      (tables + columns).map { (environment.newID(), $0.0, $0.1) }, of: version, run: order.runID, connection)
  }

  private func report(
    _ type: EventType, _ order: JobOrder, _ delivery: Delivery, _ startedAt: Date, output: JSON?, failure: Failure?,
    on connection: PostgresConnection
  ) async throws {
    let attempt = Attempt(
      number: order.priorAttempts + 1, worker: workerName, leaseEpoch: 1, startedAt: startedAt,
      endedAt: environment.now(), failure: failure, isCrash: false)
    let report = JobReport(
      jobID: order.jobID, runID: order.runID, step: order.step, worker: workerName, leaseEpoch: 1, attempt: attempt,
      output: output, sourceStream: delivery.stream, sourceEntryID: delivery.entryID)
    try await outbox.append(
      [
        EventDraft(
          type, traceID: delivery.event.traceID, datasetID: delivery.event.datasetID,
          datasetVersion: delivery.event.datasetVersion, payload: try JSON(encoding: report))
      ], on: connection)
  }
}

extension DatasetVersion {
  fileprivate mutating func take(_ processed: ProcessedVersion) {
    rows = processed.rows
    runID = processed.runID
    odsTable = processed.odsTable
    dwdTable = processed.dwdTable
  }
}
