import Foundation
import ObjectStore
import Support
import Testing

@Suite struct ObjectTests {
  private let test: TestStore
  private let store: LocalObjectStore

  init() throws {
    test = try TestStore()
    store = try test.open()
  }

  @Test func aSmallObjectIsReplacedWhole() async throws {
    let key = try ObjectKey("reports/2026/r-1.json")
    try await store.put(bytes(1000), at: key)
    let reader = try await store.open(key)
    try await store.put(bytes(10, seed: 7), at: key)
    #expect(try await store.contents(key) == bytes(10, seed: 7))
    #expect(try reader.readAll(limit: 1000) == bytes(1000))
    #expect(test.files() == ["objects/reports/2026/r-1.json": 10])
  }

  @Test func whatIsNotThere() async throws {
    let key = try ObjectKey("no/such")
    #expect(try await store.size(of: key) == nil)
    #expect(try await store.exists(key) == false)
    try await store.delete(key)
    let error = await failure { _ = try await store.open(key) }
    #expect(error == .notFound("no/such"))
    #expect(error?.errorCode == "object_not_found")
    try await store.put([1], at: try ObjectKey("a/b"))
    #expect(await failure { _ = try await store.open(try ObjectKey("a")) } == .notFound("a"))
    #expect(try await store.exists(try ObjectKey("a")) == false)
    #expect(try await store.size(of: try ObjectKey("a/b/c")) == nil)
  }

  @Test func deletingIsFinal() async throws {
    let key = try await store.store(bytes(10))
    #expect(try await store.exists(key))
    try await store.delete(key)
    #expect(try await store.exists(key) == false)
    #expect(test.files().isEmpty)
  }

  @Test func contentIsWrittenByUploadsAlone() async throws {
    let key = try ObjectKey.content(sha256: SHA256.hex(of: [1]))
    #expect(await failure { try await store.put([2], at: key) }?.errorCode == "object_key_invalid")
    #expect(test.files().isEmpty)
  }

  @Test func aKeyThatIsADirectoryOfOthersFailsWithoutLeftovers() async throws {
    try await store.put([1], at: try ObjectKey("a/b"))
    let above = await failure { try await store.put([2], at: try ObjectKey("a")) }
    let below = await failure { try await store.put([2], at: try ObjectKey("a/b/c")) }
    #expect(above?.errorCode == "object_store_unavailable")
    #expect(below?.errorCode == "object_store_unavailable")
    #expect(test.files() == ["objects/a/b": 1])
  }

  @Test func listingIsInTheOrderOfTheKeysAndInPages() async throws {
    let names = ["a", "a-b/c", "a.b", "b/a", "b/a-b", "b/a.b/c", "b/aa", "b0", "c/d/e/f", "c/d/e/g"]
    for (index, name) in names.shuffled().enumerated() { try await store.put(bytes(index), at: try ObjectKey(name)) }
    #expect(try await store.list().map(\.key.text) == names)
    #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    for size in 1...4 {
      var found: [String] = []
      var last: ObjectKey?
      while true {
        let page = try await store.list(prefix: "", after: last, limit: size)
        found += page.map(\.key.text)
        #expect(page.count <= size)
        guard let end = page.last else { break }
        last = end.key
      }
      #expect(found == names)
    }
    for prefix in ["a", "b/", "b/a", "c/d/e", "c/d/e/f", "x", "b/a.b/c"] {
      #expect(try await store.list(prefix: prefix).map(\.key.text) == names.filter { $0.hasPrefix(prefix) })
    }
    #expect(try await store.list(prefix: "../", after: nil, limit: 10) == [])
    #expect(try await store.list(prefix: "", after: nil, limit: -1) == [])
    #expect(try await store.list(prefix: "a.b").map(\.byteCount) == [Int64(test.files()["objects/a.b"] ?? -1)])
  }

  @Test func filesAreForTheirOwnerAlone() async throws {
    try await store.put([1], at: try ObjectKey("a/b"))
    try await store.store(bytes(10))
    let upload = UUID()
    _ = try await store.stage(upload, committed: 0)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(test.root.path) == 0o700)
    for path in try FileManager.default.subpathsOfDirectory(atPath: test.root.path) {
      let full = test.root.path + "/" + path
      var isDirectory: ObjCBool = false
      #expect(FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory))
      #expect(try mode(full) == (isDirectory.boolValue ? 0o700 : 0o600), "\(path)")
    }
  }

  @Test func whatInterruptedWritersLeftIsRemovedWhenItIsOld() throws {
    let path = test.root.path + "/temporary/left-behind"
    #expect(FileManager.default.createFile(atPath: path, contents: Data([1])))
    _ = try test.open()
    #expect(FileManager.default.fileExists(atPath: path))
    var later = Environment.live
    later.now = { Date().addingTimeInterval(7200) }
    _ = try LocalObjectStore(root: test.root, environment: later)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
