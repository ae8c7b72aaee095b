import Support
import Terminal
import Testing

@testable import TerminalSupport

@Suite struct DAGTests {
  private func view(_ ids: [String], _ edges: [(String, String)], cursor: String? = nil) -> DAGView {
    DAGView(
      ids.map { .init($0, $0, detail: "1× 2.1 s", sign: "✓") }, edges: edges.map { .init($0.0, $0.1) }, cursor: cursor)
  }

  private var chain: DAGView {
    let ids = ["validate", "clean", "publish"]
    return view(ids, Array(zip(ids, ids.dropFirst())), cursor: "clean")
  }

  @Test func acrossWhenWide() {
    #expect(
      chain.surface(Size(60, 4)).text() == """
        ┌──────────┐  ┏━━━━━━━━┓  ┌─────────┐
        │✓ validate│─▶┃✓ clean ┃─▶│✓ publish│
        │1× 2.1 s  │  ┃1× 2.1 s┃  │1× 2.1 s │
        └──────────┘  ┗━━━━━━━━┛  └─────────┘
        """)
  }

  @Test func downWhenTall() {
    #expect(
      chain.surface(Size(30, 20)).lines().prefix(14).joined(separator: "\n") == """
        ┌──────────┐
        │✓ validate│
        │1× 2.1 s  │
        └──────────┘
         ▼
        ┏━━━━━━━━┓
        ┃✓ clean ┃
        ┃1× 2.1 s┃
        ┗━━━━━━━━┛
         ▼
        ┌─────────┐
        │✓ publish│
        │1× 2.1 s │
        └─────────┘
        """)
  }

  @Test func bareWhenLow() {
    #expect(
      chain.surface(Size(30, 6)).text() == """
        ✓ validate  1× 2.1 s
         ▼
        ✓ clean  1× 2.1 s
         ▼
        ✓ publish  1× 2.1 s

        """)
  }

  @Test func forksStand() {
    #expect(
      view(["validate", "clean", "report"], [("validate", "clean"), ("validate", "report")])
        .surface(Size(44, 4)).text() == """
          ✓ validate  1× 2.1 s
           ├───────────────────┐
           ▼                   ▼
          ✓ clean  1× 2.1 s   ✓ report  1× 2.1 s
          """)
  }

  @Test func aListWhenThereIsNoRoom() {
    #expect(
      chain.surface(Size(30, 3)).text() == """
        ✓ validate      1× 2.1 s
          ✓ clean       1× 2.1 s
            ✓ publish   1× 2.1 s
        """)
    #expect(chain.surface(Size(8, 1)).text() == "  ✓ cle…")
  }

  /// A forks, joins, an edge over a layer, one that closes a cycle.
  @Test func edgesOfManyKinds() {
    let edges = [
      ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("a", "d"), ("e", "d"), ("d", "f"), ("b", "f"), ("f", "a"),
    ]
    #expect(
      view(["a", "b", "c", "d", "e", "f"], edges).surface(Size(60, 10)).text() == """
        ┌────────┐    ┌────────┐
        │✓ a     │──┬▶│✓ b     │─┬──────────────┐
        │1× 2.1 s│  │ │1× 2.1 s│ │              │  ┌────────┐
        └────────┘  │ └────────┘ │              └┬▶│✓ f     │
        ┌────────┐  │ ┌────────┐ │   ┌────────┐  │ │1× 2.1 s│
        │✓ e     │─┐├▶│✓ c     │─┴┬┬▶│✓ d     │──┘ └────────┘
        │1× 2.1 s│ ││ │1× 2.1 s│  ││ │1× 2.1 s│
        └────────┘ ││ └────────┘  ││ └────────┘
                   │└─────────────┘│
                   └───────────────┘
        """)
  }

  @Test func orderIsFromTheRootsOn() {
    let edges = [("c", "b"), ("b", "a")]
    #expect(view(["a", "b", "c"], edges).order == ["c", "b", "a"])
  }

  @Test func oddGraphs() {
    #expect(view([], []).surface(Size(10, 3)).text() == "\n\n")
    #expect(view(["a", "a"], [("a", "a"), ("x", "a")]).order == ["a"])
    #expect(Set(view(["a", "b"], [("a", "b"), ("b", "a")]).order) == ["a", "b"])
    let many = (0..<1000).map { "n\($0)" }
    #expect(view(many, Array(zip(many, many.dropFirst()))).order.count == DAGView.nodesMax)
  }

  /// Random graphs keep their order: no edge goes back, every node is drawn once.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 3])
  func randomGraphs(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let ids = (0..<Int.random(in: 1...12, using: &numbers)).map { "n\($0)." }
      let edges = (0..<Int.random(in: 0...20, using: &numbers)).map { _ in
        let pair = [Int.random(in: 0..<ids.count, using: &numbers), Int.random(in: 0..<ids.count, using: &numbers)]
          .sorted()
        return (ids[pair[0]], ids[pair[1]])
      }
      let view = view(ids, edges)
      let places = Dictionary(uniqueKeysWithValues: view.order.enumerated().map { ($1, $0) })
      #expect(places.count == ids.count, "seed \(seed)")
      for edge in edges where edge.0 != edge.1 { #expect(places[edge.0] ?? 0 < places[edge.1] ?? 0, "seed \(seed)") }
      let text = view.surface(Size(400, 120)).text()
      for id in ids { #expect(text.components(of: id) == 1, "seed \(seed), \(id)") }
    }
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    indices.count { self[$0...].hasPrefix(part) }
  }
}
