import Foundation
import ObjectStore
import Support
import Testing

@Suite struct StagingTests {
  private let test: TestStore
  private let store: LocalObjectStore
  private let id = UUID()

  init() throws {
    test = try TestStore()
    store = try test.open()
  }

  @Test("An upload becomes the object of its content", arguments: [0, 1, 999, 1000, 1001, 2_500_000])
  func wholeWay(count: Int) async throws {
    let content = bytes(count)
    let key = try await store.store(content, pieceBytes: 300_000, id: id)
    let digest = SHA256.hex(of: content)
    #expect(key.text == "sha256/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)")
    #expect(try await store.contents(key) == content)
    #expect(try await store.size(of: key) == Int64(count))
    #expect(test.files() == ["objects/\(key)": count])
  }

  @Test func nothingIsVisibleBeforeTheEnd() async throws {
    _ = try await store.stage(id, committed: 0)
    try await store.append(bytes(10), to: id, at: 0)
    #expect(try await store.list() == [])
    #expect(try await store.exists(try .content(sha256: SHA256.hex(of: bytes(10)))) == false)
  }

  @Test func anOffsetThatDoesNotFitIsRefusedAndChangesNothing() async throws {
    _ = try await store.stage(id, committed: 0)
    try await store.append(bytes(10), to: id, at: 0)
    for offset in [Int64.min, -1, 0, 9, 11, .max] {
      let error = await failure { try await store.append(bytes(5), to: id, at: offset) }
      #expect(error == .offsetMismatch(expected: 10, given: offset))
      #expect(error?.errorCode == "object_offset_mismatch")
    }
    #expect(test.files().values.map { $0 } == [10])
  }

  @Test func anUploadThatWasNeverStagedIsNotFound() async throws {
    let append = await failure { try await store.append([1], to: id, at: 0) }
    let finish = await failure { try await store.finish(id, byteCount: 1, sha256: SHA256.hex(of: [1])) }
    #expect(append == .notFound("upload \(id.text)"))
    #expect(finish == .notFound("upload \(id.text)"))
    try await store.discard(id)
  }

  @Test(
    "Resuming goes on at the lesser of what was recorded and what is there",
    arguments: [(0, 0), (300, 300), (500, 500), (700, 500), (Int64.max, 500), (-5, 0)] as [(Int64, Int64)])
  func resuming(committed: Int64, offset: Int64) async throws {
    let content = bytes(1000)
    _ = try await store.stage(id, committed: 0)
    try await store.append(Array(content[..<500]), to: id, at: 0)
    // Another process, so without the running digest.
    let heir = try test.open()
    #expect(try await heir.stage(id, committed: committed) == offset)
    #expect(test.files().values.map { $0 } == [Int(offset)])
    try await heir.append(Array(content[Int(offset)...]), to: id, at: offset)
    let key = try await heir.finish(id, byteCount: 1000, sha256: SHA256.hex(of: content))
    #expect(try await heir.contents(key) == content)
  }

  @Test func theTailOfAWriterThatWasKilledIsCut() async throws {
    let content = bytes(1000)
    _ = try await store.stage(id, committed: 0)
    try await store.append(Array(content[..<400]), to: id, at: 0)
    // What a kill between the write and its record leaves: bytes that nobody vouched for.
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: test.partPath(id)))
    try file.seekToEnd()
    try file.write(contentsOf: [UInt8](repeating: 0xee, count: 123))
    try file.close()
    #expect(try await store.stage(id, committed: 400) == 400)
    try await store.append(Array(content[400...]), to: id, at: 400)
    let key = try await store.finish(id, byteCount: 1000, sha256: SHA256.hex(of: content))
    #expect(try await store.contents(key) == content)
  }

  @Test func theRunningDigestIsGivenUpWhenSomebodyElseWrote() async throws {
    let content = bytes(1000)
    _ = try await store.stage(id, committed: 0)
    try await store.append(Array(content[..<500]), to: id, at: 0)
    let other = try test.open()
    _ = try await other.stage(id, committed: 200)
    try await other.append([UInt8](repeating: 9, count: 300), to: id, at: 200)
    try await store.append(Array(content[500...]), to: id, at: 500)
    // The bytes on disk are not those that the first writer hashed.
    let found = Array(content[..<200]) + [UInt8](repeating: 9, count: 300) + content[500...]
    let error = await failure { try await store.finish(id, byteCount: 1000, sha256: SHA256.hex(of: content)) }
    #expect(error == .checksumMismatch(expected: SHA256.hex(of: content), found: SHA256.hex(of: found)))
  }

  @Test func aWrongChecksumKeepsTheBytesAndMakesNoObject() async throws {
    _ = try await store.stage(id, committed: 0)
    try await store.append(bytes(100), to: id, at: 0)
    let wrong = SHA256.hex(of: bytes(100, seed: 2))
    for _ in 0..<2 {
      let error = await failure { try await store.finish(id, byteCount: 100, sha256: wrong) }
      #expect(error == .checksumMismatch(expected: wrong, found: SHA256.hex(of: bytes(100))))
      #expect(error?.errorCode == "object_checksum_mismatch")
    }
    #expect(try await store.list() == [])
    #expect(try await store.finish(id, byteCount: 100, sha256: SHA256.hex(of: bytes(100))).isContent)
  }

  @Test func aWrongLengthIsTold() async throws {
    _ = try await store.stage(id, committed: 0)
    try await store.append(bytes(100), to: id, at: 0)
    let error = await failure { try await store.finish(id, byteCount: 101, sha256: SHA256.hex(of: bytes(100))) }
    #expect(error == .lengthMismatch(expected: 101, found: 100))
  }

  @Test("What is no digest is refused", arguments: ["", "ab", "../../etc/passwd", String(repeating: "A", count: 64)])
  func badDigest(sha256: String) async throws {
    _ = try await store.stage(id, committed: 0)
    let error = await failure { try await store.finish(id, byteCount: 0, sha256: sha256) }
    #expect(error?.errorCode == "object_key_invalid")
  }

  @Test func finishingAgainIsFine() async throws {
    let content = bytes(100)
    let key = try await store.store(content, id: id)
    #expect(try await store.finish(id, byteCount: 100, sha256: SHA256.hex(of: content)) == key)
    #expect(try await test.open().finish(id, byteCount: 100, sha256: SHA256.hex(of: content)) == key)
  }

  @Test func theSameContentIsStoredOnce() async throws {
    let content = bytes(100)
    let first = try await store.store(content)
    #expect(try await store.store(content) == first)
    #expect(test.files() == ["objects/\(first)": 100])
  }

  @Test func manyFinishTheSameContentAtOnce() async throws {
    let content = bytes(50_000)
    let stores = try (0..<4).map { _ in try test.open() }
    let keys = try await withThrowingTaskGroup(of: ObjectKey.self) { group in
      for store in stores + stores {
        group.addTask { try await store.store(content, pieceBytes: 10_000) }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(keys.count == 1)
    #expect(test.files().count == 1)
    #expect(try await store.contents(try #require(keys.first)) == content)
  }

  @Test func discardingFreesTheBytes() async throws {
    _ = try await store.stage(id, committed: 0)
    try await store.append(bytes(100), to: id, at: 0)
    try await store.discard(id)
    #expect(test.files().isEmpty)
    #expect(await failure { try await store.append([1], to: id, at: 100) } == .notFound("upload \(id.text)"))
    #expect(try await store.stage(id, committed: 100) == 0)
  }
}
