import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// What the shell keeps and tells: journal, messages, bookmarks, histories, snapshots, pace, themes.
@Suite struct MemoryTests {
  private static let letter = "dlq/0195a000-0000-7000-8000-000000000301"

  private func typed(_ line: String, in session: inout Session) {
    session.press(":")
    session.type(line)
    session.press("enter")
  }

  private func keepsakes(_ session: inout Session) -> [Keepsake] {
    session.takeEffects().compactMap { if case .keep(let keepsake) = $0 { keepsake } else { nil } }
  }

  // MARK: - Journal and messages

  @Test func theJournalTellsWhatWasDoneWithItsAuditID() async throws {
    var session = await Session(at: Self.letter).settled()
    session.press("J")
    #expect(session.text.contains(MemoryWords.nothingDone))
    session.press("esc", "D")
    await session.settle()
    session.confirm("not ours")
    await session.settle()
    let deed = try #require(session.state.deeds.last)
    #expect(deed.verb == "discard" && deed.count == 1 && deed.reason == "not ours" && deed.profile == "demo")
    let audit = try #require(deed.audit.first)
    session.press("J")
    #expect(
      session.text.contains("Discard letter …00000301") && session.text.contains("because not ours"), "\(session.text)")
    #expect(session.text.contains("audit \(audit)"))
    session.press("esc")
    #expect(session.dialog == nil && !session.text.contains("because"))
    session.press("U")
    await session.settle()
    #expect(session.state.deeds.map(\.verb) == ["discard", "restore"])
  }

  /// Enter opens what a deed was about, and below it its entry in the audit log; what is of another platform opens
  /// nothing here.
  @Test func theJournalLeadsToWhatItTells() async throws {
    var session = Session()
    let letter = LetterID(UUID())
    let result = ActionResult(action: "letter.discard", items: [.init(id: "\(letter)", auditID: Fixture.id(9001))])
    func deed(_ profile: String) -> Deed {
      Deed(.discard, reason: "why", .success(result), at: Fixture.now, by: session.platform.actor, profile: profile)
    }
    session.state.deeds = [deed("elsewhere"), deed("demo")]
    session.press("J")
    #expect(session.state.hints.contains { $0.label == CommandWords.hint(.open) })
    session.press("enter")
    #expect(session.address == "dlq/\(letter)")
    session.press("J", "down", "enter")
    #expect(session.address == "audit/\(Fixture.id(9001) as AuditID)")
    session.press("J", "down", "down", "enter")
    #expect(session.text.contains(MemoryWords.on("elsewhere")), "what is of another platform stays closed")
  }

  /// The journal is one file: what commands and other consoles did since is there, each once.
  @Test func theJournalHasWhatOthersDid() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = MemoryFiles(folder: folder.path)
    var session = Session()
    let actor = session.platform.actor
    let result = ActionResult(action: "x", items: [])
    let own = Deed(.redrive, reason: "mine", .success(result), at: Fixture.now, by: actor, profile: "demo")
    session.state.deeds = [own]
    try files.keep(own)
    try files.keep(
      command: "runs undo", reason: "theirs", .success(result), at: Fixture.now.addingTimeInterval(60.0004), by: actor,
      profile: "demo")
    try files.keep(
      command: "queues release", reason: "stuck", .failure(Failure("forbidden", "no")), at: Fixture.now, by: actor,
      profile: "demo")
    _ = session.takeEffects()
    session.press("J")
    #expect(session.takeEffects() == [.recall] && !session.text.contains("theirs"))
    session.send(.recalled(files.deeds()))
    #expect(session.state.deeds.map(\.reason) == ["mine", "theirs", "stuck"])
    #expect(session.text.contains("because theirs") && session.text.contains("not done: forbidden"))
    #expect(session.text.contains(ActionWords.name(.undoRun)))
    session.press("esc")
    session.send(.recalled(files.deeds()))
    #expect(session.state.deeds.count == 3 && !session.text.contains("because"))
  }

  /// Several processes write into one journal; a new file begins when it is long, and what was before is still told.
  @Test func aLongJournalGoesOn() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = MemoryFiles(folder: folder.path)
    func deed(_ reason: String) -> Deed {
      Deed(
        at: Fixture.now, profile: "demo", actor: "ann", verb: "discard", count: 2, failed: 0, reason: reason, audit: [],
        errorCode: nil)
    }
    try files.keep(deed("first"))
    let journal = folder.appending(path: "journal.jsonl")
    let line = try Data(contentsOf: journal)
    let file = try FileHandle(forWritingTo: journal)
    try file.seekToEnd()
    for _ in 0...(MemoryFiles.journalBytesMax / (line.count * 1000)) {
      try file.write(contentsOf: Data(repeatElement(line, count: 1000).joined()))
    }
    try file.close()
    try files.keep(deed("last"))
    #expect(try Data(contentsOf: journal).count < 1000)
    #expect(files.deeds().count > 100 && files.deeds().last?.reason == "last")
  }

  @Test func aRefusalIsInTheJournal() async throws {
    var session = await Session(at: Self.letter).settled()
    session.press("D")
    await session.settle()
    session.platform.change { $0.failure = Failure("letter_not_eligible", "too late") }
    session.confirm("why")
    await session.settle()
    #expect(session.state.deeds.last?.errorCode == "letter_not_eligible" && session.state.deeds.last?.count == 0)
    session.press("esc", "J")
    #expect(session.text.contains("not done: letter_not_eligible"))
  }

  @Test func messagesAreKept() async {
    var session = await Session(at: Self.letter).settled()
    session.press("y", "-", "L")
    let copied = session.lines.firstIndex { $0.contains("Copied 0195a000") }
    let paced = session.lines.firstIndex { $0.contains("Changes are read every 1 s") }
    #expect(copied != nil && paced != nil && paced ?? 0 < copied ?? 0, "the latest is first")
    for index in 0..<300 { session.state.notice = Notice("message \(index)") }
    #expect(session.state.messages.count == Said.countMax && session.state.messages.last?.text == "message 299")
  }

  // MARK: - Bookmarks

  @Test func aBookmarkLeadsBack() async {
    var session = await Session(at: "dlq").settled()
    session.press("/")
    session.type("rej")
    session.press("enter")
    _ = session.takeEffects()
    typed("bookmark rejected ones", in: &session)
    let bookmark = Memory.Bookmark(name: "rejected ones", profile: "demo", address: "dlq rej")
    #expect(keepsakes(&session).contains(.memo(.bookmark(bookmark))))
    session.press("1", "'")
    #expect(session.lines.contains { $0.contains("★ rejected ones  dlq rej") })
    session.press("enter")
    #expect(session.address.hasPrefix("dlq") && session.state.trail.top.scene.query?.text == "rej")
    session.press("1", ":")
    session.type("★ rej")
    session.press("enter")
    #expect(session.address.hasPrefix("dlq") && session.state.trail.top.scene.query?.text == "rej")
    typed("forget rejected ones", in: &session)
    #expect(session.state.memory.bookmarks.isEmpty)
    typed("forget nothing", in: &session)
    #expect(session.state.notice?.text == MemoryWords.unknownBookmark("nothing"))
  }

  @Test func aBookmarkWithoutANameHasItsAddress() async {
    var session = await Session(at: "topology").settled()
    session.press("b")
    #expect(session.state.memory.bookmarks.map(\.name) == ["topology"])
    session.press("b")
    #expect(session.state.memory.bookmarks.count == 1)
  }

  @Test func bookmarksAreOfOnePlatform() async {
    var session = Session()
    session.state.memory.take(.bookmark(.init(name: "far", profile: "elsewhere", address: "dlq")))
    session.state.memory.take(.bookmark(.init(name: "gone", profile: "demo", address: "kitchen/1")))
    session.press("'")
    #expect(!session.text.contains("far") && session.text.contains("gone"))
    session.press("enter")
    #expect(session.state.notice?.tone == .warning && session.address == "overview")
  }

  // MARK: - Histories

  @Test func whatWasTypedComesBackInTheNextSession() async {
    var session = await Session(at: "dlq").settled()
    session.press("/")
    session.type("rej")
    session.press("enter")
    typed("topology", in: &session)
    let keepsakes = keepsakes(&session)
    #expect(keepsakes == [.memo(.filter("rej")), .memo(.command("topology"))])
    var next = Session(at: "dlq")
    await next.settle()
    for case .memo(let memo) in keepsakes { next.state.memory.take(memo) }
    next.press("/", "up")
    #expect(next.text.contains("/ rej"))
    next.press("esc", ":", "up", "enter")
    #expect(next.address == "topology")
  }

  @Test func filesKeepWhatSeveralConsolesRemember() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "memory-\(UUID().uuidString)/state")
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
    let (one, other) = (MemoryFiles(folder: folder.path), MemoryFiles(folder: folder.path))
    #expect(one.memory() == Memory() && one.deeds() == [])
    try one.keep(.filter("a"))
    try other.keep(.filter("b"))
    try one.keep(.bookmark(.init(name: "n", profile: "p", address: "dlq")))
    #expect(other.memory().filters == ["a", "b"] && other.memory().bookmarks.map(\.name) == ["n"])
    let deed = Deed(
      at: Fixture.now, profile: "demo", actor: "ann", verb: "discard", count: 2, failed: 1,
      reason: "see postgres://ann:secret@pg", audit: [], errorCode: nil)
    try one.keep(deed)
    try other.keep(deed)
    #expect(one.deeds().count == 2 && one.deeds()[0].verb == "discard" && !one.deeds()[0].reason.contains("secret"))
    for file in ["console.json", "journal.jsonl"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: file).path)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
    }
    try Data("{\"filters\": [\"a\"], \"newer\": 1}".utf8).write(to: folder.appending(path: "console.json"))
    #expect(one.memory().filters == ["a"])
    try Data("\u{0}broken".utf8).write(to: folder.appending(path: "console.json"))
    #expect(one.memory() == Memory())
  }

  /// What cannot be understood is somebody's bookmarks all the same: it is kept, and told.
  @Test func aDamagedFileIsSetAsideAndTold() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "memory-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = MemoryFiles(folder: folder.path)
    try files.keep(.bookmark(.init(name: "n", profile: "p", address: "dlq")))
    let file = folder.appending(path: "console.json")
    let broken = try String(contentsOf: file, encoding: .utf8).dropLast(20)
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    // At the start of a session.
    try Data(broken.utf8).write(to: file)
    let recalled = files.recall()
    #expect(recalled.memory == Memory() && recalled.damage?.errorCode == "memory_damaged")
    #expect(recalled.damage?.message.contains("console.damaged.json") == true)
    #expect(try text("console.damaged.json") == broken)
    #expect(files.recall().damage == nil)
    // While one is under way: what is kept is kept, and the other file stays as well.
    try Data("[1]".utf8).write(to: file)
    let failure = #expect(throws: Failure.self) { try files.keep(.filter("x")) }
    #expect(failure?.errorCode == "memory_damaged" && files.memory().filters == ["x"])
    #expect(try text("console.damaged-2.json") == "[1]" && text("console.damaged.json") == broken)
    // It is told, and what cannot be kept is told after it.
    var session = Session()
    session.send(.unkept(try #require(failure)))
    #expect(session.state.notice?.text.contains("console.damaged-2.json") == true)
    session.send(.unkept(Failure("memory_unwritable", "full")))
    #expect(session.state.notice?.text.contains("full") == true)
  }

  @Test func whatCannotBeKeptIsToldOnce() async {
    let files = MemoryFiles(folder: "/proc/nowhere")
    let failure = #expect(throws: Failure.self) { try files.keep(.filter("x")) }
    #expect(failure?.errorCode == "memory_unwritable")
    var session = Session()
    session.send(.unkept(failure ?? Failure("x", "x")))
    #expect(session.state.notice?.tone == .warning)
    session.state.notice = nil
    session.send(.unkept(failure ?? Failure("x", "x")))
    #expect(session.state.notice == nil)
  }

  // MARK: - Snapshots

  @Test(
    arguments: [
      ("", Snapshot.Format.text, nil), ("svg", .svg, nil), ("ansi a b.txt", .ansi, "a b.txt"), ("x.svg", .svg, "x.svg"),
      ("x.ans", .ansi, "x.ans"), ("picture", .text, "picture"),
    ] as [(String, Snapshot.Format, String?)])
  func snapshotsAreNamed(text: String, format: Snapshot.Format, path: String?) {
    let snapshot = Snapshot(parsing: text)
    #expect(snapshot.format == format && snapshot.path == path)
  }

  @Test func aSnapshotIsTheScreen() async throws {
    var session = await Session(at: "dlq").settled()
    let screen = session.text
    session.press("W")
    guard case .write(let contents, to: let path)? = session.takeEffects().first else {
      Issue.record("nothing is written")
      return
    }
    #expect(contents == screen + "\n" && path.hasPrefix("flowsight-dlq-") && path.hasSuffix(".txt"))
    typed("snapshot svg out.svg", in: &session)
    #expect(
      session.takeEffects().contains {
        if case .write(let text, to: "out.svg") = $0 { text.hasPrefix("<svg") } else { false }
      })
    session.send(.wrote("out.svg", nil))
    #expect(session.state.notice?.text == "Wrote out.svg")
  }

  @Test func aFileThatIsThereIsNeverReplaced() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "snapshot-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(NewFile.write("one", to: path) == nil)
    #expect(NewFile.write("two", to: path)?.errorCode == "file_unwritable")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one")
  }

  // MARK: - Pace

  @Test func paceSetsHowOftenAViewIsRead() async {
    var session = await Session(at: "dlq").settled()
    session.press("-", "-")
    #expect(session.lines[0].contains("live · every 2 s"))
    session.send(.changed(.letters, at: Fixture.now))
    #expect(session.takeEffects().contains(.wake(.refresh, afterMilliseconds: 2000)))
    session.press("+", "+", "+")
    #expect(session.state.paceMilliseconds == Visit.refreshMillisecondsMin)
    for _ in 0..<20 { session.press("-") }
    #expect(session.state.paceMilliseconds == ConsoleState.paces.last)
  }

  // MARK: - Themes

  @Test func themesAreTriedOn() async {
    var session = Session()
    session.state.themes = Theme.builtIn
    let before = session.state.theme.name
    func top() -> Substring? { session.surface.ansi(theme: .dark, depth: .trueColor).split(separator: "\n").first }
    let bright = top()
    session.press("T")
    #expect(session.state.shownTheme.name == before)
    #expect(top() == bright, "what is chosen by its looks is seen as it will be")
    session.press("down")
    #expect(session.state.shownTheme.name != before)
    session.press("esc")
    #expect(session.state.shownTheme.name == before)
    session.press("T", "down", "enter")
    #expect(session.state.theme.name != before && session.state.preview == nil)
    typed("theme mono", in: &session)
    #expect(session.state.shownTheme.name == "mono")
    #expect(session.state.notice?.text == "mono from now on, on this platform")
    session.state.isForgetful = true
    typed("theme mono", in: &session)
    #expect(session.state.notice?.text == "mono, for this session")
    typed("theme pink", in: &session)
    #expect(session.state.shownTheme.name == "mono" && session.state.notice?.tone == .warning)
  }

  /// A choice holds on its platform until the configuration says something else; what it says anyhow is no choice.
  @Test func aThemeIsKeptUntilTheConfigurationNamesAnother() async throws {
    var session = Session()
    session.state.configuredTheme = "dark"
    typed("theme mono", in: &session)
    let look = Memory.Look(theme: "mono", configured: "dark")
    #expect(keepsakes(&session).contains(.memo(.look(look, profile: "demo"))))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = MemoryFiles(folder: folder.path)
    try files.keep(.look(look, profile: "demo"))
    #expect(files.theme(of: "demo", configured: "dark") == "mono")
    #expect(files.theme(of: "demo", configured: "light") == nil && files.theme(of: "live", configured: "dark") == nil)
    typed("theme dark", in: &session)
    #expect(keepsakes(&session).contains(.memo(.look(nil, profile: "demo"))))
    try files.keep(.look(nil, profile: "demo"))
    #expect(files.theme(of: "demo", configured: "dark") == nil)
    typed("theme dark", in: &session)
    #expect(!keepsakes(&session).contains { if case .memo(.look) = $0 { true } else { false } })
  }

  @Test func aThemeThatChangesIsShownAtOnce() async {
    var session = Session()
    var changed = Theme.light
    changed.name = session.state.theme.name
    session.send(.themed(.success(changed)))
    #expect(session.state.shownTheme == changed)
    var other = Theme.light
    other.name = "mine"
    session.send(.themed(.success(other)))
    #expect(session.state.shownTheme == changed && session.state.themes.contains(other))
    #expect(session.state.notice?.text == "The theme mine was read anew")
    session.send(.themed(.failure(Failure("theme_invalid", "mine.yaml, line 3: no"))))
    #expect(session.state.shownTheme == changed && session.state.themes.contains(other))
    #expect(session.state.notice?.tone == .warning)
    #expect(session.state.notice?.text == "mine.yaml, line 3: no · the look stays")
    // What was wrong is not told any longer than it is.
    session.send(.themed(.success(other)))
    #expect(session.state.notice?.tone == .info)
  }
}
