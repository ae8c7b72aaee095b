import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Two groups gave one event up: it is one row, and what one letter sends is out before the other's takes its place.
@Suite(.serialized) struct LetterEventTests {
  private static let redrive = LetterAction.redrive(parameters: [:])

  /// Two letters of one event, of which the first was edited.
  private func letters(_ desk: Desk) async throws -> (edited: DeadLetter, original: DeadLetter) {
    for consumer in ["metadata-group", "labeling-group"] {
      try await desk.deliver(try desk.poison(1, by: consumer))
    }
    let found = try await desk.service.letters(ListQuery(), PageRequest()).items.reversed().map(\.self)
    try #require(found.count == 2 && found[0].eventID == found[1].eventID)
    let name = try #require(JSON.Path(parsing: "payload.file_name"))
    let document = try #require(PayloadDocument(found[0]).shown(found[0].payload).setting("edited.csv", at: name))
    _ = try await desk.service.perform(
      .editPayload(found[0].id, base: 0, document: document), reason: "its name")
    return (found[0], found[1])
  }

  /// As which file the event is to be published.
  private func said(_ desk: Desk) async throws -> [String] {
    try await desk.pool.query(
      """
      SELECT event -> 'payload' ->> 'file_name' AS name FROM workflow.outbox
      WHERE stream = 'dataset.events' AND published_at IS NULL ORDER BY 1
      """
    ).map { try $0.decode("name") }
  }

  @Test func whatIsNotOutYetIsNotWrittenOver() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let (edited, original) = try await letters(desk)
      #expect(try await desk.service.perform(Self.redrive, [edited.id], reason: "again").failed.isEmpty)
      let early = try await desk.service.perform(Self.redrive, [original.id], reason: "again")
      #expect(early.failed.first?.failure?.errorCode == "event_unpublished")
      #expect(try await said(desk) == ["edited.csv"])
      #expect(try await desk.service.letter(original.id).state == .dead)
      try await desk.publish()
      #expect(try await desk.service.perform(Self.redrive, [original.id], reason: "again").failed.isEmpty)
      #expect(try await said(desk) == ["t.csv"])
    }
  }

  /// The same content twice is one message, and no reason to wait.
  @Test func twoAlikeAreSentAsOne() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let (edited, original) = try await letters(desk)
      let both = try await desk.service.perform(
        .redrive(parameters: [:], revision: 0), [edited.id, original.id], reason: "as it came")
      #expect(both.failed.isEmpty)
      #expect(try await said(desk) == ["t.csv"])
    }
  }

  @Test func ofOneBatchTheSecondComesWhenTheFirstIsOut() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let (edited, original) = try await letters(desk)
      let id = try #require(try await desk.service.prepare(Self.redrive, ListQuery()).bulk?.operation)
      _ = try await desk.service.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "both")
      _ = try await desk.runner().pass()
      #expect(try await said(desk) == ["edited.csv"])
      #expect(try await desk.service.letter(edited.id).state == .redriven)
      #expect(try await desk.service.letter(original.id).state == .dead, "not lost in the batch")
      #expect(try await desk.service.operation(id).outcomes == [.running: 1, .waiting: 1])
      try await desk.publish()
      _ = try await desk.runner(later: 6).pass()
      #expect(try await said(desk) == ["t.csv"])
      #expect(try await desk.service.letter(original.id).state == .redriven)
    }
  }
}
