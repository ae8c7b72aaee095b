import Foundation
import Support
import Synchronization
import Testing

@Suite struct SHA256Tests {
  /// Source: the test vectors of FIPS 180-4 (NIST, "SHA256 examples").
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func knownVectors(_ text: String, _ digest: String) {
    #expect(SHA256.hex(of: text.utf8) == digest)
  }

  @Test func piecesMakeTheSameDigest() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var digest = SHA256()
    for start in stride(from: 0, to: bytes.count, by: 7) {
      bytes[start..<min(start + 7, bytes.count)].withUnsafeBytes { digest.update($0) }
    }
    #expect(digest.finish().hex == SHA256.hex(of: bytes))
  }
}

@Suite struct IdentifierTests {
  @Test func versionSevenSortsByTime() {
    let ids = (0..<100).map { UUID.version7(at: Date(timeIntervalSince1970: 1000.0005 + Double($0) / 1000)).text }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(Array(id)[14] == "7")
      #expect("89ab".contains(Array(id)[19]))
      #expect(id == id.lowercased())
    }
  }

  @Test func hyphensMayBeLeftOut() {
    let text = "0b9f7c52-6f0a-4a35-9e0c-6f1b8c7d2e11"
    let bare = text.filter { $0 != "-" }
    #expect(
      [text, bare, text.uppercased(), bare.uppercased()].map { UUID(text: $0)?.text }
        == Array(repeating: text, count: 4))
    let others = [
      "", "12", bare + "0", String(bare.dropLast()) + "g", String(bare.dropLast()) + "-",
      "0b9f7c526f0a-4a35-9e0c-6f1b8c7d2e11",
    ]
    #expect(others.allSatisfy { UUID(text: $0) == nil })
  }
}

@Suite struct LogTests {
  private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])
    func add(_ line: String) { kept.withLock { $0.append(line) } }
    var all: [String] { kept.withLock { $0 } }
  }

  @Test func linesCarryTheContext() {
    let lines = Lines()
    let log = Log(now: { "now" }, sink: { lines.add($0) })
    log.with(["trace_id": "t", "job_id": "j"]).with(["job_id": "k", "user_id": nil])(.warning, "slow\n", ["seconds": 3])
    #expect(
      lines.all == [
        #"{"time":"now","level":"warning","message":"slow\n","trace_id":"t","job_id":"k","seconds":3}"#
      ])
  }

  @Test func lesserLevelsAreLeftOut() {
    let lines = Lines()
    let log = Log(minimum: .warning, now: { "" }, sink: { lines.add($0) })
    for level in Log.Level.allCases { log(level, level.rawValue) }
    #expect(lines.all.count == 2)
    #expect(Log.Level.debug < .info && Log.Level.info < .warning && Log.Level.warning < .error)
  }

  @Test func descriptorsGetWholeLines() throws {
    let pipe = Pipe()
    Log.descriptor(pipe.fileHandleForWriting.fileDescriptor)(.info, "hello")
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
    #expect(text.hasSuffix("\n"))
    #expect(try JSON(parsing: text)["message"] == "hello")
  }
}

@Suite struct ThreadExecutorTests {
  private actor Owner {
    private let thread: ThreadExecutor
    private var count = 0
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(thread: ThreadExecutor) { self.thread = thread }

    /// As the system knows it.
    func threadName() -> String? {
      count += 1
      return try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    }
    var calls: Int { count }
  }

  @Test func anActorStaysOnItsThread() async {
    let thread = ThreadExecutor(name: "own")
    defer { thread.stop() }
    let owner = Owner(thread: thread)
    await withTaskGroup(of: String?.self) { group in
      for _ in 0..<200 { group.addTask { await owner.threadName() } }
      for await name in group { #expect(name == "own\n") }
    }
    #expect(await owner.calls == 200)
  }

  @Test func aBlockedThreadBlocksNobodyElse() async {
    let threads = (0..<16).map { ThreadExecutor(name: "blocked \($0)") }
    let gate = DispatchSemaphore(value: 0)
    let opened = Counter()
    await withTaskGroup(of: Void.self) { group in
      for thread in threads {
        group.addTask(executorPreference: thread) {
          gate.waitForTest()
          opened.add()
        }
      }
      group.addTask { for _ in threads { gate.signal() } }
    }
    #expect(opened.value == 16)
    for thread in threads { thread.stop() }
  }

  @Test func whatIsEnqueuedBeforeTheStopIsDone() async {
    let thread = ThreadExecutor(name: "ending")
    let done = Counter()
    let gate = DispatchSemaphore(value: 0)
    async let blocked: Void = withTaskExecutorPreference(thread) {
      gate.waitForTest()
      done.add()
    }
    async let behind: Void = withTaskExecutorPreference(thread) { done.add() }
    gate.signal()
    _ = await (blocked, behind)
    thread.stop()
    thread.stop()
    #expect(done.value == 2)
  }
}

extension DispatchSemaphore {
  /// Blocks the thread, which is the point of the test.
  fileprivate func waitForTest() { wait() }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  func add() { count.withLock { $0 += 1 } }
  var value: Int { count.withLock { $0 } }
}
