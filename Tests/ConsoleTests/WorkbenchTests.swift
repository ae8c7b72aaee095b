import Foundation
import MemoryLabeling
import Model
import Support
import Terminal
import Testing

@testable import Console

/// An annotator at work, key by key.
@Suite struct WorkbenchTests {
  private func open(_ project: String, _ data: MemoryPlatform.Data = Fixture.full(), size: Size = .standard) async
    -> Session
  {
    await Session(data, at: "labeling/\(project)/work", role: .annotator, size: size).settled()
  }

  private func bench(_ session: Session) throws -> WorkbenchScene {
    try #require(session.state.trail.top.scene as? WorkbenchScene)
  }

  private func state(_ session: Session) -> MemoryLabeling.State { session.platform.labels.current }

  private func entry(_ key: String, _ session: Session) throws -> MemoryLabeling.Entry {
    try #require(state(session).entries.first { $0.task.key == key })
  }

  private func submissions(_ session: Session) -> [JSON] {
    state(session).entries.flatMap(\.results).filter { $0.kind == .submission }.map(\.after)
  }

  @Test func fromTheListToTheWork() async {
    var session = await Session(at: "labeling", role: .annotator).settled()
    #expect(session.text.contains("moods"))
    session.press("enter")
    await session.settle()
    #expect(session.address == "labeling/moods" && session.text.contains("Enter begins to work"))
    session.press("enter")
    await session.settle()
    #expect(session.address == "labeling/moods/work" && session.text.contains("Review 1:"))
    session.press("esc")
    await session.settle()
    #expect(session.address == "labeling/moods")
  }

