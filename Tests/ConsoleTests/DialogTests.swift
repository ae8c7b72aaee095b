import MemoryLabeling
import Model
import Support
import Terminal
import Testing

@testable import Console

/// The dialog of every action, on every screen: each field and button is reached and seen, what the action would do is
/// read to its end, and the way out never leaves.
@Suite struct DialogTests {
  static let sizes = [Size(40, 12), Size(80, 24), Size(120, 40), Size(200, 50)]
  private static let profile = "live-eu-west"
  private static let effects = (1...12).map { "effect\($0) of what is about to change, told at some length" }

  /// What the verb is done to.
  private static func subject(_ verb: Verb) -> ActionRequest.Subject? {
    switch verb {
    case .redrive, .discard, .resolve, .restore: .query(ListQuery.letters(signature: "5f1c0aa1"))
    case .rerun, .replay, .cancel, .undoAll: .run(Fixture.id(201))
    case .rerunFrom, .skip, .undoRun: .step(Fixture.id(201), "load_ods")
    case .reingest: .upload(Fixture.id(102))
    case .republish: .event(Fixture.id(1))
    case .backfill: .backfill(Fixture.backfill)
    case .schedule, .trigger, .delete: .schedule(Fixture.schedules[0].id, Fixture.schedules[0].settings)
    case .pause, .resume: .operation(Fixture.id(302))
    case .limit: Fixture.queues.compactMap(\.queue.gate).first.map { .queue($0) }
    case .edit: .payload(Fixture.id(301), base: 0, ["mode": "lenient"])
    case .release: .lease(Fixture.id(402), epoch: 7)
    case .publish, .assign, .prioritize, .revoke, .reopen, .gold, .ungold: .labelTasks([Fixture.id(1)])
    case .close, .configure: Fixture.labeling?.projects.first.map { .labelProject($0) }
    case .enlist: .skillGroup("")
    }
  }

  /// The dialog on a screen, as it is once it has asked; `count` things are acted on.
  private static func session(_ verb: Verb, count: Int, _ size: Size, _ language: Language) throws -> Session {
    let subject = try #require(Self.subject(verb))
    let action = try #require(ActionRequest(verb: verb, subject: subject).action, "\(verb) fits its subject")
    let items = (0..<4).map { ActionPreview.Item(id: "0195a000-\($0)", title: "a dataset with quite a name, \($0)") }
    let bulk = ActionPreview.Bulk(
      operation: Fixture.id(1), count: count,
      skipped: [ActionPreview.Skipped("skipped0 since another holds it", count: 3)])
    let preview = ActionPreview(action: "\(verb)", items: items, effects: effects, bulk: bulk)
    var session = Session(size: size, language: language)
    let form = Language.$current.withValue(language) {
      ActionForm(verb: verb, action: action, preview: preview, profile: profile, at: Fixture.now)
    }
    session.state.mode = .dialog(ActionDialog(verb: verb, askedBy: nil, phase: .form(form), generation: 0))
    return session
  }

  @Test(arguments: Verb.allCases, Language.allCases)
  func everyFieldAndButtonIsReachedAndSeen(verb: Verb, language: Language) throws {
    for size in Self.sizes {
      for count in size == .standard ? [1, 1_234_567] : [1_234_567] {
        var session = try Self.session(verb, count: count, size, language)
        let (cancel, name) = Language.$current.withValue(language) { (ActionWords.leave(verb), ActionWords.name(verb)) }
        for field in session.form?.fields ?? [] {
          session.focus(field)
          let text = session.text
          let place = "\(verb), \(field) at \(size), \(language)\n\(text)"
          #expect(text.contains(cancel), "the way out is seen: \(place)")
          switch field {
          case .confirm: #expect(text.contains("[ " + name.prefix(4)), "\(place)")
          case .cancel: #expect(text.contains("[ \(cancel) ]"), "\(place)")
          default:
            let (dialog, form) = (try #require(session.dialog), try #require(session.form))
            let label = Language.$current.withValue(language) { dialog.label(field, form) }
            #expect(text.contains("▸ " + label.prefix(4)), "\(place)")
          }
          #expect(session.lines.last?.contains("esc") == true, "the keys are seen: \(place)")
        }
        #expect(session.form?.fields.contains(.reason) == true)
      }
    }
  }

  /// Typing goes into the first field, and enter there goes on; only what takes away or touches many things and has
  /// nothing else to fill in begins on Cancel. Enter alone never does anything.
  @Test(arguments: Verb.allCases, [1, 1_234_567])
  func theFocusBeginsWhereOneFillsIn(verb: Verb, count: Int) throws {
    var session = try Self.session(verb, count: count, .standard, .english)
    let fields = try #require(session.form?.fields)
    let guards: [ActionForm.Field] = [.reason, .count, .name, .confirm, .cancel]
    let isConfirmation = fields.allSatisfy(guards.contains) && (verb.takesAway || count > 1)
    #expect(session.form?.focus == (isConfirmation ? .cancel : fields.first))
    session.type("z")
    #expect(session.form?.fields.first.flatMap { session.form?.text($0) }?.hasSuffix("z") == true)
    for _ in 0..<20 { session.press("enter") }
    #expect(!session.takeEffects().contains { if case .perform = $0 { true } else { false } })
    #expect(session.platform.performed.isEmpty)
  }

  @Test(arguments: Verb.allCases, sizes)
  func whatItWouldDoIsReadToItsEnd(verb: Verb, size: Size) throws {
    var session = try Self.session(verb, count: 1_234_567, size, .english)
    var pages = [session.text]
    while pages.count < 100, pages.count < 2 || pages.last != pages[pages.count - 2] {
      session.press("pgdn")
      pages.append(session.text)
    }
    let seen = pages.joined()
    for word in (1...12).map({ "effect\($0) " }) + ["skipped0"] { #expect(seen.contains(word), "\(verb) at \(size)") }
    // Back to its beginning, by as many pages as led to the end and no more.
    for _ in pages.dropFirst(2) { session.press("pgup") }
    #expect(session.text.contains("effect1 "))
    #expect(session.dialog?.top == 0)
  }

  /// However the screen is resized while a dialog is open, its button can be pressed.
  @Test func aDialogIsResizedWithItsScreen() async throws {
    var session = await Session(at: "topology/schedules").settled()
    session.press("C")
    await session.settle()
    for size in [(40, 12), (20, 6), (1, 1), (300, 100), (40, 12)] {
      session.resize(size.0, size.1)
      session.press("pgdn")
      _ = session.text
    }
    session.focus(.reason)
    #expect(session.text.contains("▸ reason"))
    session.press("esc")
    #expect(session.dialog == nil)
  }

  /// Enter says what it does where it is pressed.
  @Test func theHintOfEnterIsWhatItDoes() async {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000301").settled()
    session.press("D")
    await session.settle()
    #expect(session.lines.last?.contains("enter choose") == true)
    session.press("tab")
    #expect(session.lines.last?.contains("enter next") == true && !session.text.contains("enter choose"))
    session = Session(at: "topology")
    await session.settle()
    for (key, hint) in [("/", "enter filter"), ("E", "enter export"), (":", "enter choose"), ("c", "enter keep")] {
      session.press(key)
      #expect(session.lines.last?.contains(hint) == true, "\(session.text)")
      session.press("esc")
    }
  }
}
