import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

@Suite struct NavigationTests {
  /// Runs lead to the one before and after, to the operation that made them, and that to its schedule: as rows and opened.
  @Test(arguments: ["topology", "topology/\(Fixture.id(202) as RunID)"]) func runsLeadToTheirKin(from place: String)
    async
  {
    let (repeated, repeating) = (Fixture.id(201) as RunID, Fixture.id(202) as RunID)
    var session = await Session(at: place).settled()
    session.press("<")
    await session.settle()
    #expect(session.address == "topology/\(repeated)")
    session.press("<", "o")
    #expect(session.address == "topology/\(repeated)", "it came with its file: nothing is before it")
    session.press(">")
    await session.settle()
    #expect(session.address == "topology/\(repeating)")
    session.press("o")
    await session.settle()
    #expect(session.address == "topology/backfills/\(Fixture.id(311) as BulkOperationID)")
    session.press("o")
    await session.settle()
    #expect(session.address == "topology/schedules name=nightly")
  }

  /// The window is named after the platform and the pane, unless it is not to be.
  @Test func theWindowIsNamed() async {
    var session = Session(at: "dlq", isProduction: true)
    #expect(session.state.title == nil)
    session.state.namesWindow = true
    #expect(session.state.title == "PROD demo · DLQ · flowsight")
    session.press("3")
    session.state.language = .chinese
    #expect(session.state.title?.hasPrefix("生产 demo · 拓扑") == true)
  }

  @Test func enterGoesDownAndEscComesBackToTheSamePlace() async {
    var data = Fixture.full()
    data.letters = (0..<80).map { Fixture.letter(20_000 + $0, "5f1c0aa1", .dead, Fixture.missingField) }
    var session = await Session(data, at: "dlq").settled()
    session.press("enter")
    await session.settle()
    for _ in 0..<50 { session.press("down") }
    session.press("/")
    session.type("dead")
    session.press("enter")
    let before = session.text
    session.press("enter")
    await session.settle()
    #expect(session.address.hasPrefix("dlq/0195a000"))
    session.press("esc")
    await session.settle()
    #expect(session.text == before)
    session.press("esc")
    #expect(session.address == "dlq/5f1c0aa1", "the first Esc clears the filter")
    session.press("esc")
    #expect(session.address == "dlq")
    session.press("esc")
    #expect(session.address == "dlq")
  }

  @Test func aCauseLeadsToItsCure() async {
    var session = await Session().settled()
    session.press("down", "enter")
    #expect(session.address == "dlq/5f1c0aa1")
    await session.settle()
    session.press("esc")
    #expect(session.address == "overview")
  }

  @Test func panesKeepWhatTheyShowed() async {
    var session = await Session(at: "topology").settled()
    session.press("down", "enter")
    await session.settle()
    let address = session.address
    session.press("4")
    await session.settle()
    session.press("3")
    #expect(session.address == address)
    session.press("3")
    #expect(session.address == "topology")
  }

  @Test func historyGoesBothWays() async {
    var session = await Session().settled()
    session.press("2", "3", "4")
    session.press("[", "[")
    #expect(session.address == "ingestion")
    session.press("]")
    #expect(session.address == "topology")
    session.press("]", "]", "]")
    #expect(session.address == "dlq")
  }

  @Test func aLetterLeadsToItsRunAndTheRunToItsLetter() async {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301").settled()
    session.press("enter")
    await session.settle()
    #expect(session.address == "topology/0195a000-0000-7000-8000-000000000201")
    session.press("enter")
    #expect(session.address == "dlq/0195a000-0000-7000-8000-000000000301")
  }

  /// What a row leads to is deeper, also where that is the list of another pane: Esc comes back from it.
  @Test func whatWasDoneToAThingIsOneStepDeeper() async {
    for address in ["dlq/0195a000-0000-7000-8000-000000000301", "dlq/5f1c0aa1", "topology"] {
      var session = await Session(at: address).settled()
      session.press("a")
      await session.settle()
      #expect(session.address.hasPrefix("audit target="), "\(session.address)")
      // What was asked for since is taken back first.
      let asked = session.address
      session.press("/")
      session.type(" redrive")
      session.press("enter", "esc")
      #expect(session.address == asked)
      session.press("esc")
      #expect(session.address == address)
    }
  }

