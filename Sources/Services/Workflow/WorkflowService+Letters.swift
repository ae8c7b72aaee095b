import Foundation
import Listing
import Messaging
public import Model
import Postgres
import Support

extension WorkflowService {
  public func letterGroups(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LetterGroup> {
    try await pool.withConnection { try await LetterRepository.groups.page(query, page, $0) }
  }

  public func letters(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DeadLetter> {
    try await pool.withConnection { try await LetterRepository.list.page(query, page, $0) }.map(\.masked)
  }

  public func letter(_ id: LetterID) async throws -> DeadLetter {
    let (found, records) = try await pool.withConnection { connection in
      (
        try await LetterRepository.find([id], connection),
        try await LetterRevisionRepository.list(of: [id], connection)
      )
    }
    guard var letter = found.first?.masked else {
      throw Failure.notFound("dead letter", id.description, list: "flowsight dlq list")
    }
    letter.revisions = records.map { record in
      var revision = record.revision
      revision.payload = PayloadDocument.masked(record.payload, isOfRun: letter.runID != nil)
      return revision
    }
    return letter
  }

  /// The removal of old letters that is announced, if one is.
  public func letterExpiry() async throws -> LetterExpiry? {
    try await pool.withConnection { try await LetterKeepingRepository.announced($0) }
  }

  public func preview(_ action: LetterAction, _ ids: [LetterID]) async throws -> ActionPreview {
    try await pool.withConnection { connection in
      let letters = try await LetterRepository.find(ids, connection)
      let found = try await LetterPayload.of(
        letters, revision: action.wantedRevision, isAlone: ids.count == 1, connection)
      var obstacles: [LetterID: String] = [:]
      if case .redrive(let parameters, _) = action {
        obstacles = try await self.obstacles(toRedriving: found, with: parameters, on: connection)
      }
      let items = ids.map { id in
        guard let letter = found.first(where: { $0.letter.id == id })?.letter else {
          return ActionPreview.Item(
            id: id.description, title: "", skippedBecause: localized("there is no such letter", "没有这封死信"))
        }
        return ActionPreview.Item(
          id: id.description, title: LetterActions.title(letter),
          skippedBecause: LetterActions.obstacle(action, letter) ?? obstacles[id])
      }
      let eligible = Set(items.filter { $0.skippedBecause == nil }.map(\.id))
      let taken = found.filter { eligible.contains($0.letter.id.description) }
      let events = taken.count { $0.letter.runID == nil }
      return ActionPreview(
        action: action.act.rawValue, items: items,
        effects: LetterActions.effects(action, eligible.count, events: events)
          + LetterActions.edits(found.compactMap(\.edit))
          + (action.isRedrive ? try await consequences(of: taken, on: connection) : []),
        takesParameters: taken.isEmpty || events < taken.count)
    }
  }

  /// What the runs of letters, and the other letters of these runs, have against redriving them.
  private func obstacles(
    toRedriving payloads: [LetterPayload], with parameters: JSON, on connection: PostgresConnection
  ) async throws -> [LetterID: String] {
    let runs = Set(payloads.compactMap(\.letter.lastRunID))
    if payloads.isEmpty { return [:] }
    let standings = try await RunRepository.standings(of: runs, connection)
    let refusals = try await orchestrator.refusals(
      of: parameters, by: Set(standings.values.map { DocumentVersion($0.run) }), on: connection)
    let edits = Dictionary(
      grouping: try await LetterRevisionRepository.newest(waitingOn: Array(runs), connection), by: \.runID)
    let writing = try await RunRepository.writing(runs, connection)
    var obstacles: [LetterID: String] = [:]
    for payload in payloads {
      let letter = payload.letter
      guard let run = letter.lastRunID, let standing = standings[run] else { continue }
      obstacles[letter.id] =
        RunRepeater.obstacle(standing) ?? RunRepeater.obstacle(toSending: payload, edits[run] ?? [])
        ?? refusals[DocumentVersion(standing.run)]?.message
      if obstacles[letter.id] == nil {
        let old = standing.run
        obstacles[letter.id] = try await orchestrator.obstacle(
          old.datasetID, old.datasetVersion, for: old.workflow, writes: writing.contains(run), on: connection)
      }
    }
    return obstacles
  }

  /// Each letter in a transaction of its own, so that one refusal does not undo the others.
  public func perform(_ action: LetterAction, _ ids: [LetterID], reason: String) async throws -> ActionResult {
    try actor.require(action.right)
    try Reason.check(reason)
    if case .redrive(let parameters, _) = action, parameters.members?.isEmpty == false {
      let found = try await pool.withConnection { try await LetterRepository.find(ids, $0) }
      guard found.isEmpty || found.contains(where: { $0.lastRunID != nil }) else {
        throw LetterActions.takesNoParameters
      }
    }
    var items: [ActionResult.Item] = []
    for id in ids {
      do {
        items.append(try await perform(action, id, isAlone: ids.count == 1, reason: reason))
      } catch let failure as Failure {
        items.append(ActionResult.Item(id: id.description, failure: failure))
      }
    }
    return ActionResult(action: action.act.rawValue, items: items)
  }

  private func perform(
    _ action: LetterAction, _ id: LetterID, isAlone: Bool, reason: String
  ) async throws -> ActionResult.Item {
    try await pool.withTransaction { connection in
      let run = action.isRedrive ? try await lockRun(of: id, on: connection) : nil
      return try await perform(action, id, isAlone: isAlone, of: run, reason: reason, on: connection)
    }
  }

  /// Locks the run whose work a redrive of the letter repeats, and its version: before the letter, as ``LetterMove`` has
  /// it.
  func lockRun(of letter: LetterID, on connection: PostgresConnection) async throws -> RunID? {
    guard let run = try await LetterRepository.lastRun(of: letter, connection) else { return nil }
    _ = try await connection.pipeline([RunTurnRepository.lockingVersion(of: run), RunTurnRepository.locking([run])])
    return run
  }

  /// With the run locked that it is about, if it is about one. As part of an operation it has its audit entry already.
  func perform(
    _ action: LetterAction, _ id: LetterID, isAlone: Bool = false, of run: RunID?, reason: String,
    in operation: BulkOperation? = nil, on connection: PostgresConnection
  ) async throws -> ActionResult.Item {
    let found = try await LetterRepository.find([id], lock: true, connection)
    let payloads = try await LetterPayload.of(
      found, revision: action.wantedRevision, isAlone: isAlone, connection)
    guard let payload = payloads.first else {
      throw Failure.notFound("dead letter", id.description, list: "flowsight dlq list")
    }
    let letter = payload.letter
    try LetterActions.require(action, letter)
    switch action {
    case .redrive(let parameters, _):
      guard letter.lastRunID == run else { throw LetterActions.changed(letter) }
      guard let run else { return try await republish(payload, reason: reason, in: operation, on: connection) }
      let started = try await RunRepeater(orchestrator: orchestrator, actor: actor, operation: operation).repeatRun(
        run, parameters: parameters, payload: payload, reason: reason, act: .redrive, on: connection)
      return ActionResult.Item(id: id.description, auditID: started.audit, runID: started.run)
    case .discard, .resolve, .restore:
      guard let mark = action.mark else { throw LetterActions.changed(letter) }
      return try await move(letter, [mark.event], to: mark.to, action, reason: reason, on: connection)
    }
  }

  /// Sends the letter's event back to the stream it came from: the consumer that gave up takes it again.
  private func republish(
    _ payload: LetterPayload, reason: String, in operation: BulkOperation?, on connection: PostgresConnection
  ) async throws -> ActionResult.Item {
    let (event, stream) = try LetterActions.message(of: payload.letter)
    guard try await orchestrator.outbox.republish([(event, stream)], on: connection) == [true] else {
      throw LetterActions.unpublished(event)
    }
    return try await move(
      payload.letter, [.redriveRequested, .redriveEnded], to: .redriven, .redrive(parameters: [:]), reason: reason,
      in: operation, more: payload.audited, on: connection)
  }

  private func move(
    _ letter: DeadLetter, _ way: [LetterState.Event], to state: LetterState, _ action: LetterAction, reason: String,
    in operation: BulkOperation? = nil, more: [JSON.Member] = [], on connection: PostgresConnection
  ) async throws -> ActionResult.Item {
    let move = LetterMove(
      ways: [way], from: [letter.state], actor: actor.name, reason: reason, at: orchestrator.environment.now(),
      operation: operation?.id)
    guard try await LetterRepository.move([letter.id], move, connection) == [letter.id] else {
      throw LetterActions.changed(letter)
    }
    if let entry = operation?.auditID { return ActionResult.Item(id: letter.id.description, auditID: entry) }
    let audit = try await orchestrator.outbox.audit(
      actor, action.act, target: .letter(letter.id), reason: reason,
      before: ["status": .string(letter.state.rawValue)],
      after: .object([JSON.Member("status", .string(state.rawValue))] + more), traceID: letter.traceID,
      on: connection)
    return ActionResult.Item(id: letter.id.description, auditID: audit)
  }
}

/// What may be done with a letter, and how to say it. Pure.
enum LetterActions {
  static func title(_ letter: DeadLetter) -> String {
    let subject = [letter.subject, letter.step].compactMap(\.self).joined(separator: " ")
    return "\(subject): \(letter.failure.errorCode.rawValue)"
  }

  /// Why the letter is left out; `nil` when it is acted on.
  static func obstacle(_ action: LetterAction, _ letter: DeadLetter) -> String? {
    switch action {
    case .redrive:
      if letter.state == .quarantined { return localized("it is quarantined; restore it first", "它已隔离，请先恢复") }
      if !letter.state.accepts(.redriveRequested) { return stands(letter) }
      return letter.runID == nil && (try? message(of: letter)) == nil
        ? localized("its message cannot be read", "它的消息无法读取") : nil
    case .discard, .resolve, .restore: return action.eligibleStates.contains(letter.state) ? nil : stands(letter)
    }
  }

  /// Fails with `letter_not_eligible`.
  static func require(_ action: LetterAction, _ letter: DeadLetter) throws(Failure) {
    guard let obstacle = obstacle(action, letter) else { return }
    throw refused(letter, obstacle)
  }

  static func refused(_ letter: DeadLetter, _ obstacle: String) -> Failure {
    Failure("letter_not_eligible", "letter \(letter.id) is left alone: \(obstacle)")
  }

  /// Events go back as they came: only runs have parameters.
  static var takesNoParameters: Failure {
    .invalid(
      "these letters take no parameters: they belong to no run, and their events go back as they came",
      nextStep: "leave the parameters out")
  }

  /// Somebody else was faster.
  static func changed(_ letter: DeadLetter) -> Failure {
    refused(letter, localized("it has changed meanwhile", "其间它已改变"))
  }

  /// What another letter of the event sends is not out yet.
  static func unpublished(_ event: Event) -> Failure {
    Failure(
      "event_unpublished", "event \(event.eventID) is still to be published as another letter of it has it",
      nextStep: "redrive the letter once it is: `flowsight queues list` tells what waits")
  }

  /// What is published when a letter without a run is redriven, and where.
  static func message(of letter: DeadLetter) throws(Failure) -> (event: Event, stream: String) {
    let kept = (try? JSON(parsing: letter.payload)) ?? .null
    let isTheirLetter = letter.sourceStream == Streams.datasetLetters
    if isTheirLetter || Event.isOfOthers(kept), kept["event_type"]?.string?.isEmpty == false {
      let fields = isTheirLetter ? LetterFields.again(kept) : kept
      let event = Event(
        eventID: letter.eventID, eventType: EventType(rawValue: letter.eventType), occurredAt: letter.firstFailedAt,
        traceID: letter.traceID, producer: letter.function ?? "unknown", datasetID: letter.datasetID,
        datasetVersion: letter.datasetVersion, payload: fields, fields: fields)
      return (event, isTheirLetter ? Streams.datasetEvents : letter.sourceStream)
    }
    guard !EventFields.hasBytes(kept) else {
      throw Failure("event_undecodable", "the message of letter \(letter.id) has bytes that are no text")
    }
    do {
      return (try EventFields.decode(EventFields.fields(of: kept) ?? []), letter.sourceStream)
    } catch {
      throw Failure("event_undecodable", "the message of letter \(letter.id) cannot be read: \(error.reason)")
    }
  }

  private static func stands(_ letter: DeadLetter) -> String { stands(letter.state.rawValue) }

  static func stands(_ state: String) -> String { "it is \(state)" }

  private static func letters(_ count: Int) -> String {
    localized(counted(count, "letter"), "\(count) 封死信")
  }

  /// What edited payloads change, a line each place.
  static func edits(_ edits: [RunEdit]) -> [String] {
    edits.flatMap { edit -> [String] in
      let (number, author) = (edit.revision.number, edit.revision.author)
      return [localized("sends revision \(number) by \(author)", "发送 \(author) 的第 \(number) 版")]
        + edit.revision.changes.map(\.description)
    }
  }

  /// `events`: how many of the letters belong to no run.
  static func effects(_ action: LetterAction, _ count: Int, events: Int) -> [String] {
    let letters = letters(count)
    switch action {
    case .redrive(let parameters, _):
      let changes = (parameters.members ?? []).map { "\($0.name)=\($0.value.string ?? $0.value.text())" }
      let ofRuns = self.letters(count - events)
      let works = [
        localized(
          "does the failed work of \(ofRuns) again, in new runs that carry the rest over",
          "在新的运行中重做 \(ofRuns)失败的工作，其余部分沿用"),
        changes.isEmpty
          ? localized("with the parameters of their orders", "参数与原来的任务相同")
          : localized("with \(changes.joined(separator: ", "))", "参数：\(changes.joined(separator: "，"))"),
      ]
      let sends = localized(
        "sends the events of \(self.letters(events)) once more, to those who gave them up",
        "把 \(self.letters(events))的事件再次发给放弃它们的消费者")
      return (events < count || count == 0 ? works : []) + (events > 0 ? [sends] : [])
    case .discard:
      return [
        localized(
          count == 1
            ? "marks 1 letter as discarded; what it holds stays, and it can be undone"
            : "marks \(letters) as discarded; what they hold stays, and it can be undone",
          "把 \(letters)标为已丢弃；内容保留，可以撤销")
      ]
    case .resolve:
      return [
        localized(
          count == 1
            ? "marks 1 letter as resolved elsewhere; what it holds stays, and it can be undone"
            : "marks \(letters) as resolved elsewhere; what they hold stays, and it can be undone",
          "把 \(letters)标为已在别处解决；内容保留，可以撤销"),
        localized(
          count == 1
            ? "its run stays as it ended: nothing is done again"
            : "their runs stay as they ended: nothing is done again", "相应的运行维持原来的结果：不重做任何工作"),
      ]
    case .restore:
      return [
        localized(
          "puts \(letters) back to DEAD, to be redriven or discarded", "把 \(letters)放回死信，等待重投或丢弃")
      ]
    }
  }
}
