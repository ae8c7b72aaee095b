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
}
