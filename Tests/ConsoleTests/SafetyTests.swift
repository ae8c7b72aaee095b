import Model
import Support
import Terminal
import Testing

@testable import Console

/// Production and read-only connections: said on every screen, and held to.
@Suite struct SafetyTests {
  @Test func readOnlyIsSaidAndActionsAreGreyWithTheReason() async {
    var session = await Session(at: "dlq", isReadOnly: true).settled()
    #expect(session.lines[0].contains("READ-ONLY"))
    session.press("R")
    #expect(session.dialog == nil)
    #expect(session.state.notice?.text.contains("read-only") == true)
    #expect(session.state.notice?.text.contains("--write") == true)
    session.press("?")
    #expect(session.text.contains("read-only"))
  }

  @Test func readOnlyIsHeldToWhateverTheRole() {
    for role in Model.Role.allCases {
      let actor = Actor(name: "ann", credential: "ann", role: role, isReadOnly: true)
      for right in Right.allCases where right.changes {
        #expect(#expect(throws: Failure.self) { try actor.require(right) }?.errorCode == "read_only")
      }
      for right in LabelingRight.allCases where right.changes {
        #expect(#expect(throws: Failure.self) { try actor.require(right) }?.errorCode == "read_only")
      }
      #expect(throws: Never.self) { try actor.require(.view) }
    }
  }

  @Test func productionIsSaidAndAsksForItsName() async {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301", isProduction: true).settled()
    #expect(session.lines[0].contains("PROD"))
    session.press("R")
    await session.settle()
    #expect(session.form?.fields.contains(.name) == true)
    session.focus(.reason)
    session.type("because")
    session.press("tab", "tab", "enter")
    #expect(session.form?.problem?.contains("type demo") == true)
    session.type("demo")
    session.press("enter", "enter")
    await session.settle()
    #expect(session.platform.performed.count == 1)
  }

  @Test func elsewhereNobodyTypesAName() async {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301").settled()
    session.press("R")
    await session.settle()
    #expect(session.form?.fields.contains(.name) == false)
  }
}