  @Test func whereNothingIsMarkedThatIsSaid() async {
    for address in ["audit", "datasets", "labeling"] {
      var session = await Session(at: address).settled()
      session.press("space")
      #expect(session.state.notice?.text == ListWords.noMarks, "\(address)")
    }
    let markable = [
      "dlq", "dlq/5f1c0aa1", "topology", "topology/workflows", "topology/schedules", "topology/backfills",
      "dlq/operations", "ingestion", "queues",
    ]
    for address in markable {
      var session = await Session(at: address).settled()
      session.press("space")
      #expect(session.state.notice == nil && session.state.trail.top.scene.hasMarks, "\(address)")
    }
  }

  @Test func aPaneIsItsOwnWhateverLedToIt() async {
    var session = await Session(at: "topology").settled()
    session.press("a")
    await session.settle()
    session.press("0")
    #expect(session.address == "audit")
    session.press("3")
    #expect(session.address.hasPrefix("audit target="), "the pane is as it was left")
    session.press("3")
    #expect(session.address == "topology")
  }

  @Test func aListThatIsAskedForIsTheFirstViewOfItsPane() async {
    var session = await Session(at: "topology").settled()
    session.press("enter")
    await session.settle()
    session.press("4", ":")
    session.type("topology state=failed")
    session.press("enter")
    await session.settle()
    #expect(session.address == "topology state=failed" && session.state.trail.crumbs.count == 1)
  }

  /// A part of a run has an address, so that what was logged about a step is one key away from where it is told.
  @Test func whatAWorkerLoggedLeadsToTheLogsOfItsStep() async throws {
    let run: RunID = Fixture.id(202)
    let line = TraceEvent(
      id: "log 1", kind: .log, at: Fixture.now, subject: "validate", what: "validated", actor: "worker-1",
      address: "topology/\(run)")
    let address = try #require(TraceSource(id: Fixture.id(1001)).address(of: line))
    #expect(address.description == "topology/\(run)/logs/validate")
    var session = await Session(at: address.description).settled()
    let scene = try #require(session.state.trail.top.scene as? RunScene)
    #expect(scene.section == .logs && scene.stepName == "validate" && session.address == address.description)
    // The run goes on; the step stays.
    session.send(.changed(.runs, at: Fixture.now))
    session.send(.woke(.refresh))
    await session.settle()
    #expect(session.address == address.description)
    session.press("tab", "tab")
    #expect(session.address == "topology/\(run)")
    #expect(PaneRegistry.scene(at: Address(.topology, run.description, "nowhere")) == nil)
  }

  /// Digits that are kept for panes to come say so, as their names do.
  @Test(arguments: [("6", "dashboards"), ("9", "alerts")])
  func aPaneThatIsToComeSaysSo(key: String, name: String) async {
    var session = await Session(at: "dlq").settled()
    session.press(key)
    let told = session.state.notice?.text
    #expect(told?.contains(name) == true && told?.contains(key) == true && session.address == "dlq")
    session.press(":")
    session.type(name)
    session.press("enter")
    #expect(session.state.notice?.text == told)
  }

  /// Whatever is a list is found by its name, and first.
  @Test(arguments: [
    ("workflows", "topology/workflows"), ("backfills", "topology/backfills"), ("schedules", "topology/schedules"),
    ("operations", "dlq/operations"), ("all letters", "dlq/all"), ("all versions", "datasets/all"),
    ("runs", "topology"), ("uploads", "ingestion"), ("dead letters", "dlq"), ("dlq", "dlq"), ("audit", "audit"),
  ])
  func everyListIsFoundByItsName(name: String, address: String) async {
    var session = await Session(at: "overview").settled()
    session.press(":")
    session.type(name)
    session.press("enter")
    #expect(session.address == address)
  }

  /// How to reach the other parts of a view, and the list beside one, is told where there is room for little.
  @Test(arguments: [
    ("topology", "tab workflows"), ("dlq", "tab operations"), ("datasets", "tab All versions"),
    ("topology/0195a000-0000-7000-8000-000000000202", "tab next part"),
    ("topology/0195a000-0000-7000-8000-000000000202/logs", "f follow/stop"),
    ("ingestion/0195a000-0000-7000-8000-000000000102", "tab next part"),
  ])
  func theWayToOtherPartsIsTold(address: String, hint: String) async throws {
    let session = await Session(at: address).settled()
    #expect(try #require(session.lines.last).contains(hint), "\(session.text)")
  }

