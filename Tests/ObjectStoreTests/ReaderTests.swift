import Foundation
import ObjectStore
import Testing

@Suite struct ReaderTests {
  private let test: TestStore
  private let store: LocalObjectStore
  private let content = bytes(2_500_000)

  init() throws {
    test = try TestStore()
    store = try test.open()
  }

  private func reader() async throws -> sending any ObjectReader {
    let key = try await store.store(content, pieceBytes: 1_000_000)
    return try await store.open(key)
  }

  @Test("Chunks join to the object", arguments: [1000, 65_536, objectChunkBytes, 5_000_000])
  func chunks(size: Int) async throws {
    let reader = try await reader()
    var joined: [UInt8] = []
    var sizes: [Int] = []
    try reader.forEachChunk(bytes: size) { chunk in
      joined += chunk
      sizes.append(chunk.count)
      return true
    }
    #expect(joined == content)
    #expect(sizes.dropLast().allSatisfy { $0 == size })
    #expect(reader.offset == reader.byteCount)
  }

  @Test func aWalkCanStopAndAnotherGoOn() async throws {
    let reader = try await reader()
    try reader.forEachChunk(bytes: 1000) { _ in false }
    #expect(reader.offset == 1000)
    var rest = 0
    try reader.forEachChunk { chunk in
      rest += chunk.count
      return true
    }
    #expect(rest == content.count - 1000)
  }

  @Test func theErrorOfAWalkIsItsOwn() async throws {
    struct Stop: Error, Equatable {}
    let reader = try await reader()
    #expect {
      try reader.forEachChunk { _ throws(Stop) in throw Stop() }
    } throws: { error in
      if case ObjectReadError<Stop>.body(Stop()) = error { true } else { false }
    }
  }

  @Test(
    "Seeking is bounded by the object",
    arguments: [
      (0, 0), (1_234_567, 1_234_567), (2_499_999, 2_499_999), (2_500_000, 2_500_000), (.max, 2_500_000), (-1, 0),
      (.min, 0),
    ] as [(Int64, Int)])
  func seeking(to offset: Int64, expected: Int) async throws {
    let reader = try await reader()
    reader.seek(to: offset)
    #expect(reader.offset == Int64(expected))
    #expect(try reader.readAll(limit: .max) == Array(content[expected...]))
    #expect(try reader.readAll(limit: 0) == [])
  }

  @Test func aLimitSparesTheMemory() async throws {
    let reader = try await reader()
    #expect(try reader.readAll(limit: content.count - 1) == nil)
    #expect(reader.offset == 0)
    #expect(try reader.readAll(limit: content.count) == content)
  }

  @Test func anEmptyBufferReadsNothing() async throws {
    let reader = try await reader()
    #expect(try reader.read(into: UnsafeMutableRawBufferPointer(start: nil, count: 0)) == 0)
  }
}
