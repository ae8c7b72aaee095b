import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// The catalog and the audit log, and the ways between them and the rest.
@Suite struct CatalogTests {
  @Test func aDatasetLeadsToItsVersionsAndAVersionToItsRun() async {
    var session = await Session(at: "datasets").settled()
    session.press("enter")
    await session.settle()
    #expect(session.address == "datasets/chat-sessions")
    #expect(session.text.contains("1/3"), "only its own versions")
    session.press("enter")
    await session.settle()
    #expect(session.address == "datasets/chat-sessions/4")
    session.press("enter")
    #expect(session.address == "topology/0195a000-0000-7000-8000-000000000201")
  }

  @Test func whatAVersionHasToDoWithIsAKeyAway() async {
    var addresses: [String] = []
    for row in 0..<7 {
      var session = await Session(at: "datasets/chat-sessions/2").settled()
      for _ in 0..<row { session.press("down") }
      session.press("enter")
      addresses.append(session.address)
    }
    #expect(
      addresses == [
        "topology/0195a000-0000-7000-8000-000000000201",
        "dlq/all dataset=chat-sessions version=2 state=DEAD,QUARANTINED",
        "ingestion/0195a000-0000-7000-8000-000000000102", "labeling/moods", "datasets/chat-sessions/2",
        "datasets/chat-sessions/2", "datasets/订单/1",
      ])
  }

  /// A name that cannot be typed as an address is named by its id.
  @Test func aHostileNameIsNoAddress() async {
    var session = await Session(at: "datasets").settled()
    session.press("G", "enter")
    #expect(session.address == "datasets/0195a000-0000-7000-8000-000000000003")
    await session.settle()
    #expect(session.state.trail.top.scene.query?.filter.isEmpty == true)
  }

  @Test func afterAnActionItsEntryIsAKeyAway() async {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301").settled()
    session.press("R")
    await session.settle()
    session.focus(.reason)
    session.type("again")
    session.press("enter", "enter")
    await session.settle()
    #expect(session.state.notice?.audit == [Fixture.id(9001)], "\(session.text)")
    session.press("a")
    await session.settle()
    #expect(session.address == "audit/0195a000-0000-7000-8000-000000009001")
    #expect(session.text.contains("DEAD → REDRIVING"))
    session.press("enter")
    #expect(session.address == "dlq/0195a000-0000-7000-8000-000000000301", "and the entry leads to what it is about")
  }

  @Test(arguments: [
    ("topology/0195a000-0000-7000-8000-000000000201", "run 0195a000-0000-7000-8000-000000000201"),
    ("dlq/0195a000-0000-7000-8000-000000000301", "letter 0195a000-0000-7000-8000-000000000301"),
    ("datasets/chat-sessions/2", "dataset chat-sessions version 2"),
  ])
  func whatWasDoneToAThingIsAKeyAway(address: String, target: String) async {
    var session = await Session(at: address).settled()
    session.press("a")
    await session.settle()
    #expect(session.address.hasPrefix("audit target=") && session.address.contains("\"\(target)\""))
    #expect(session.text.contains(" 1/"))
  }

  /// What made it was done to something else: to the run that it repeats, or to many letters at once.
  @Test func whatMadeARunIsAmongWhatWasDoneToIt() async {
    let run: RunID = Fixture.id(202)
    for address in ["topology/\(run)", "topology"] {
      var session = await Session(at: address).settled()
      if address == "topology" { session.press("home") }
      for _ in 0..<10 where session.state.trail.top.scene.copyText != "\(run)" { session.press("down") }
      session.press("a")
      #expect(session.address.contains("\"run \(run)\",\"run \(Fixture.id(201) as RunID)\""), "\(session.address)")
      #expect(session.address.contains("backfill \(Fixture.id(311) as BulkOperationID)"), "also in a list")
    }
  }

  @Test(arguments: [
    ("queues/processing", "queue processing"), ("topology/workflows", "workflow dataset.load"),
    ("topology/schedules", "schedule nightly"), ("labeling", "labeling project"),
    ("labeling/moods", "labeling project moods"),
    ("labeling/moods/groups", "skill group"), ("labeling/moods/tasks", "labeling task"),
    ("ingestion/0195a000-0000-7000-8000-000000000102", "upload 0195a000-0000-7000-8000-000000000102"),
  ])
  func everythingThatCanBeActedOnHasAnAudit(address: String, target: String) async {
    var session = await Session(at: address, role: address.hasPrefix("labeling") ? .lead : .operator).settled()
    session.press("a")
    #expect(session.address.hasPrefix("audit target=") && session.address.contains(target), "\(session.address)")
  }

  @Test func theAuditLogSaysWhomToAsk() async {
    var session = await Session(at: "audit", role: .viewer).settled()
    #expect(session.text.contains("may not read"))
    #expect(session.text.contains("ask an administrator"))
    session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301", role: .viewer).settled()
    session.press("a")
    #expect(session.state.notice?.tone == .warning && session.address.hasPrefix("dlq/"))
  }

  /// An act reaches the log a moment after it was done.
  @Test func anEntryThatIsOnItsWayComes() async {
    var data = Fixture.full()
    let entries = data.auditEntries
    data.auditEntries = []
    var session = await Session(data, at: "audit/0195a000-0000-7000-8000-000000009001").settled()
    #expect(session.text.contains("there is no audit entry"))
    session.platform.change { $0.auditEntries = entries }
    session.send(.changed(.audit, at: Fixture.now))
    await session.settle(wakes: true)
    #expect(session.text.contains("workflow.letter.redrive"))
  }
}
