import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Edited payloads on a server: what is kept, what a redrive makes of them, who answers for them.
@Suite(.serialized) struct LetterEditTests {
  private func letter(_ desk: Desk) async throws -> DeadLetter {
    let newest = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
    return try await desk.service.letter(newest.id)
  }

  private func changed(_ letter: DeadLetter, _ changes: (String, JSON)...) throws -> JSON {
    var document = PayloadDocument(letter).shown(letter.revisions.last?.payload ?? letter.payload)
    for (path, value) in changes {
      let place = try #require(JSON.Path(parsing: path))
      document = try #require(document.setting(value, at: place))
    }
    return document
  }

  private func edit(_ letter: DeadLetter, _ document: JSON) -> Intervention {
    .editPayload(letter.id, base: letter.revisions.last?.number ?? 0, document: document)
  }

  private func audited(_ action: String, _ desk: Desk) async throws -> AuditEntry {
    let rows = try await desk.pool.query(
      """
      SELECT event -> 'payload' AS entry FROM workflow.outbox
      WHERE event -> 'payload' ->> 'action' = $1 ORDER BY id DESC LIMIT 1
      """, action)
    let entry = try #require(try rows.first?.decode("entry", as: JSON.self))
    return try entry.decode()
  }

  private func isKept(_ edit: Intervention, _ desk: Desk) async -> Bool {
    (try? await desk.service.perform(edit, reason: "at once")) != nil
  }