  /// Where the row under the cursor is described beside the list, the list shows when the runs ran.
  @Test(arguments: [110, 120, 132, 160, 200, 300]) func wideScreensShowWhenRunsRan(width: Int) async {
    let session = await Session(at: "topology", size: Size(width, 30)).settled()
    #expect(session.text.contains("last 6 h") && session.text.contains("━"), "\(session.text)")
  }

  /// What stops or is drawn over comes back, wherever the keys go.
  @Test(arguments: [[], ["?"], [":"], ["/"], ["c"], ["R"]])
  func theTerminalIsGivenBackAndDrawnAnew(keys: [String]) async {
    var session = await Session(at: "dlq").settled()
    for key in keys { session.press(key) }
    await session.settle()
    session.press("ctrl-z", "ctrl-l")
    #expect(session.takeEffects() == [.suspend, .redraw])
  }

  @Test func theStepUnderTheCursorStaysWhenTheRunGoesOn() async throws {
    var session = await Session(at: "topology/0195a000-0000-7000-8000-000000000202").settled()
    #expect((session.state.trail.top.scene as? RunScene)?.stepName == "clean")
    session.press("down")
    session.send(.changed(.runs, at: Fixture.now))
    session.send(.woke(.refresh))
    await session.settle()
    #expect((session.state.trail.top.scene as? RunScene)?.stepName == "load_ods")
  }

  @Test func copyingAsksTheTerminal() async {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301").settled()
    session.press("y")
    #expect(session.takeEffects() == [.copy("0195a000-0000-7000-8000-000000000301")])
  }

  @Test func escInTheFilterTakesItBack() async {
    var session = await Session(at: "ingestion").settled()
    let before = session.text
    session.press("/")
    session.type("订单")
    #expect(session.text.contains("1/1"))
    session.press("esc")
    #expect(session.text == before)
  }

  @Test func aPasteInTheFilterIsTextAndNeverKeys() async {
    var session = await Session(at: "dlq").settled()
    session.send(.event(.paste("qqqRD\n")))
    #expect(!session.state.isFinished)
    session.press("/")
    session.send(.event(.paste("rows_\u{1b}[31m")))
    #expect(session.text.contains("rows_␛[31m"))
  }
}

/// The mouse, where it is the console's.
@Suite struct MouseTests {
  @Test func aClickTakesARowAndOpensTheOneUnderTheCursor() async throws {
    var session = await Session(at: "topology").settled()
    let body = Layout(session.state.size).body
    let row = try #require(session.state.trail.top.scene.list?.cursorRow)
    func click(_ y: Int) -> ConsoleMessage { .event(.mouse(Mouse(.press, at: Point(10, body.y + y)))) }
    // The first line of a table is its header's.
    session.send(click(3))
    #expect(session.state.trail.top.scene.list?.cursorRow == row + 2 && session.address == "topology")
    session.send(click(0))
    session.send(click(body.height - 1))
    #expect(session.state.trail.top.scene.list?.cursorRow == row + 2, "neither is a row")
    session.send(click(3))
    #expect(session.address.hasPrefix("topology/"))
  }

  @Test func theWheelReadsTheHelp() async {
    var session = await Session(at: "topology").settled()
    session.press("?")
    let before = session.text
    session.send(.event(.mouse(Mouse(.wheelDown, at: Point(3, 4)))))
    #expect(session.text != before)
    session.send(.event(.mouse(Mouse(.press, at: Point(3, 1)))))
    #expect(session.address == "topology", "a click behind it does nothing")
  }

  /// In the timeline the cursor goes through what is seen: its rows, one by one and a page at a time.
  @Test func theCursorGoesThroughTheTimeline() async throws {
    var session = await Session(at: "topology/\(Fixture.id(202) as RunID)").settled()
    session.press("tab", "g")
    func scene() throws -> RunScene { try #require(session.state.trail.top.scene as? RunScene) }
    let names = try #require(try scene().detail).steps.map(\.name)
    var seen = [try scene().stepName]
    for _ in names.dropFirst() {
      session.press("j")
      seen.append(try scene().stepName)
    }
    #expect(seen == names && names.count > 2)
    #expect(session.text.contains("\(names.count)/\(names.count)"))
    session.press("pgup")
    #expect(try scene().stepName == names.first)
  }
}
