import Foundation
import Support
import Tabular
import Testing

@Suite struct KeyTests {
  /// From the reference implementation, as published with its Go port (spaolacci/murmur3).
  @Test(
    arguments: [
      ("", 0, 0), ("hello", 0xcbd8_a7b3_41bd_9b02, 0x5b1e_906a_48ae_1d19),
      ("hello, world", 0x342f_ac62_3a5e_bc8e, 0x4cdc_bc07_9642_414d),
      ("19 Jan 2038 at 3:14:07 AM", 0xb89e_5988_b737_affc, 0x664f_c295_0231_b2cb),
      ("The quick brown fox jumps over the lazy dog.", 0xcd99_481f_9ee9_02c9, 0x695d_a1a3_8987_b6e7),
    ] as [(String, UInt64, UInt64)])
  func hashVectors(text: String, low: UInt64, high: UInt64) {
    #expect(withBytes(text) { Hash128(of: $0) } == Hash128(low: low, high: high))
  }

  @Test func hashesOfListsKnowTheirBounds() {
    func hash(_ parts: String...) -> Hash128 {
      parts.reduce(Hash128(low: 0, high: 0)) { seed, part in withBytes(part) { Hash128(of: $0, seed: seed) } }
    }
    #expect(hash("ab", "c") != hash("a", "bc"))
    #expect(hash("ab", "") != hash("ab"))
    let lengths = (0...40).map { hash(String(repeating: "x", count: $0)) }
    #expect(Set(lengths).count == 41)
  }

  private func duplicates(_ keys: [Int], entriesMax: Int, _ directory: String) throws -> [KeyDeduplicator.Duplicate] {
    var deduplicator = KeyDeduplicator(directory: directory, entriesMax: entriesMax)
    for (row, key) in keys.enumerated() {
      try deduplicator.add(withBytes("\(key)") { Hash128(of: $0) }, row: row + 1)
    }
    return try deduplicator.finish()
  }

  @Test(arguments: [1, 2000, 4000, 1_000_000])
  func spillingFindsTheSame(entriesMax: Int) throws {
    var generator = SplitMix64(seed: 42)
    let keys = (0..<5000).map { _ in Int.random(in: 0..<4000, using: &generator) }
    var firsts: [Int: Int] = [:]
    var expected: [KeyDeduplicator.Duplicate] = []
    for (index, key) in keys.enumerated() {
      if let first = firsts[key] {
        expected.append(.init(row: index + 1, first: first))
      } else {
        firsts[key] = index + 1
      }
    }
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    #expect(try duplicates(keys, entriesMax: entriesMax, directory.path) == expected)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
  }

  @Test func oneKeyNeedsNoDisk() throws {
    let found = try duplicates([Int](repeating: 7, count: 3000), entriesMax: 10, "/nonexistent")
    #expect(found.map(\.row) == Array(2...3000))
    #expect(found.allSatisfy { $0.first == 1 })
  }

  @Test func diskFailure() {
    #expect(throws: TabularError.spill(path: "/nonexistent", errno: ENOENT)) {
      try duplicates(Array(0..<3000), entriesMax: 10, "/nonexistent")
    }
  }
}
