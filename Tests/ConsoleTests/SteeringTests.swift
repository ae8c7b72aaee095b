import Model
import Support
import Terminal
import Testing

@testable import Console

/// Runs, workflows and queues, held, ended and done again.
@Suite struct SteeringTests {
  @Test func aStepIsDoneAgainOrLeftOut() async {
    let run: RunID = Fixture.id(201)
    var session = await Session(at: "topology/\(run)").settled()
    session.press("down", "down", "F")
    #expect(
      session.takeEffects().last
        == .preview(
          .intervention(.rerun(run, .from("clean"), parameters: [:])), generation: session.state.generation))
    session.press("esc", "K")
    #expect(session.dialog == nil && session.state.notice?.text == TopologyWords.notOptional, "clean is needed")
    session.press("down", "down", "down", "K")
    #expect(
      session.takeEffects().last
        == .preview(.intervention(.skipStep(run, step: "publish")), generation: session.state.generation))
  }

  private static func told(_ address: String, _ keys: String...) async -> String? {
    var session = await Session(at: address).settled()
    for key in keys { session.press(key) }
    return session.dialog == nil ? session.state.notice?.text : "a dialog"
  }

  /// A key that can do nothing says why: for the thing, the row, or the view.
  @Test func whatCannotBeDoneIsToldWithItsReason() async {
    let (failed, running) = ("topology/\(Fixture.id(201) as RunID)", "topology/\(Fixture.id(202) as RunID)")
    #expect(await Self.told(failed, "X") == TopologyWords.isOver)
    #expect(await Self.told(running, "O") == TopologyWords.goesOn)
    #expect(await Self.told("queues", "P") == QueueWords.carriesEvents)
    #expect(await Self.told("queues/dataset.events/workflow-group", "M") == QueueWords.carriesEvents)
    #expect(await Self.told("audit", "D") == "D does nothing here: ? lists what does")
    #expect(await Self.told("topology/workflows zzzz", "P") == ListWords.noRow)
    // What is not bound to anything stays silent, as does moving where nothing moves.
    #expect(await Self.told("audit", "@", "left") == nil)
  }

  /// What succeeded cannot be rerun, and is replayed all the same; what is at work is neither.
  @Test func aRunThatEndedIsReplayed() async {
    let run: RunID = Fixture.id(203)
    var session = await Session(at: "topology/\(run)").settled()
    session.press("O")
    await session.settle()
    #expect(session.form?.fields.contains(.parameters) == false, "its parameters are those that were recorded")
    session.confirm("is it the same again?")
    await session.settle()
    #expect(
      session.platform.performed == [
        MemoryPlatform.Performed(
          intervention: .rerun(run, .all, parameters: [:]), reason: "is it the same again?")
      ])
    session = await Session(at: "topology/\(Fixture.id(202) as RunID)").settled()
    session.press("O")
    #expect(session.dialog == nil)
  }

  @Test func aRunAtWorkIsCancelledAndAWorkflowHeld() async {
    let run: RunID = Fixture.id(202)
    var session = await Session(at: "topology/\(run)").settled()
    session.press("X")
    #expect(
      session.takeEffects().last == .preview(.intervention(.cancelRun(run)), generation: session.state.generation))
    session = await Session(at: "topology/workflows").settled()
    session.press("P")
    #expect(session.dialog == nil)
    await session.settle()
    #expect(session.interventions == [.pause(Gate.ID(.workflow, "dataset.load"))])
    session.press("down", "P")
    #expect(session.dialog?.verb == .resume, "what it lets begin is shown first")
    session.press("esc", "enter")
    #expect(session.address == "topology/workflows/labels.export")
    await session.settle()
    #expect(session.text.contains("name: labels.export") && session.text.contains("v1"))
    session.press("P")
    #expect(session.dialog?.verb == .resume)
    session.press("esc", "enter")
    #expect(session.address == "topology workflow=labels.export")
  }

  @Test func aQueueIsHeldAndLetGoOn() async {
    var session = await Session(at: "queues").settled()
    session.press("P")
    #expect(session.dialog == nil, "nothing holds events")
    session.press("down", "down", "enter")
    await session.settle()
    #expect(session.address == "queues/workflow.jobs.processing/processing-group")
    session.press("P")
    await session.settle()
    session.confirm("there is room")
    await session.settle()
    #expect(
      session.platform.performed == [
        MemoryPlatform.Performed(intervention: .resume(Gate.ID(.queue, "processing")), reason: "there is room")
      ])
    session.press("tab", "enter")
    #expect(session.address == "topology/0195a000-0000-7000-8000-000000000202", "to the run that is at work")
  }

  /// From any row with a trace to all that happened, and from there to each of its parts.
  @Test func aTraceIsOneKeyAway() async {
    for (address, trace) in [
      ("topology", "000000001002"), ("topology/\(Fixture.id(201) as RunID)", "000000001001"),
      ("ingestion", "000000000801"), ("ingestion/\(Fixture.id(102) as UploadID)", "000000000802"),
      ("dlq/all", "000000000901"), ("dlq/\(Fixture.id(301) as LetterID)", "000000000901"),
    ] {
      var session = await Session(at: address).settled()
      session.press("t")
      #expect(session.address == "topology/trace/0195a000-0000-7000-8000-\(trace)", "from \(address)")
      await session.settle()
      session.press("down", "down", "enter")
      #expect(session.address == "topology/\(Fixture.id(201) as RunID)")
      session.press("esc", "esc")
      #expect(session.address == address)
    }
  }

  @Test func aQueueIsLimitedAfterASecondLook() async {
    var session = await Session(at: "queues").settled()
    session.press("M")
    #expect(session.dialog == nil, "there is nothing to limit in events")
    session.press("down", "down", "M")
    await session.settle()
    session.confirm("speed=9", "the disk is slow")
    #expect(session.form?.problem == ActionWords.noLimits)
    for _ in "speed=9" { session.press("backspace") }
    session.type("rate=50 max=4")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(session.platform.performed.isEmpty, "what it would do is shown with the limits that were typed")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(
      session.platform.performed == [
        MemoryPlatform.Performed(
          intervention: .limitQueue("processing", QueueLimits(ratePerSecond: 50, leasesMax: 4)),
          reason: "the disk is slow")
      ])
  }

  @Test func whatWasDoneIsUndone() async {
    let run: RunID = Fixture.id(203)
    var session = await Session(at: "topology/\(run)").settled()
    session.press("Z")
    #expect(
      session.takeEffects().last
        == .preview(.intervention(.undoRun(run, downTo: "publish")), generation: session.state.generation))
    session.press("esc", "g", "Z")
    #expect(
      session.takeEffects().last
        == .preview(.intervention(.undoRun(run, downTo: "validate")), generation: session.state.generation))
    session = await Session(at: "ingestion").settled()
    session.press("down", "I")
    #expect(
      session.takeEffects().last
        == .preview(.intervention(.reingest(Fixture.id(102))), generation: session.state.generation))
    session = await Session(at: "topology/trace/\(Fixture.id(1001) as TraceID)").settled()
    session.press("R")
    #expect(session.dialog == nil, "only events are said again")
    session.press("down", "R")
    #expect(session.dialog?.verb == .republish)
  }

  /// A queue that has no jobs has no leases to look at: what was asked for shows the queue, and leads on.
  @Test func aQueueWithoutJobsHasNoLeases() async throws {
    let id = try #require(Fixture.queues.first { $0.queue.jobs == nil }).queue.id
    let session = await Session(at: "queues/\(id.stream)/\(id.group)/leases").settled()
    #expect(session.address == "queues/\(id.stream)/\(id.group)")
    #expect(!session.text.contains(QueueWords.noLeases[0]) && session.text.contains(QueueWords.peek))
  }
}

extension Session {
  fileprivate var interventions: [Intervention] { platform.performed.compactMap(\.intervention) }
}
