import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

@Suite struct NavigationTests {
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
