import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// Any size, any bytes, any keys: a picture without a control character, and no trap.
@Suite struct HostileTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  private func isClean(_ surface: Surface) -> Bool {
    surface.lines().allSatisfy { line in
      line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0.value != 0x202e }
    }
  }

  @Test(arguments: KeymapTests.addresses)
  func aStormOfResizes(address: String) async {
    var session = Session(at: address, role: KeymapTests.role(address))
    await session.settle()
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
    var random = Random(state: seed)
    var session = Session()
    await session.settle()
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
    var random = Random(state: seed)
    var session = Session(at: address, role: .lead)
    await session.settle()
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
    var session = Session(data, at: "dlq/\(data.letters[0].id)")
    await session.settle()
    for key in ["pgdn", "G", "up", "g"] {
      session.press(key)
      #expect(isClean(session.surface))
    }
  }
}
