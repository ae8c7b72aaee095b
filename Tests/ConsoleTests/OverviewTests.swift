import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// The overview shows what there is room for, and says what it leaves out.
@Suite struct OverviewTests {
  private static var crowded: MemoryPlatform.Data {
    var data = Fixture.full()
    data.overview.queues = (0..<60).map {
      Queue(stream: "stream-\($0)", group: "a-group", length: 1, lag: 0, pending: 0, consumers: 1)
    }
    data.overview.workers = (0..<60).map { .init(name: "worker-\($0)", leases: 0, lastSeenAt: Fixture.now) }
    return data
  }

  @Test(arguments: [Size(80, 24), Size(200, 50), Size(100, 30), Size(80, 40)])
  func whatIsLeftOutIsCounted(size: Size) async {
    let session = await Session(Self.crowded, size: size).settled()
    for (name, key) in [("stream-", " · 7 shows all"), ("worker-", "")] {
      let shown = session.lines.count { $0.contains(name) }
      #expect(shown < 60 && session.text.contains("… \(60 - shown) more\(key)"), "\(shown) of \(name)\n\(session.text)")
    }
  }

  @Test func nothingIsSaidOfWhatIsAllThere() async {
    let session = await Session(size: Size(80, 24)).settled()
    for queue in Fixture.overview.queues { #expect(session.text.contains("\(queue.stream) → \(queue.group)")) }
    #expect(!session.text.contains(" more"))
  }

  /// Of so many causes, the first of them critical.
  private static func troubled(_ causes: Int, queues: Int = 8) -> MemoryPlatform.Data {
    var data = Fixture.full()
    data.overview.queues = Array(crowded.overview.queues.prefix(queues))
    data.overview.causes = (1...causes).map {
      Overview.Cause(severity: $0 == 1 ? .critical : .warning, title: "Cause \($0)", why: "so", address: "dlq/\($0)")
    }
    return data
  }

  @Test func causesComeBeforeIdleQueues() async {
    let session = await Session(Self.troubled(5), size: Size(80, 24)).settled()
    for number in 1...5 { #expect(session.text.contains("Cause \(number)")) }
    #expect(session.text.contains("7 shows all"))
    #expect(!session.text.contains("▲") && !session.text.contains("▼"))
  }

  @Test func causesOutsideOfTheWindowAreCountedWithTheCriticalOnes() async {
    var session = await Session(Self.troubled(20, queues: 60), size: Size(80, 24)).settled()
    func shown() -> Int { session.lines.count { $0.contains("Cause ") } }
    let heading = OverviewWords.causes
    let below = 20 - shown()
    #expect(shown() > 5 && session.lines.contains { $0.hasSuffix("\(heading)  ▼ \(below) more") }, "\(session.text)")
    session.press("G")
    #expect(session.lines.contains { $0.hasSuffix("\(heading)  ▲ \(below) more ✗ 1") }, "\(session.text)")
  }
}
