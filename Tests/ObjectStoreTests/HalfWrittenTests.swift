import Foundation
import ObjectStore
import Support
import Testing

/// Writes that fail in their middle, by a limit on file sizes. The limit belongs to a whole process, and so each test
/// runs in one of its own.
@Suite struct HalfWrittenTests {
  @Test func anAppendThatFailsHalfwayIsTakenBack() async {
    await #expect(processExitsWith: .success) {
      let test = try TestStore()
      let store = try test.open()
      let id = UUID()
      let content = bytes(300_000)
      _ = try await store.stage(id, committed: 0)
      try await store.append(Array(content[..<100_000]), to: id, at: 0)
      let error = try await withFileSizeLimit(200_000) {
        await failure { try await store.append(Array(content[100_000...]), to: id, at: 100_000) }
      }
      #expect(error?.errorCode == "object_store_full")
      #expect(test.files() == ["uploads/\(id.text).part": 100_000])
      try await store.append(Array(content[100_000...]), to: id, at: 100_000)
      let key = try await store.finish(id, byteCount: 300_000, sha256: SHA256.hex(of: content))
      #expect(try await store.contents(key) == content)
    }
  }

  @Test func aSmallObjectThatFailsHalfwayLeavesTheOldOne() async {
    await #expect(processExitsWith: .success) {
      let test = try TestStore()
      let store = try test.open()
      let key = try ObjectKey("a")
      try await store.put(bytes(10), at: key)
      let error = try await withFileSizeLimit(200_000) {
        await failure { try await store.put(bytes(300_000), at: key) }
      }
      #expect(error?.errorCode == "object_store_full")
      #expect(test.files() == ["objects/a": 10])
      #expect(try await store.contents(key) == bytes(10))
    }
  }
}

/// Lets no file of this process grow beyond a size. Larger writes are cut short, and then they fail.
private func withFileSizeLimit<Value>(_ bytes: UInt, _ body: () async -> Value) async throws -> Value {
  signal(SIGXFSZ, SIG_IGN)
  let resource = __rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue))
  var old = rlimit()
  try #require(getrlimit(resource, &old) == 0)
  var new = rlimit(rlim_cur: bytes, rlim_max: old.rlim_max)
  try #require(setrlimit(resource, &new) == 0)
  let value = await body()
  try #require(setrlimit(resource, &old) == 0)
  return value
}
