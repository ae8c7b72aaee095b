import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// A payload in the editor: judged as it is typed, kept only after a preview and a reason.
@Suite struct LetterEditTests {
  private let letter: LetterID = Fixture.id(302)

  private func opened(_ letter: Int = 302) async -> Session {
    var session = await Session(at: "dlq/\(Fixture.id(letter) as LetterID)").settled()
    session.press("E")
    await session.settle()
    return session
  }

  private func scene(_ session: Session) throws -> LetterEditScene {
    try #require(session.state.trail.top.scene as? LetterEditScene)
  }

  /// Writes a document in place of what stands there.
  private func write(_ document: JSON, _ session: inout Session) {
    session.press("ctrl-home")
    for _ in 0..<500 { session.press("ctrl-k") }
    session.send(.event(.paste(document.text(pretty: true))))
  }

  @Test func whatIsTypedIsJudgedAtOnce() async throws {
    var session = await opened()
    #expect(session.address == "dlq/\(letter)/edit")
    #expect(try scene(session).verdict == .unchanged)
    session.type("x")
    guard case .unreadable(_, let line) = try scene(session).verdict else {
      Issue.record("what is no JSON passed")
      return
    }
    #expect(line == 0 && session.text.contains("line 1"))
    session.press("ctrl-z")
    var document = try JSON(parsing: Fixture.order)
    document["queue"] = "metadata"
    write(document, &session)
    guard case .refused(let problems) = try scene(session).verdict else {
      Issue.record("another queue passed")
      return
    }
    #expect(problems.map(\.path.description) == ["queue"])
    #expect(session.text.contains("queue:"))
    session.press("f2")
    #expect(session.dialog == nil && session.takeEffects().allSatisfy { if case .preview = $0 { false } else { true } })
  }