  @Test func aRedriveSendsWhatWasEdited() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.finish("a", of: first)
      try await desk.fail("b", of: first)
      let original = try await letter(desk)
      let document = try changed(original, ("parameters.mode", "lenient"), ("file.file_name", "new.csv"))
      let preview = try await desk.service.preview(edit(original, document))
      #expect(preview.eligibleCount == 1)
      #expect(
        Set(preview.effects).isSuperset(of: ["parameters.mode: strict → lenient", "file.file_name: t.csv → new.csv"]))
      let kept = try await desk.service.perform(edit(original, document), reason: "the mode was wrong")
      #expect(kept.done.first?.auditID != nil)

      let edited = try await letter(desk)
      #expect(
        edited.payload == original.payload && edited.payloadSHA256 == original.payloadSHA256, "the original stays")
      let revision = try #require(edited.revisions.first)
      #expect(revision.number == 1 && revision.author == "olga" && revision.reason == "the mode was wrong")
      #expect(revision.auditID == kept.done.first?.auditID && revision.sha256 != original.payloadSHA256)
      #expect(revision.changes.map(\.path.description).sorted() == ["file.file_name", "parameters.mode"])
      let entry = try await audited("workflow.letter.edit", desk)
      #expect(entry.before?["payload_sha256"]?.string == original.payloadSHA256)
      #expect(entry.after?["payload_sha256"]?.string == revision.sha256 && entry.id == revision.auditID)

      let redrive = LetterAction.redrive(parameters: [:], revision: 1)
      #expect(
        try await desk.service.preview(redrive, [edited.id]).effects.contains("parameters.mode: strict → lenient"))
      let result = try await desk.service.perform(redrive, [edited.id], reason: "again")
      let run = try #require(result.done.first?.runID)
      let detail = try await desk.service.run(run)
      #expect(detail.run.parameters["mode"] == "lenient" && detail.run.parentID == first)
      #expect(detail.edit?.letterID == edited.id && detail.edit?.revision.sha256 == revision.sha256)
      #expect(
        detail.edit?.revision.changes == revision.changes && detail.edit?.originalSHA256 == original.payloadSHA256)
      let orders = try await orders(of: run, desk)
      #expect(
        orders.map(\.file.fileName) == ["new.csv", "new.csv"]
          && orders.allSatisfy { $0.parameters["mode"] == "lenient" })
      let redriven = try await audited("workflow.letter.redrive", desk)
      #expect(redriven.after?["payload_sha256"]?.string == original.payloadSHA256)
      #expect(redriven.after?["edited_sha256"]?.string == revision.sha256)

      // What fails again carries the edited payload on.
      try await desk.fail("b", of: run)
      let child = try await letter(desk)
      #expect(child.parentID == edited.id && child.revisions.isEmpty)
      #expect(try JSON(parsing: child.payload).decode(as: JobOrder.self).file.fileName == "new.csv")
    }
  }

  private func orders(of run: RunID, _ desk: Desk) async throws -> [JobOrder] {
    try await desk.pool.query(
      """
      SELECT event -> 'payload' AS job_order FROM workflow.outbox
      WHERE event ->> 'event_type' = 'workflow.job.ready' AND event -> 'payload' ->> 'run_id' = $1 ORDER BY id
      """, run.description
    ).map { try $0.decode("job_order", as: JSON.self).decode() }
  }

  @Test func theOriginalCanBeSentAllTheSame() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.fail("a", of: try await desk.start())
      let first = try await letter(desk)
      _ = try await desk.service.perform(edit(first, try changed(first, ("parameters.mode", "lenient"))), reason: "try")
      let second = try await letter(desk)
      _ = try await desk.service.perform(edit(second, try changed(second, ("file.file_name", "b"))), reason: "more")
      let third = try await letter(desk)
      #expect(third.revisions.map(\.number) == [1, 2] && third.revisions[1].changes.count == 2, "from the original")
      await #expect(throws: Failure.self) {
        try await desk.service.preview(.redrive(parameters: [:], revision: 3), [third.id])
      }
      let result = try await desk.service.perform(
        .redrive(parameters: [:], revision: 0), [third.id], reason: "as it was")
      let detail = try await desk.service.run(try #require(result.done.first?.runID))
      #expect(detail.run.parameters["mode"] == "strict" && detail.edit == nil)
    }
  }

  /// One payload is sent for all letters of a run: which one, somebody has to say.
  @Test func ofTwoEditsOneIsChosen() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", of: run)
      for step in ["b", "c"] { try await desk.fail(step, of: run) }
      for (step, name) in [("b", "one.csv"), ("c", "two.csv")] {
        let query = try ListQuery(parsing: "step=\(step)", fields: DeadLetter.fieldInfos)
        let id = try #require(try await desk.service.letters(query, PageRequest()).items.first).id
        let found = try await desk.service.letter(id)
        _ = try await desk.service.perform(
          edit(found, try changed(found, ("file.file_name", .string(name)))), reason: "its name")
      }
      let ids = try await desk.service.letters(ListQuery(), PageRequest()).items.map(\.id)
      let newest = LetterAction.redrive(parameters: [:])
      for id in ids {
        let because = try await desk.service.preview(newest, [id]).skipped.first?.skippedBecause
        #expect(because?.contains("--revision N") == true && because?.contains("discard") == true, "\(because ?? "")")
      }
      let chosen = LetterAction.redrive(parameters: [:], revision: 1)
      // A revision of many letters names none of them.
      #expect(try await desk.service.preview(chosen, ids).eligible.isEmpty)
      let many = try await desk.service.prepare(chosen, ListQuery())
      #expect(many.eligibleCount == 0 && many.bulk?.skipped.first?.count == 2, "\(many)")
      let preview = try await desk.service.preview(chosen, [ids[0]])
      #expect(preview.eligibleCount == 1)
      #expect(
        preview.effects.contains("what these letters were edited to is not sent: \(ids[1])"), "\(preview.effects)")
      let sent = try #require(try await desk.service.perform(chosen, [ids[0]], reason: "this one").done.first?.runID)
      let wanted = try await desk.service.letter(ids[0])
      #expect(try await desk.service.run(sent).edit?.letterID == wanted.id)
      #expect(try await desk.service.letter(ids[1]).redriveRunID == sent, "it goes along")
    }
  }

  @Test func whatIsRefusedSaysWhere() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.fail("a", of: try await desk.start())
      let found = try await letter(desk)
      for (path, value) in [("queue", "metadata"), ("parameters.mode", "loose"), ("file.object_key", "k2")] {
        let refusal = await #expect(throws: Failure.self) {
          try await desk.service.perform(edit(found, try changed(found, (path, .string(value)))), reason: "why")
        }
        #expect(refusal?.errorCode == "payload_edit_refused", "\(path)")
        #expect(refusal?.message.contains(path.split(separator: ".")[0]) == true)
      }
      let good = edit(found, try changed(found, ("parameters.mode", "lenient")))
      let forbidden = await #expect(throws: Failure.self) {
        try await desk.service(as: .viewer).perform(good, reason: "may I")
      }
      #expect(forbidden?.errorCode == "forbidden")
      await #expect(throws: Failure.self) { try await desk.service.perform(good, reason: "  ") }
      let same = edit(found, try changed(found))
      #expect(try await desk.service.preview(same).eligibleCount == 0, "nothing is changed")

      // Of two who edit at once, the second is told.
      async let one = isKept(good, desk)
      async let two = isKept(good, desk)
      #expect(await [one, two].count { $0 } == 1)
      #expect(try await desk.service.letter(found.id).revisions.count == 1)
      // What the first has made of it is told, beside what the second would.
      let preview = try await desk.service.preview(edit(found, try changed(found, ("file.file_name", "mine.csv"))))
      #expect(preview.eligible.isEmpty && preview.effects.first == "revision 1 by olga: at once", "\(preview.effects)")
      #expect(preview.effects.count == 4 && preview.effects[1].contains("lenient"), "\(preview.effects)")
      #expect(preview.effects[2] == "yours:" && preview.effects[3].contains("mine.csv"), "\(preview.effects)")
      let refusal = await #expect(throws: Failure.self) { try await desk.service.perform(good, reason: "again") }
      #expect(refusal?.message.contains("lenient") == true && refusal?.nextStep?.contains("revision 1") == true)
      _ = try await desk.service.perform(.discard, [found.id], reason: "enough")
      let late = edit(
        try await letter(desk), try changed(found, ("parameters.mode", "lenient"), ("file.file_name", "x")))
      #expect(try await desk.service.preview(late).skipped.first?.skippedBecause?.contains("DISCARDED") == true)
    }
  }

  /// An event goes back to its consumer as it was edited, also when it was said from here before.
  @Test func anEventIsSaidAsItWasEdited() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.deliver(try desk.poison(1))
      for round in 1...2 {
        let found = try await letter(desk)
        #expect(found.runID == nil && found.state == .dead)
        let name = "file-\(round).csv"
        let document = try changed(found, ("payload.file_name", .string(name)))
        _ = try await desk.service.perform(edit(found, document), reason: "its name")
        let result = try await desk.service.perform(.redrive(parameters: [:]), [found.id], reason: "again")
        #expect(result.failed.isEmpty, "\(result)")
        let said = try await desk.pool.query(
          """
          SELECT event -> 'payload' ->> 'file_name' AS name FROM workflow.outbox
          WHERE stream = 'dataset.events' AND published_at IS NULL
          """
        ).map { try $0.decode("name", as: String.self) }
        #expect(said == [name])
        #expect(try await desk.service.letter(found.id).state == .redriven)
        try await desk.publish()
        var again = try desk.poison(1)
        again.eventID = EventID(UUID())
        try await desk.deliver(again)
      }
    }
  }

  /// The preview counts the events that stay, not those that were found.
  @Test func thePreviewOfARevisionCountsItsLetters() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for number in 1...10 { try await desk.deliver(try desk.poison(number)) }
      for found in try await desk.service.letters(ListQuery(), PageRequest()).items.prefix(2) {
        for name in ["first.csv", "second.csv"] {
          let now = try await desk.service.letter(found.id)
          let document = try changed(now, ("payload.file_name", .string(name)))
          _ = try await desk.service.perform(edit(now, document), reason: "its name")
        }
      }
      let preview = try await desk.service.prepare(.redrive(parameters: [:], revision: 2), ListQuery())
      #expect(preview.eligibleCount == 2)
      #expect(preview.bulk?.skipped.map(\.because) == ["they have no revision 2"])
      #expect(preview.bulk?.skipped.map(\.count) == [8])
      #expect(preview.effects.contains("sends the events of 2 letters once more, to those who gave them up"))
      #expect(!preview.effects.contains { $0.contains("failed work") })
    }
  }

  @Test func manyAreSentAsTheyWereEdited() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for number in 1...3 { try await desk.deliver(try desk.poison(number)) }
      let found = try await letter(desk)
      let document = try changed(found, ("payload.file_name", "edited.csv"))
      _ = try await desk.service.perform(edit(found, document), reason: "its name")
      let preview = try await desk.service.prepare(.redrive(parameters: [:]), ListQuery())
      #expect(preview.eligibleCount == 3 && preview.effects.contains { $0.hasPrefix("1 are sent as they were edited") })
      let id = try #require(preview.bulk?.operation)
      _ = try await desk.service.perform(
        .startOperation(id, parameters: [:], ratePerSecond: nil), reason: "all of them")
      let runner = BulkOperationRunner(pool: desk.pool, orchestrator: desk.orchestrator, log: .silent)
      while try await runner.pass() {}
      let names = try await desk.pool.query(
        """
        SELECT event -> 'payload' ->> 'file_name' AS name FROM workflow.outbox
        WHERE stream = 'dataset.events' AND published_at IS NULL ORDER BY 1
        """
      ).map { try $0.decode("name", as: String.self) }
      #expect(names == ["edited.csv", "t.csv", "t.csv"])
    }
  }
}
