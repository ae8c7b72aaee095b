import Model
import Terminal
import Testing

@testable import Console

/// Quitting in the middle of an action: nothing that somebody typed, and no answer, is lost without a word.
@Suite struct QuittingTests {
  private static func form() async -> Session {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301").settled()
    session.press("R")
    await session.settle()
    return session
  }

  private static func form(typing reason: String) async -> Session {
    var session = await form()
    session.focus(.reason)
    session.type(reason)
    return session
  }

  @Test func aFormInWhichNothingWasTypedIsLeftAtOnce() async {
    var session = await Self.form()
    session.press("tab", "ctrl-c")
    #expect(session.state.isFinished)
  }

  @Test func whatWasTypedIntoAFormIsDroppedByTheSecondEscOnly() async {
    var session = await Self.form()
    session.press("esc")
    #expect(session.dialog == nil, "nothing was typed")
    session = await Self.form(typing: "the lock")
    session.press("esc")
    #expect(session.text.contains(ActionWords.typed))
    session.type(" is gone")
    #expect(session.form?.text(.reason) == "the lock is gone")
    session.press("esc", "esc")
    #expect(session.dialog == nil && session.platform.performed.isEmpty)
  }

  @Test func theButtonAsksOnceAsEscDoes() async {
    var session = await Self.form(typing: "the lock")
    session.focus(.cancel)
    session.press("enter")
    #expect(session.text.contains(ActionWords.typed) && session.form?.focus == .cancel)
    session.press("enter")
    #expect(session.dialog == nil && session.platform.performed.isEmpty)
    session = await Self.form(typing: "the lock")
    session.press("esc")
    session.focus(.cancel)
    session.press("enter")
    #expect(session.dialog == nil, "one question for both ways")
  }

  @Test func aReasonThatIsTooLongIsToldInTheForm() async {
    var session = await Self.form(typing: String(repeating: "a", count: Reason.bytesMax + 1))
    session.focus(.confirm)
    session.press("enter")
    #expect(session.form?.focus == .reason && session.text.contains("2000 bytes at most"))
    session.press("backspace")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(session.platform.performed.map(\.reason.count) == [Reason.bytesMax])
  }

  @Test func whatWasTypedIntoAFormIsLostByTheSecondKeyOnly() async {
    var session = await Self.form(typing: "the lock is gone")
    session.press("ctrl-c")
    #expect(!session.state.isFinished)
    #expect(session.text.contains("Not sent yet"), "it is said in the dialog:\n\(session.text)")
    // Any other key stays, and types nothing.
    session.press("x")
    #expect(session.form?.text(.reason) == "the lock is gone" && session.form?.focus == .reason)
    #expect(!session.text.contains("Not sent yet"))
    session.press("ctrl-c")
    #expect(!session.state.isFinished, "it asks anew")
    session.press("ctrl-c")
    #expect(session.state.isFinished)
  }

  @Test func aPasteStaysAsAKeyDoes() async {
    var session = await Self.form(typing: "the lock")
    session.press("ctrl-c")
    session.send(.event(.paste(" is gone")))
    session.press("ctrl-c")
    #expect(!session.state.isFinished)
  }

  @Test func theAnswerToAnActionIsSeenBeforeLeaving() async {
    var session = await Self.form(typing: "the lock is gone")
    session.focus(.confirm)
    session.press("enter", "ctrl-c")
    #expect(!session.state.isFinished)
    #expect(session.text.contains("There is no answer yet"))
    await session.settle()
    #expect(!session.state.isFinished && session.state.notice?.text.contains("audit") == true)
    session.press("ctrl-c")
    #expect(session.state.isFinished)
  }

  @Test func whoeverInsistsLeavesWithoutTheAnswer() async {
    var session = await Self.form(typing: "the lock is gone")
    session.focus(.confirm)
    session.press("enter", "ctrl-c", "ctrl-c")
    #expect(session.state.isFinished)
  }
}
