import Foundation
import Messaging
import Model
import Postgres
import Support

// Editing the payload of a letter: each edit is a revision of its own, and the bytes that came stay.

extension WorkflowService {
  func previewEdit(_ id: LetterID, base: Int, _ document: JSON) async throws -> ActionPreview {
    let (letter, records, edit) = try await pool.withConnection { connection in
      let letter = try await WorkflowService.letter(id, lock: false, connection)
      return (
        letter, try await LetterRevisionRepository.list(of: [id], connection),
        try await self.edit(letter, document, on: connection)
      )
    }
    let obstacle = WorkflowService.obstacle(toEditing: letter, base: base, records, edit)
    let kept = localized(
      "kept as revision \(records.count + 1); the original stays, and a redrive sends the revision",
      "存为第 \(records.count + 1) 版；原文保留，重投时发送修订后的内容")
    let mine = edit.changes.map(\.description)
    let news = WorkflowService.news(of: letter, since: base, records)
    return ActionPreview(
      action: Act.editPayload.rawValue,
      items: [ActionPreview.Item(id: id.description, title: LetterActions.title(letter), skippedBecause: obstacle)],
      effects: news.isEmpty ? mine + [kept] : news + [localized("yours:", "您的修改：")] + mine)
  }

  /// What others have made of the payload since an edit was begun from a revision.
  private static func news(
    of letter: DeadLetter, since base: Int, _ records: [LetterRevisionRepository.Record]
  ) -> [String] {
    guard base != records.count, let newest = records.last else { return [] }
    let revision = newest.revision
    let begun = records.first { $0.revision.number == base }?.payload ?? letter.payload
    return [
      localized(
        "revision \(revision.number) by \(revision.author): \(revision.reason)",
        "\(revision.author) 的第 \(revision.number) 版：\(revision.reason)")
    ] + PayloadDocument(letter).changes(from: begun, to: newest.payload).map(\.description)
  }

  func editPayload(_ id: LetterID, base: Int, _ document: JSON, reason: String) async throws -> ActionResult {
    try actor.require(.redrive)
    let audit = try await pool.withTransaction { connection in
      let letter = try await WorkflowService.letter(id, lock: true, connection)
      let records = try await LetterRevisionRepository.list(of: [id], connection)
      let edit = try await self.edit(letter, document, on: connection)
      if let obstacle = WorkflowService.obstacle(toEditing: letter, base: base, records, edit) {
        let news = WorkflowService.news(of: letter, since: base, records)
        guard !news.isEmpty else { throw WorkflowService.refused("letter \(id): \(obstacle)") }
        throw Failure(
          "intervention_refused", "letter \(id): \(obstacle)\n\(news.joined(separator: "\n"))",
          nextStep: "make the change to revision \(records.count): `flowsight dlq edit \(id)` begins with that one")
      }
      return try await keep(edit, of: letter, after: records, reason: reason, on: connection)
    }
    return ActionResult(
      action: Act.editPayload.rawValue, items: [ActionResult.Item(id: id.description, auditID: audit)])
  }

  private func keep(
    _ edit: PayloadDocument.Edit, of letter: DeadLetter, after records: [LetterRevisionRepository.Record],
    reason: String, on connection: PostgresConnection
  ) async throws -> AuditID {
    let (number, now) = (records.count + 1, orchestrator.environment.now())
    let sha256 = SHA256.hex(of: Array(edit.payload.utf8))
    let audit = try await orchestrator.outbox.audit(
      actor, .editPayload, target: .letter(letter.id), reason: reason,
      before: [
        "revision": JSON(number - 1), "payload_sha256": .string(records.last?.revision.sha256 ?? letter.payloadSHA256),
      ],
      after: [
        "revision": JSON(number), "payload_sha256": .string(sha256), "changes": try JSON(encoding: edit.changes),
      ], traceID: letter.traceID, on: connection)
    let revision = PayloadRevision(
      number: number, payload: nil, sha256: sha256, changes: edit.changes, author: actor.name, reason: reason, at: now,
      auditID: audit)
    try await LetterRevisionRepository.insert(
      LetterRevisionRepository.Record(letterID: letter.id, revision: revision, payload: edit.payload), connection)
    try await LetterRepository.edited(letter, by: actor.name, reason: reason, at: now, connection)
    return audit
  }

  /// What the document comes to, also as the workflow sees it.
  private func edit(
    _ letter: DeadLetter, _ document: JSON, on connection: PostgresConnection
  ) async throws -> PayloadDocument.Edit {
    let edit = try PayloadDocument(letter).edit(document)
    guard let run = letter.runID else { return edit }
    let order = try JSON(parsing: edit.payload).decode(as: JobOrder.self)
    do {
      if let found = try await RunRepository.find(run, connection)?.run {
        try await orchestrator.check(order.parameters, of: found, on: connection)
      }
    } catch let error as Failure where !error.isTransient {
      throw Failure("payload_edit_refused", "parameters: \(error.message)", nextStep: error.nextStep)
    }
    return edit
  }

  private static func obstacle(
    toEditing letter: DeadLetter, base: Int, _ records: [LetterRevisionRepository.Record], _ edit: PayloadDocument.Edit
  ) -> String? {
    if !LetterState.waiting.contains(letter.state) { return LetterActions.stands(letter.state.rawValue) }
    if base != records.count {
      return localized(
        "revision \(records.count) came meanwhile; make the change to that one",
        "其间已有第 \(records.count) 版；请在那一版上修改")
    }
    let isSame = records.last.map { $0.payload == edit.payload } ?? edit.changes.isEmpty
    return isSame ? localized("nothing is changed", "没有任何改动") : nil
  }

  private static func letter(
    _ id: LetterID, lock: Bool, _ connection: PostgresConnection
  ) async throws -> DeadLetter {
    guard let letter = try await LetterRepository.find([id], lock: lock, connection).first else {
      throw Failure.notFound("dead letter", id.description, list: "flowsight dlq list")
    }
    return letter
  }
}

extension DeadLetter {
  /// As people read it.
  var masked: DeadLetter {
    var letter = self
    letter.payload = PayloadDocument.masked(payload, isOfRun: runID != nil)
    return letter
  }
}
