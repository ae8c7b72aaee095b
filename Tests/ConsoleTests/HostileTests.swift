import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console
@testable import TerminalSupport

/// Any size, any bytes, any keys: a picture without a control character, and no trap.
@Suite struct HostileTests {
  private func isClean(_ surface: Surface) -> Bool {
    surface.isWhole && surface.lines().allSatisfy { $0.hostileScalars().isEmpty }
  }

  @Test(arguments: KeymapTests.addresses)
  func aStormOfResizes(address: String) async {
    var session = await Session(at: address, role: KeymapTests.role(address)).settled()
    for width in [0, 1, 2, 3, 7, 20, 39, 60, 100, 300] {
      for height in [0, 1, 2, 3, 5, 6, 9, 10, 24, 100] {
        session.resize(width, height)
        #expect(session.surface.size == Size(width, height))
        #expect(isClean(session.surface))
      }
    }
  }

  @Test(arguments: [1, 2, 3])
  func anyKeysInAnySize(seed: UInt64) async {
    var random = SplitMix64(seed: seed)
    var session = await Session().settled()
    let names = Keymap.standard.bindings.flatMap(\.keys).filter { $0 != .control("c") && $0 != .character("q") }
    for step in 0..<250 {
      if let key = names.randomElement(using: &random) { session.send(.event(.key(key))) }
      if step % 7 == 0 { session.type("x1") }
      if step % 11 == 0 {
        session.resize(Int.random(in: 0...130, using: &random), Int.random(in: 0...50, using: &random))
      }
      if step % 5 == 0 {
        session.send(.changed([.letters, .runs, .uploads].randomElement(using: &random) ?? .runs, at: Fixture.now))
      }
      if step % 29 == 0 { session.send(.changed(.disconnected, at: Fixture.now)) }
      await session.settle(wakes: step % 3 == 0)
      #expect(isClean(session.surface), "seed \(seed), step \(step)")
      (session.state.isFinished, session.state.isQuitting) = (false, false)
    }
    // Letters are only touched with a typed reason.
    #expect(session.platform.performed.allSatisfy { !$0.reason.isEmpty })
  }

  /// Annotators' keys, on items of every kind.
  @Test(
    arguments: ["labeling/names/work", "labeling/chats/work", "labeling/moods/work", "labeling/moods/review"], [1, 2])
  func anyKeysAtWork(address: String, seed: UInt64) async {
    var random = SplitMix64(seed: seed)
    var session = await Session(at: address, role: .lead).settled()
    let names = Keymap.standard.bindings.filter { $0.contexts.contains(.work) }.flatMap(\.keys)
      .filter { $0 != .control("c") }
    for step in 0..<250 {
      if let key = names.randomElement(using: &random) { session.send(.event(.key(key))) }
      if step % 2 == 0 { session.type("\(Int.random(in: 0...9, using: &random))") }
      if step % 11 == 0 {
        session.resize(Int.random(in: 0...130, using: &random), Int.random(in: 0...50, using: &random))
      }
      if step % 17 == 0 { session.send(.event(.paste("é\u{202e}\u{1b}[2J\n长"))) }
      if step % 13 == 0 { session.send(.tick(Fixture.now.addingTimeInterval(Double(step)))) }
      if step % 3 == 0 { await session.settle(wakes: true) }
      #expect(isClean(session.surface), "seed \(seed), step \(step)")
    }
  }

  @Test func aPayloadOfAnyBytesIsShown() async {
    var data = Fixture.full()
    let bytes = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    data.letters[0].payload = String(decoding: bytes, as: UTF8.self) + String(repeating: "長", count: 100_000)
    data.letters[0].failure.message = String(repeating: Fixture.hostile, count: 2000)
    var session = await Session(data, at: "dlq/\(data.letters[0].id)").settled()
    for key in ["pgdn", "G", "up", "g"] {
      session.press(key)
      #expect(isClean(session.surface))
    }
  }

  /// Whatever the platform says is hostile: every name, message, payload, actor, address in every answer, preview and
  /// result, on screens and dialogs of all kinds, typed and pasted into every prompt as well.
  @Test(arguments: ScreenTests.seeds)
  func everyTextIsHostile(seed: UInt64) async throws {
    var poison = Poison(seed: seed)
    print("seed \(seed)")
    for shot in GoldenTests.shots.shuffled(using: &poison.numbers).prefix(15) {
      let size = [Size(40, 12), Size(80, 24), Size(120, 40)].randomElement(using: &poison.numbers) ?? .standard
      let language = Language.allCases.randomElement(using: &poison.numbers) ?? .english
      var answers = poison
      var session = await shot.session(size: size, language: language) { answers.poisoned($0) }
      poison.numbers = answers.numbers
      #expect(isClean(session.surface), "seed \(seed), \(shot.name)")
      for key in ["tab", "down", "enter", "R", "/", ":"] {
        session.press(key)
        session.send(.event(.paste(poison.text())))
        await session.settle()
        #expect(isClean(session.surface), "seed \(seed), \(shot.name), \(key)")
        session.press("escape")
      }
    }
  }

  /// Names that try to look like something else are told by their marks, in a list, a title and a breadcrumb.
  @Test func marksAreVisible() async {
    var session = await Session(at: "dlq/0195a000-0000-7000-8000-000000000307").settled()
    #expect(session.text.contains("evil␛[31m␇‹U+202E›name␊"))
    session = Session(at: "topology/0195a000-0000-7000-8000-000000000204", size: Size(120, 24))
    await session.settle()
    #expect(session.lines[1...2].joined().contains("evil␛[31m␇‹U+202E›name␊"))
  }

  @Test(arguments: ["overview", "ingestion", "topology", "dlq", "dlq/all", "dlq/operations"])
  func aFrameForAPipeIsHarmless(address: String) async throws {
    var poison = Poison(seed: 11)
    var data = Fixture.full()
    data.overview = poison.poisoned(data.overview)
    data.uploads = poison.poisoned(data.uploads)
    data.runs = poison.poisoned(data.runs)
    data.letters = poison.poisoned(data.letters)
    data.operations = poison.poisoned(data.operations)
    for size in [Size(40, 12), Size(120, 40)] {
      let frame = try await Console.frame(
        platform: MemoryPlatform(data), address: address, size: size, environment: Fixture.environment)
      #expect(frame.hostileScalars(allowing: ["\n"]).isEmpty)
      #expect(frame.split(separator: "\n", omittingEmptySubsequences: false).count == size.height)
    }
  }
}

extension Surface {
  /// Whether the glyphs of every row add up to its columns, each wide one with its second half.
  fileprivate var isWhole: Bool {
    (0..<size.height).allSatisfy { y in
      var x = 0
      while x < size.width, let cell = self[Point(x, y)] {
        guard cell.columns > 0, cell.columns == Text.width(cell.character) else { return false }
        x += Int(cell.columns)
      }
      return x == size.width
    }
  }
}
