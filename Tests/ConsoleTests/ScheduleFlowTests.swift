import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Schedules: typed with their times in sight, and steered.
@Suite struct ScheduleFlowTests {
  @Test func aScheduleIsTypedWithItsTimesInSightAndSaved() async throws {
    var session = await Session(at: "topology/schedules").settled()
    session.press("N")
    await session.settle()
    #expect(session.form?.fields.prefix(4) == [.title, .cron, .zone, .versions])
    session.press("tab", "ctrl-u")
    session.type("0 6 * * MON")
    #expect(session.text.contains("at 06:00, Monday"), "\(session.text)")
    session.press("ctrl-u")
    session.type("0 25 * * *")
    #expect(session.text.contains("25 is out of range"))
    session.focus(.confirm)
    session.press("enter")
    #expect(session.form?.problem != nil && session.form?.focus == .cron, "what is wrong has the focus")
    session.focus(.cron)
    session.press("ctrl-u")
    session.type("@daily")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    // What was typed is shown by the platform before it is done.
    #expect(session.platform.performed.isEmpty)
    session.focus(.reason)
    session.type("every night")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(
      session.platform.performed.map(\.intervention) == [
        .saveSchedule(nil, ScheduleSettings(name: "nightly-2", cron: "@daily"))
      ])
  }

  @Test(arguments: [
    (ActionForm.Field.title, "no name!"), (.zone, "Mars"), (.versions, "colour=red"), (.parameters, "grace=-1"),
  ]) func whatIsWrongHasTheFocus(field: ActionForm.Field, text: String) async {
    var session = await Session(at: "topology/schedules").settled()
    session.press("N")
    await session.settle()
    session.focus(field)
    session.press("ctrl-u")
    session.type(text)
    session.focus(.confirm)
    session.press("enter")
    #expect(session.form?.problem != nil && session.form?.focus == field, "\(field)")
  }

  /// What was typed stays when the platform cannot show what it would do.
  @Test func aPreviewThatFailsKeepsTheForm() async {
    var session = await Session(at: "topology/schedules").settled()
    session.press("N")
    await session.settle()
    session.focus(.cron)
    session.press("ctrl-u")
    session.type("@daily")
    session.focus(.confirm)
    session.press("enter")
    session.alter = { message in
      guard case .previewed(let generation, _) = message else { return message }
      return .previewed(
        generation: generation, .failure(Failure("workflow_unknown", "there is no such workflow")))
    }
    await session.settle()
    #expect(session.form?.text(.cron) == "@daily" && session.form?.problem?.contains("no such workflow") == true)
    #expect(session.text.contains("no such workflow"))
    session.alter = nil
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(session.form?.problem == nil && session.form?.text(.cron) == "@daily")
  }

  @Test(arguments: [nil, Fixture.id(311) as BulkOperationID])
  func aTriggerSaysWhatBegan(operation: BulkOperationID?) async {
    var session = await Session(at: "topology/schedules").settled()
    session.platform.change { $0.triggered = operation }
    session.press("R")
    await session.settle()
    session.type("now")
    session.press("enter", "enter")
    await session.settle()
    let notice = session.state.notice?.text ?? ""
    #expect(!notice.contains("started"))
    if let operation {
      #expect(session.address == "topology/backfills/\(operation)" && notice.contains(Format.short(operation)))
    } else {
      #expect(session.address == "topology/schedules" && notice.contains("nothing to do"))
    }
  }

  @Test func aScheduleIsHeldTriggeredAndDeleted() async {
    var session = await Session(at: "topology/schedules").settled()
    let id: ScheduleID = Fixture.id(330)
    for (key, change, title) in [
      ("R", ScheduleChange.trigger, "Begin now"), ("X", .delete, "Delete the schedule"),
    ] {
      session.press(key)
      #expect(session.text.contains(title), "\(key)")
      #expect(
        session.takeEffects().contains(
          .preview(.intervention(.changeSchedule(id, change)), generation: session.state.generation)), "\(key)")
      session.press("esc")
    }
    session.press("P")
    await session.settle()
    session.press("U")
    await session.settle()
    #expect(
      session.platform.performed.map(\.intervention) == [.changeSchedule(id, .pause), .changeSchedule(id, .resume)])
    session.press("enter")
    #expect(session.address == "topology/schedules/\(id)")
    await session.settle()
    session.press("enter")
    #expect(session.address == "topology/backfills/\(Fixture.id(311) as BulkOperationID)")
  }
}
