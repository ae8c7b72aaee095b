import Model
import Testing

@testable import Console

/// A project's figures are read by the section that shows them.
@Suite struct LabelFiguresTests {
  /// What is read by these keys, in order.
  private func loads(_ keys: [String], _ session: inout Session) async -> [Load] {
    for key in keys { session.press(key) }
    return await settle(&session)
  }

  private func refresh(_ session: inout Session) async -> [Load] {
    session.send(.changed(.labeling, at: Fixture.now))
    session.send(.woke(.refresh))
    return await settle(&session)
  }

  private func settle(_ session: inout Session) async -> [Load] {
    var loads: [Load] = []
    while true {
      let asked = session.effects.compactMap { if case .load(let load, _) = $0 { load } else { nil } }
      guard !asked.isEmpty else { return loads }
      loads += asked.filter(\.isOfFigures)
      await session.answer()
    }
  }

  @Test func aSectionReadsWhatItShowsAndNothingElse() async throws {
    var session = await Session(at: "labeling/moods", role: .lead).settled()
    let scene = try #require(session.state.trail.top.scene as? LabelProjectScene)
    let id = try #require(scene.reading?.project.id)
    #expect(await refresh(&session) == [.labelStats(id)])
    #expect(await loads(["tab", "tab", "tab"], &session) == [], "the same figures, read already")
    #expect(await loads(["tab"], &session) == [.labelTrend(id, .day)])
    #expect(await refresh(&session) == [.labelTrend(id, .day)])
    #expect(await loads(["tab"], &session) == [.labelTrend(id, .week)])
    #expect(await loads(["shift-tab"], &session) == [.labelTrend(id, .day)], "they may have changed meanwhile")
    #expect(await loads(["shift-tab"], &session) == [.labelStats(id)])
  }
}

extension Load {
  fileprivate var isOfFigures: Bool {
    switch self {
    case .labelStats, .labelTrend: true
    default: false
    }
  }
}