  @Test func anEditIsShownGivenAReasonAndKept() async throws {
    var session = await opened()
    var document = try JSON(parsing: Fixture.order)
    document["parameters"] = ["mode": "lenient"]
    write(document, &session)
    #expect(session.text.contains("parameters.mode") && session.text.contains("strict → lenient"))
    session.press("f2")
    let wanted = Intervention.editPayload(letter, base: 0, document: document)
    #expect(
      session.takeEffects().contains(.preview(.intervention(wanted), generation: session.state.generation)))
    session.press("esc", "f2")
    await session.settle()
    #expect(session.form?.fields == [.reason, .confirm, .cancel])
    session.type("phones are optional")
    session.press("enter", "enter")
    await session.settle()
    #expect(
      session.platform.performed == [MemoryPlatform.Performed(intervention: wanted, reason: "phones are optional")])
    #expect(session.address == "dlq/\(letter)", "back to the letter")
    #expect(session.state.notice?.text.contains("\(Fixture.id(9004) as AuditID)") == true)
  }

  @Test func whatWasTypedGoesOnlyWithASecondEsc() async throws {
    var session = await opened()
    session.press("esc")
    #expect(session.address == "dlq/\(letter)", "nothing was typed")
    session.press("E")
    await session.settle()
    session.type(" ")
    session.type("x")
    session.press("esc")
    #expect(session.address.hasSuffix("/edit") && session.text.contains("Esc again"))
    session.type("y")
    session.press("esc", "esc")
    #expect(session.address == "dlq/\(letter)")
    session.press("[")
    await session.settle()
    #expect(try scene(session).editor.text.hasPrefix(" xy"), "the history has it")
  }

  /// A long text is judged when the typing pauses, and whenever the verdict is asked for.
  @Test func aLongTextIsJudgedWhenTheTypingPauses() async throws {
    var session = await opened()
    var document = try JSON(parsing: Fixture.order)
    let note = String(repeating: "long ", count: LetterEditScene.bytesAtOnce / 4)
    document["parameters"] = ["mode": "lenient", "note": .string(note)]
    write(document, &session)
    #expect(try scene(session).verdict == .awaited && scene(session).holdsUnkept)
    #expect(session.takeEffects().filter { if case .wake(.typing, _) = $0 { true } else { false } }.count == 1)
    var asking = session
    asking.press("f2")
    #expect(try scene(asking).verdict != .awaited && asking.dialog?.verb == .edit)
    session.send(.woke(.typing))
    guard case .good(let edited, _) = try scene(session).verdict else {
      Issue.record("\(try scene(session).verdict)")
      return
    }
    #expect(edited == document)
    session.press("end", "x")
    #expect(try scene(session).verdict == .awaited && session.state.isPauseDue)
  }

  @Test func aPasteThatDoesNotFitIsTold() async throws {
    var session = await opened()
    let line = String(repeating: "x", count: 1023) + "\n"
    session.send(.event(.paste(String(repeating: line, count: 2 * PayloadDocument.bytesMax / 1024))))
    #expect(try scene(session).isCut && session.text.contains("its end was left out"))
    session.press("left")
    #expect(try !scene(session).isCut)
  }

  /// What the editor takes is in the help, and what is in the help the editor takes.
  @Test func theHelpNamesTheKeysOfTheEditor() async throws {
    var session = await opened()
    session.resize(80, 60)
    session.press("f1")
    #expect(Help.editingKeys.count == ShellWords.editingHelp.count)
    for (keys, words) in zip(Help.editingKeys, ShellWords.editingHelp) {
      #expect(session.text.contains(words))
      for name in keys { #expect(TextEditor.takes(try #require(Key(parsing: name))), "\(name)") }
    }
    #expect(session.text.contains("f2") && !session.text.contains(ShellWords.helpFilter))
  }

  @Test(arguments: [[], ["f2"], ["f1"]]) func quittingAsksForWhatIsNotKept(over: [String]) async throws {
    var untouched = await opened()
    untouched.press("ctrl-c")
    #expect(untouched.state.isFinished)
    var session = await opened()
    var document = try JSON(parsing: Fixture.order)
    document["parameters"] = ["mode": "lenient"]
    write(document, &session)
    for key in over { session.press(key) }
    session.press("ctrl-c")
    #expect(!session.state.isFinished && session.text.contains("What you edited is not kept"))
    let before = try scene(session).editor.text
    session.press("q")
    #expect(!session.state.isFinished && !session.state.isQuitting, "any other key stays")
    #expect(try scene(session).editor.text == before)
    var hungUp = session
    hungUp.send(.stopped)
    #expect(hungUp.state.isFinished, "nobody is there to be asked")
    session.press("ctrl-c", "ctrl-c")
    #expect(session.state.isFinished)
  }

  @Test func quittingAsksForWhatIsNotKeptInAnotherPane() async {
    var session = await opened()
    session.type("x")
    session.send(.event(.mouse(Mouse(.press, at: Point(2, 1)))))
    #expect(session.address == "overview")
    session.press("q")
    #expect(!session.state.isFinished && session.text.contains("What you edited is not kept"))
    session.press("q")
    #expect(session.state.isFinished)
  }

  @Test func aRevisionThatCameMeanwhileIsTold() async throws {
    var session = await opened()
    session.type("x")
    session.platform.change { data in
      for index in data.letters.indices where data.letters[index].id == letter {
        data.letters[index].revisions = [Fixture.revision]
      }
    }
    session.send(.changed(.letters, at: Fixture.now))
    await session.settle(wakes: true)
    #expect(try scene(session).news != nil && scene(session).editor.text.hasPrefix("x"))
    #expect(session.text.contains("meanwhile"))
  }

  @Test(arguments: [304, 305]) func whatIsSettledIsNotEdited(number: Int) async throws {
    var session = await Session(at: "dlq/\(Fixture.id(number) as LetterID)/edit").settled()
    let before = try scene(session).editor.text
    session.type("x")
    session.send(.event(.paste("y")))
    #expect(try scene(session).editor.text == before && scene(session).obstacle != nil)
    #expect(!session.state.isOffered(.keep))
  }

  @Test func aRedriveNamesTheRevisionOnTheScreen() async {
    let edited: LetterID = Fixture.id(306)
    var session = await Session(at: "dlq/\(edited)", size: Size(80, 80)).settled()
    #expect(session.text.contains("Revision 1") && session.text.contains("strict → lenient"))
    session.press("R")
    let action = Action.letters(.redrive(parameters: [:], revision: 1), [edited])
    #expect(session.takeEffects().contains(.preview(action, generation: session.state.generation)))
  }

  @Test func aRunSaysFromWhichRevisionItWasMade() async {
    let session = await Session(at: "topology/\(Fixture.id(202) as RunID)", size: Size(120, 60)).settled()
    #expect(session.text.contains("revision 1") && session.text.contains("strict → lenient"))
  }
}
