import Foundation
import Model
import Support
import Synchronization
import Terminal
import Testing

@testable import Console

/// The console without a screen: the same state, driven by lines.
@Suite struct LinearTests {
  private static let letter = "dlq/0195a000-0000-7000-8000-000000000301"

  /// What is said when these lines are typed, one after the other.
  private func said(
    _ lines: [String], at address: String = "overview", on platform: MemoryPlatform = MemoryPlatform(Fixture.full()),
    language: Language = .english
  ) async -> String {
    let rest = Mutex(lines)
    var text = ""
    await Console.converse(
      platform: platform, options: ConsoleOptions(address: address, language: language),
      read: { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } }, write: { text += $0 })
    let left = rest.withLock { $0 }
    #expect(left.isEmpty, "\(left) was never asked for")
    return text
  }

  @Test func aListIsReadRowByRow() async {
    let text = await said(["go dlq", "2", "less", "quit"])
    #expect(text.contains("demo, ann, operator"))
    #expect(text.contains("1. current, ") && text.contains("2. current, "))
    #expect(text.hasSuffix("dlq> "))
  }

  @Test(arguments: KeymapTests.addresses, [Language.english, .chinese])
  func everyViewHasWordsAndNoPicture(address: String, language: Language) async {
    let platform = MemoryPlatform(Fixture.full(), role: KeymapTests.role(address))
    let text = await said(["help"], at: address, on: platform, language: language)
    #expect(text.split(separator: "\n").count > 3)
    #expect(!text.unicodeScalars.contains { (0x2190...0x2bff).contains($0.value) || $0.value == 0x1b }, "\(text)")
  }

  /// What only resembles a command is a slip of the pen.
  @Test func anAddressThatIsNoneIsToldAndDoesNothing() async {
    let text = await said(["go topology", "go nowhere", "go dashboards", "quit"])
    #expect(text.contains("There is nothing called nowhere") && text.contains("kept for dashboards"))
    #expect(text.hasSuffix("topology> "), "\(text)")
  }

  /// The overview is told, and not read from its picture: nothing is cut.
  @Test func theOverviewIsToldWhole() async {
    let text = await said(["quit"])
    let lines = text.split(separator: "\n")
    #expect(!text.contains("…") && lines.contains { $0.hasPrefix("1. current, ") })
    for queue in Fixture.full().overview.queues {
      #expect(lines.contains { $0.contains(queue.stream) && $0.contains(queue.group) && $0.contains("lag") })
    }
  }

  @Test func anActionIsShownAskedAndDone() async {
    let platform = MemoryPlatform(Fixture.full())
    let text = await said(["redrive", "mode=lenient", "rows may go", "yes", "quit"], at: Self.letter, on: platform)
    #expect(platform.performed.map(\.reason) == ["rows may go"])
    #expect(text.contains("reason: ") && text.contains("Redrive 1 letter? Type yes: ") && text.contains("audit "))
  }

  @Test(arguments: [["redrive", "", "why", "no"], ["redrive", "", "", "yes"], ["redrive", ""]])
  func whatIsNotAgreedToIsNotDone(lines: [String]) async {
    let platform = MemoryPlatform(Fixture.full())
    _ = await said(lines, at: Self.letter, on: platform)
    #expect(platform.performed.isEmpty)
  }

  @Test func productionAsksForItsName() async {
    let platform = MemoryPlatform(Fixture.full(), isProduction: true)
    let refused = await said(["redrive", "", "why", "demon", "yes"], at: Self.letter, on: platform)
    #expect(refused.contains("PROD") && refused.contains("type demo to confirm") && platform.performed.isEmpty)
    _ = await said(["redrive", "", "why", "demo", "yes"], at: Self.letter, on: platform)
    #expect(platform.performed.count == 1)
  }

  @Test func readOnlySaysSo() async {
    let platform = MemoryPlatform(Fixture.full(), isReadOnly: true)
    let text = await said(["redrive"], at: Self.letter, on: platform)
    #expect(text.contains("READ-ONLY") && text.contains("--write"))
  }

  @Test func filtersChoosersAndSheetsAreLines() async {
    let text = await said(["filter rej", "bookmark mine", "overview", "bookmarks", "1", "journal"], at: "dlq")
    #expect(text.contains("Bookmarked as mine") && text.contains("mine") && text.contains(MemoryWords.nothingDone))
    #expect(text.hasSuffix("dlq rej> "))
    let none = await said(["bookmarks", "", "dance", "search x"])
    #expect(none.contains("there is no command dance") && none.contains("search does nothing here"))
  }

  /// Whoever listens has no hints: what is missing from a line is said.
  @Test func aWordThatLacksAnotherSaysWhich() async {
    let text = await said(["go", "press", "press down nokey", "search", "forget", "quit"], at: "dlq")
    for word in ["go where?", "press which keys?", "there is no key nokey", "search for what?", "forget which"] {
      #expect(text.contains(word), "\(word) in \(text)")
    }
    let nothing = await said(["open", "redrive", "quit"], at: "dlq", on: MemoryPlatform(Fixture.empty()))
    #expect(nothing.contains("open needs a row, and there is none here"), "\(nothing)")
  }

  @Test func aCommandTakesTheNumberOfItsRow() async {
    let text = await said(["open 2", "quit"], at: "topology")
    let named = await said(["2", "open", "quit"], at: "topology")
    #expect(text.split(separator: "\n").last == named.split(separator: "\n").last && text.contains("topology/0195"))
    let none = await said(["open 99", "quit"], at: "topology")
    #expect(none.contains("there is no row 99") && none.hasSuffix("topology> "))
  }

  @Test func aBookmarkIsGoneToByItsName() async {
    for word in ["mine", "mi"] {
      let text = await said(["filter rej", "bookmark mine", "overview", "go \(word)"], at: "dlq")
      #expect(text.hasSuffix("dlq rej> "), "\(word)")
    }
    let text = await said(["filter rej", "bookmark mine", "overview", "go ine"], at: "dlq")
    #expect(text.hasSuffix("overview> "))
  }

  /// A number is a row of what was read so far; what lies around it is read then.
  @Test func rowsFarDownAreReached() async {
    var data = Fixture.full()
    data.runs = (0..<350).map { Fixture.run(10_000 + $0, "big", "1", .running, done: 0, failure: nil) }
    let text = await said(["90", "190", "290", "quit"], at: "topology", on: MemoryPlatform(data))
    for row in [90, 190, 290] { #expect(text.contains("\(row). current, "), "\(row)") }
    let beyond = await said(["351", "0", "quit"], at: "topology", on: MemoryPlatform(data))
    #expect(beyond.contains("there is no row 351") && beyond.contains("there is no row 0"))
  }

  @Test func columnsAreChosenByTheirNumbers() async {
    let before = await said(["quit"], at: "topology")
    #expect(before.contains("dataset ") && before.contains("took "))
    let text = await said(["columns", "2", "columns", "9999", "columns", "=", "quit"], at: "topology")
    #expect(text.contains("2. dataset, read out") && text.contains("there is no column 9999"))
    // Only the chosen ones are read, in their order, until the list chooses again.
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("1. current, ") }
    #expect(rows.count == 3 && !rows[1].contains("took "), "\(rows)")
    #expect(rows.first == rows.last)
  }

  @Test func aFilterThatIsNoneIsToldAndLeavesNobodyStuck() async {
    let text = await said(["filter age>soon", "overview", "quit"], at: "dlq")
    #expect(text.contains("overview> "), "\(text)")
  }

  @Test func aFileIsReplacedOnlyByYes() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "linear-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("mine".utf8).write(to: file)
    _ = await said(["export csv \(file.path)", "no", "quit"], at: "topology")
    #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
    _ = await said(["export csv \(file.path)", "yes", "quit"], at: "topology")
    #expect(try String(contentsOf: file, encoding: .utf8).contains("dataset"))
  }

  @Test func aFormSaysWhatStandsInItsFields() async {
    let text = await said(["1", "edit", "", "", "", "", "", "", "no"], at: "topology/schedules")
    #expect(text.contains("name, now nightly: ") && text.contains("time zone, now Europe/Berlin: "), "\(text)")
  }

  @Test func whatChangedIsReadAnew() async {
    let platform = MemoryPlatform(Fixture.full())
    let isChanged = Mutex(false)
    var text = ""
    await Console.converse(
      platform: platform, options: ConsoleOptions(address: "ingestion"),
      read: {
        isChanged.withLock { (isChanged: inout Bool) -> String? in
          if isChanged { return nil }
          platform.change { $0.uploads = [] }
          isChanged = true
          return ""
        }
      }, write: { text += $0 })
    // The row under the cursor stays, so that no command meets another thing.
    #expect(text.contains("1. current, gone, "), "\(text)")
  }

  /// While nothing is typed, what changes is told; what only grew older, or moved to another place, is not.
  @Test(.timeLimit(.minutes(5))) func whatChangesIsToldByItself() async {
    let platform = MemoryPlatform(Fixture.full())
    let told = DispatchSemaphore(value: 0)
    let lines = Mutex(["faster", "faster", "faster"])
    var text = ""
    await Console.converse(
      platform: platform, options: ConsoleOptions(address: "topology", environment: Fixture.environment),
      read: {
        if let line = lines.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return line }
        platform.change {
          $0.runs.insert(Fixture.run(299, "brand-new", "1", .running, done: 0, failure: nil), at: 0)
        }
        platform.post(.runs)
        told.wait()
        return nil
      },
      write: {
        text += $0
        if $0.hasPrefix("changed: ") { told.signal() }
      })
    let changes = text.split(separator: "\n").filter { $0.hasPrefix("changed: ") }
    #expect(changes.count == 1 && changes[0].contains("brand-new"), "\(text)")
    #expect(text.hasSuffix("topology> "), "the prompt stands again")
  }

  @Test(.timeLimit(.minutes(5))) func aLostConnectionIsTold() async {
    let platform = MemoryPlatform(Fixture.full())
    let told = DispatchSemaphore(value: 0)
    var text = ""
    await Console.converse(
      platform: platform, options: ConsoleOptions(address: "dlq"),
      read: {
        platform.change { $0.failure = Failure("unavailable", "gone", isTransient: true) }
        platform.post(.disconnected)
        told.wait()
        return nil
      },
      write: {
        text += $0
        if $0.hasPrefix(ShellWords.noAnswer) { told.signal() }
      })
    #expect(text.contains(ShellWords.noAnswer))
  }

  /// What was waited for and came is not held any longer.
  @Test(.timeLimit(.minutes(1))) func whatWasHeardIsNotHeld() async {
    let ears = Ears { nil }
    for _ in 0..<100 { ears.listen { nil } }
    while ears.waitingCount > 0 { await Task.yield() }
    let (open, close) = AsyncStream<Void>.makeStream()
    ears.listen {
      for await _ in open {}
      return nil
    }
    #expect(ears.waitingCount == 1)
    close.finish()
    while ears.waitingCount > 0 { await Task.yield() }
    ears.close()
  }
}