  /// Who may not label, on a platform of their own, begins as an annotator with one key, and comes back.
  @Test func anAdministratorBeginsAsAnAnnotator() async {
    for mayActAs in [false, true] {
      var data = Fixture.full()
      data.mayActAs = mayActAs
      var session = await Session(data, at: "labeling/moods", role: .admin).settled()
      #expect(session.text.contains(mayActAs ? "Enter begins to work, as an annotator" : "To label: flowsight"))
      session.press("enter")
      #expect(session.state.isFinished == mayActAs)
      #expect(session.state.guise?.persona == (mayActAs ? Actor.Persona(name: "ann", role: .annotator) : nil))
      #expect(
        session.state.guise.map { "\($0.address) \($0.from)" }
          == (mayActAs ? "labeling/moods/work labeling/moods" : nil))
    }
  }

  /// Whoever only looks is not made to work by a key, though the connection could: they are told why.
  @Test(arguments: [Model.Role.auditor, .viewer, .operator]) func whoOnlyLooksDoesNotFallIntoWork(
    role: Model.Role
  ) async {
    var data = Fixture.full()
    data.mayActAs = true
    var session = await Session(data, at: "labeling/moods", role: role).settled()
    let text = session.text
    #expect(text.contains("Read-only: the role \(role.rawValue) does not label") && !text.contains("Enter begins"))
    #expect(session.state.hints.first { $0.label == WorkWords.hint(.begin) }?.isEnabled != true)
    session.press("enter")
    await session.settle()
    #expect(!session.state.isFinished && session.state.guise == nil && session.address == "labeling/moods")
    #expect(session.state.notice?.text.contains("may not work") == true)
  }

  @Test func whereNoOtherConsoleOpensOneIsToldHow() async {
    var data = Fixture.full()
    data.mayActAs = true
    var session = Session(data, at: "labeling/moods", role: .admin)
    session.state.opensConsoles = false
    await session.settle()
    session.press("enter")
    #expect(!session.state.isFinished && session.state.notice?.text.contains("--as NAME/annotator") == true)
  }

  /// Code keeps its shape, and what is known beside a short text is shown as a whole.
  @Test func tabsAndFactsAreShown() async {
    let facts = JSON.object((1...9).map { JSON.Member("fact\($0)", .string("known")) })
    var members = facts.members ?? []
    members.append(JSON.Member("text", "if x {\n\treturn Ann\n}"))
    var data = Fixture.full()
    if let index = data.labeling?.entries.firstIndex(where: { $0.task.key == "n-1" }) {
      data.labeling?.entries[index].draft.payload = .object(members)
    }
    let session = await open("names", data)
    #expect(session.text.contains("⇥   return Ann"))
    #expect(session.text.contains("fact1") && session.text.contains("fact9"))
  }

  /// One key an item: the answer is sent, and the next item is on the screen before the server has answered.
  @Test func aDigitAnswersAndTheNextItemIsThereAtOnce() async throws {
    var session = await open("moods")
    #expect(try bench(session).hand.count == 3)
    session.press("1")
    #expect(session.text.contains("Review 2:") && !session.text.contains("Review 1:"))
    await session.settle()
    #expect(submissions(session) == [["mood": "good"]])
    #expect(try bench(session).hand.count == 3)
    for _ in 2...12 {
      session.press("3")
      await session.settle()
    }
    #expect(submissions(session).count == 12)
    #expect(session.text.contains("Nothing is left to label"))
  }

  @Test func aChoiceMayWaitForEnter() async throws {
    var session = await open("moods")
    session.press("A", "1")
    await session.settle()
    #expect(submissions(session).isEmpty && session.text.contains("Review 1:"))
    session.press("u")
    #expect(try bench(session).sheet?.annotation.answers.isEmpty == true)
    session.press("U", "enter")
    await session.settle()
    #expect(submissions(session) == [["mood": "good"]])
  }

  @Test func everyKeyIsKeptAsADraftAndARestartGoesOnThere() async throws {
    var session = await open("chats")
    session.press("2", "1", "2", "tab")
    session.type("7.5")
    await session.settle()
    let entry = try #require(state(session).entries.first { $0.task.key == "c-1" })
    #expect(
      entry.drafts.values.first == ["outcome": "open", "topics": ["topic-2"], "stars": 7.5])
    // Another console of the same person, as after kill −9.
    var data = Fixture.full()
    data.labeling = state(session)
    let again = await open("chats", data)
    #expect(again.text.contains("我的订单"))
    #expect(try bench(again).sheet?.annotation.json == ["outcome": "open", "topics": ["topic-2"], "stars": 7.5])
  }

  /// While a draft is under way nothing is sent; then the newest follows.
  @Test func savesFollowEachOther() async throws {
    var session = await open("chats")
    _ = session.takeEffects()
    session.press("1", "1", "1", "1", "2")
    let sent = session.takeEffects()
    #expect(sent.count == 1)
    guard case .errand(.draft(let lease, let first)) = sent[0] else {
      Issue.record("no draft is saved")
      return
    }
    #expect(first == ["outcome": "solved"])
    session.send(.ran(.draft(lease, first), .success(.lease(lease)), at: Fixture.now))
    guard case .errand(.draft(_, let second)) = session.takeEffects().first else {
      Issue.record("no newest")
      return
    }
    #expect(second == ["outcome": "solved", "topics": ["topic-1", "topic-2"]])
  }

  @Test func multipleChoiceRankingRatingAndText() async throws {
    var session = await open("chats")
    session.press("1")
    session.press("1", "1", "2", "3", "1", "1")
    session.press("tab", "right", "right")
    session.press("tab", "3", "1")
    session.press("tab")
    session.type("好的 1 u")
    await session.settle()
    #expect(
      try bench(session).sheet?.annotation.json == [
        "outcome": "solved", "topics": ["topic-12"], "stars": 0.5, "order": ["price", "speed", "tone"],
        "note": "好的 1 u",
      ])
    session.press("enter")
    await session.settle()
    #expect(submissions(session).count == 1)
  }

  @Test func whatHasToBeAnsweredIsAskedFor() async throws {
    var session = await open("chats")
    session.press("tab", "enter")
    await session.settle()
    #expect(submissions(session).isEmpty)
    #expect(session.text.contains("“结果” is not answered"))
    #expect(try bench(session).sheet?.field.name == "outcome")
  }

  @Test func undoTakesBackTheLastTen() async throws {
    var session = await open("chats")
    session.press("tab")
    for option in 1...9 { session.press("1", "\(option)") }
    for option in 1...3 { session.press("2", "\(option)") }
    func count() throws -> Int { try bench(session).sheet?.annotation.json["topics"]?.array?.count ?? 0 }
    #expect(try count() == 12)
    for _ in 0..<20 { session.press("u") }
    #expect(try count() == 2)
    for _ in 0..<20 { session.press("U") }
    #expect(try count() == 12)
  }

  @Test func aSubmissionIsTakenBack() async throws {
    var session = await open("moods")
    session.press("1")
    await session.settle()
    session.press("2")
    await session.settle()
    session.press("u")
    await session.settle()
    #expect(session.text.contains("Review 2:") && session.text.contains("m-2 is in your hands again"))
    #expect(try bench(session).sheet?.annotation.json == ["mood": "mixed"])
    session.press("3")
    await session.settle()
    #expect(submissions(session) == [["mood": "good"], ["mood": "mixed"], ["mood": "bad"]])
    #expect(try entry("m-2", session).task.state == .accepted)
    session.press("u")
    await session.settle()
    session.press("u")
    await session.settle()
    #expect(session.text.contains("Review 1:"))
    session.press("u")
    await session.settle()
    #expect(session.text.contains("Review 1:"), "nothing is left to take back")
  }

  @Test func aPredictionIsTakenByOneKey() async throws {
    var session = await open("chats")
    #expect(session.text.contains("◂87%"))
    session.press("a", "enter")
    await session.settle()
    #expect(submissions(session) == [["outcome": "solved", "topics": ["topic-2", "topic-11"]]])
  }

  @Test func aLabelIsFoundByItsLetters() async throws {
    var session = await open("chats")
    session.press("tab", "/")
    session.type("c-12")
    session.press("enter")
    #expect(try bench(session).sheet?.annotation.json == ["topics": ["topic-12"]])
  }

  @Test func skippingAndPostponingWithAReason() async throws {
    var session = await open("moods")
    session.press("s", "enter", "2")
    await session.settle()
    let skipped = try #require(entry("m-1", session).assignments.first)
    #expect(skipped.state == .skipped && skipped.reason == "not my language")
    session.press("p", "enter")
    await session.settle()
    #expect(try entry("m-2", session).assignments.first?.state == .postponed)
    #expect(session.text.contains("Review 3:") && session.text.contains("m-2 is kept for later"))
    session.press("P")
    await session.settle()
    #expect(session.text.contains("Review 2:"))
    session.press("R")
    await session.settle()
    #expect(try entry("m-2", session).assignments.first?.state == .released)
  }

  @Test func aLostLeaseSaysSoAndKeepsWhatWasWritten() async throws {
    var session = await open("chats")
    let assignment = try #require(try bench(session).current?.item.lease.assignment)
    session.platform.labels.change { $0.lost = [assignment] }
    session.press("2")
    await session.settle()
    #expect(session.text.contains("NOT YOURS") && session.text.contains("kept as your draft"))
    let entry = state(session).entries.first { $0.drafts[assignment] != nil }
    #expect(entry?.drafts[assignment] == ["outcome": "open"])
    // Nothing more is taken on it; Enter goes on.
    session.press("1")
    #expect(try bench(session).sheet?.annotation.json == ["outcome": "open"])
    session.press("enter")
    await session.settle()
    #expect(session.text.contains("func f"))
  }

  /// In a text too: what is typed into is no longer one's own, so the keys lead on.
  @Test(arguments: ["enter", "esc"]) func aLeaseThatIsLostWithinATextHasAWayOut(key: String) async throws {
    var session = await open("chats")
    let assignment = try #require(try bench(session).current?.item.lease.assignment)
    session.platform.labels.change { $0.lost = [assignment] }
    session.press("shift-tab", "h")
    await session.settle()
    #expect(try bench(session).sheet?.isTyping == true && session.text.contains("NOT YOURS"))
    #expect(session.text.contains("Lease lost, kept as your draft · Enter: next item"), "nothing is cut")
    session.press("x", key)
    await session.settle()
    #expect(!session.text.contains("NOT YOURS") && state(session).entries.contains { $0.drafts[assignment] != nil })
  }

  @Test func aSubmissionThatWasRefusedComesBack() async throws {
    var session = await open("moods")
    _ = session.takeEffects()
    session.press("1")
    guard case .errand(let errand) = session.takeEffects().first else {
      Issue.record("nothing was sent")
      return
    }
    session.send(.ran(errand, .failure(Failure("annotation_invalid", "no such label")), at: Fixture.now))
    #expect(session.text.contains("Review 1:") && session.text.contains("no such label"))
  }

  @Test func aReasonMayBeginWithAnyNumeral() async throws {
    var session = await open("moods")
    session.press("s")
    session.type("一时看不懂")
    session.press("enter")
    await session.settle()
    #expect(try entry("m-1", session).assignments.first?.reason == "一时看不懂")
  }

  @Test func aQuestionOfTextAloneCanBeLeftAndTakenUp() throws {
    let field = LabelField(name: "note", kind: .text, lengthMax: 3)
    var sheet = AnswerSheet(LabelSchema(fields: [field]), payload: [:], draft: nil)
    for character in "abcd" { _ = sheet.take(Key(.character(character))) }
    #expect(sheet.annotation.json == ["note": "abc"] && sheet.editor?.text == "abc", "what is shown is what is sent")
    sheet.stopTyping()
    #expect(!sheet.isTyping && sheet.take(Key(.character("1"))) == .refused)
    sheet.moveFocus(by: 1)
    #expect(sheet.isTyping && sheet.editor?.text == "abc")
  }

  @Test func theLeaseIsRenewedWhileOneWorksAndCountsDown() async throws {
    var session = await open("chats")
    session.send(.tick(Fixture.now))
    #expect(session.text.contains("lease 15m"))
    _ = session.takeEffects()
    session.send(.tick(Fixture.now.addingTimeInterval(500)))
    #expect(session.takeEffects().isEmpty, "nobody works: the task may go to somebody else")
    session.press("down")
    session.send(.tick(Fixture.now.addingTimeInterval(600)))
    let renewals = session.takeEffects().filter { if case .errand(.renew) = $0 { true } else { false } }
    #expect(renewals.count == 3)
    session.send(.tick(Fixture.now.addingTimeInterval(600 + 900 - 30)))
    #expect(session.text.contains("lease 30s"))
    session.send(.tick(Fixture.now.addingTimeInterval(600 + 901)))
    #expect(session.text.contains("lease over"))
  }

  @Test func secondsOfWorkAreCounted() async throws {
    var session = await open("moods")
    session.send(.tick(Fixture.now))
    session.send(.tick(Fixture.now.addingTimeInterval(7)))
    session.press("1")
    guard case .errand(.submit(_, let since)) = session.takeEffects().first else {
      Issue.record("not sent")
      return
    }
    #expect(since == Fixture.now)
  }

  @Test func guidelinesAndHistory() async throws {
    var data = Fixture.full()
    data.labeling?.entries[3].assignments = [
      Assignment(
        id: Fixture.id(77), taskID: Fixture.id(1), annotator: "ann", state: .rejectedRequeueSame,
        annotation: ["outcome": "open"], reason: "look again", leasedAt: Fixture.now, expiresAt: nil,
        submittedAt: nil, secondsSpent: 0)
    ]
    var session = await open("chats", data)
    #expect(session.text.contains("↩ look again"))
    session.press("g")
    #expect(session.text.contains("Read the whole chat.") && session.text.contains("用户确认问题解决"))
    session.press("esc")
    #expect(!session.text.contains("Read the whole chat.") && session.text.contains("↩ look again"))
    session.press("1", "o")
    #expect(session.text.contains("− open") && session.text.contains("+ solved"))
  }

  @Test func aPersonWithoutTheRightIsToldSo() async {
    let session = await Session(at: "labeling/moods/work", role: .viewer).settled()
    #expect(session.text.contains("viewer") && session.text.contains("role"))
  }
}
