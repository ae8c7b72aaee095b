import Model
import Support
import Terminal
import Testing

@testable import Console

/// Every view has an address that the console prints, and every way to type one leads back to it.
@Suite struct AddressTests {
  /// The screens that are kept, and every part of theirs.
  private static let ways: [[String]] = [[], ["tab"], ["tab", "tab"], ["shift-tab"], ["s", "enter"]]

  @Test func everyViewIsReachedByTheAddressThatItPrints() async throws {
    var seen: Set<String> = []
    for shot in GoldenTests.shots {
      for way in Self.ways {
        var session = await shot.session(size: .standard, language: .english)
        for key in way {
          session.press(key)
          await session.settle()
        }
        guard case .browse = session.state.mode, seen.insert(session.address).inserted else { continue }
        try await check(session, shot)
      }
    }
    let panes = Set(seen.compactMap { Address(parsing: $0)?.pane })
    #expect(panes == Set(PaneID.allCases) && seen.count > 60, "\(seen.sorted())")
  }

  private func check(_ session: Session, _ shot: Shot) async throws {
    let address = session.address
    // As `--pane` takes it.
    try Console.check(address: address)
    let named = try PaneRegistry.open(try #require(Address(parsing: address)), at: Fixture.now)
    #expect(named.address.description == address)
    // As it is copied and as a bookmark keeps it.
    var copy = session
    _ = copy.takeEffects()
    if copy.state.keyContext == .browse {
      copy.press("Y")
      #expect(copy.takeEffects() == [.copy(address)], "\(address)")
      copy.press("b")
      #expect(copy.state.memory.bookmarks(of: "demo").last?.address == address)
    }
    // As it is typed after `:`, from another pane.
    var typed = await Shot(
      "typed", at: address.hasPrefix("audit") ? "datasets" : "audit", role: shot.role, of: shot.data
    )
    .session(size: .standard, language: .english)
    typed.press(":")
    typed.send(.event(.paste(address)))
    typed.press("enter")
    await typed.settle()
    #expect(typed.address == address, "typed")
  }

  @Test(arguments: [
    ("queues/processing", "queues/workflow.jobs.processing/processing-group"),
    ("queues/labeling.events", "queues/labeling.events/metadata-group"),
    ("ingestion/0195a000-0000-7000-8000-000000000102/report", "ingestion/0195a000-0000-7000-8000-000000000102"),
    ("labeling/moods/project", "labeling/moods"),
  ])
  func whatIsCalledOtherwiseLeadsThereToo(text: String, address: String) async throws {
    try Console.check(address: text)
    #expect(await Session(at: text).settled().address == address)
  }

  @Test(arguments: [
    "nowhere", "queues/nothing", "queues/dataset.events", "ingestion/0195a000-0000-7000-8000-000000000102/nothing",
    "datasets/a/1/columns/more", "topology state=", "labeling/moods/nothing",
  ])
  func anAddressThatLeadsNowhereIsRefused(text: String) {
    #expect(throws: Failure.self) { try Console.check(address: text) }
  }

  /// Who may not measure sees the project.
  @Test func aPartThatOneMayNotSeeIsTheFirst() async {
    let session = await Session(at: "labeling/moods/agreement", role: .annotator).settled()
    #expect(session.address == "labeling/moods")
  }
}

/// What a row is in counts more than all else of it.
@Suite struct NarrowListTests {
  private static let states: Set<String> = ["state", "status"]

  @Test(arguments: [40, 60, 80])
  func theStateOfARowIsSeenAtEveryWidth(width: Int) async throws {
    var seen: Set<String> = []
    for shot in GoldenTests.shots {
      let session = await shot.session(size: Size(width, 12), language: .english)
      guard case .browse = session.state.mode, let menu = session.state.trail.top.scene.columnMenu else { continue }
      for column in menu.columns.map(\.key) where Self.states.contains(column) {
        seen.insert(menu.list)
        let place = try #require(menu.shown.firstIndex(of: column), "\(menu.list) at \(width) shows \(menu.shown)")
        #expect(place <= 1, "\(menu.list): what does not fit is left out from the right")
      }
    }
    #expect(
      seen.isSuperset(of: ["queues", "workflows", "runs", "letters", "operations", "schedules", "uploads"]),
      "\(seen)")
  }

  @Test func aPausedQueueIsMarkedOnASmallScreen() async {
    let session = await Session(at: "queues", size: Size(40, 12)).settled()
    #expect(session.lines.contains { $0.contains("processing ‖") }, "\(session.text)")
  }
}
