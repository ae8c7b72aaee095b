import Terminal
import Testing

/// Drawing costs what is visible, not what is held.
@Suite(.serialized) struct WidgetCostTests {
  private static let size = Size(80, 24)

  /// The least of several runs, so that what else the machine does counts little.
  private func cost(_ body: () -> Void) -> Duration {
    (0..<9).map { _ in ContinuousClock().measure(body) }.min() ?? .zero
  }

  private func view(lines: Int, wraps: Bool) -> TextView {
    let text = "a line of some length, which is wrapped where the window is narrow, and so on until its end"
    let document = Document { document in
      for line in 0..<lines { document.line([Span("\(line) ", .muted), Span(text)]) }
    }
    var view = TextView(document, wraps: wraps, showsCursor: true)
    view.settle(in: Self.size)
    return view
  }

  @Test(arguments: [true, false])
  func aTextOfManyLines(wraps: Bool) {
    var (few, many) = (view(lines: 1000, wraps: wraps), view(lines: 100_000, wraps: wraps))
    many.move(.last)
    func step(_ view: inout TextView) {
      view.move(.up)
      _ = view.surface(Self.size)
    }
    let small = cost { step(&few) }
    let large = cost { step(&many) }
    #expect(large < small * 5, "\(large) against \(small)")
  }

  @Test func aLineOfManyColumns() {
    let line = String(repeating: "数据 platform ", count: 10_000)
    var view = TextView(Document(text: line + "\n" + line))
    let first = ContinuousClock().measure { view.settle(in: Self.size) }
    let later = cost {
      view.move(.down)
      _ = view.surface(Self.size)
    }
    #expect(later < first, "\(later) against \(first)")
    view.toggleWrap()
    let start = cost { _ = view.surface(Self.size) }
    for _ in 0..<1000 { view.move(.right) }
    let end = cost { _ = view.surface(Self.size) }
    #expect(view.left > 30_000 && end < start * 5, "\(end) against \(start)")
  }

  @Test func aTableOfAMillionRows() {
    func table(_ count: Int) -> Table {
      Table(
        columns: [.init("N", .content(2...12)), .init("TEXT", .share(1))], count: count,
        scroll: Scroll(cursor: count - 1)
      ) { index in Table.Row([Span("\(index)"), Span("row \(index)")]) }
    }
    let small = cost { _ = table(1000).surface(Self.size) }
    let large = cost { _ = table(1_000_000).surface(Self.size) }
    #expect(large < small * 3, "\(large) against \(small)")
  }

  @Test func aTreeOfAMillionNodes() {
    func tree(_ count: Int) -> Tree<Int> {
      var tree = Tree([.init(-1, ["all"])]) { _ in (0..<count).map { .init($0, [Span("\($0)")], isLeaf: true) } }
      tree.settle(in: Self.size)
      tree.toggle()
      tree.move(.last)
      return tree
    }
    let (few, many) = (tree(1000), tree(1_000_000))
    #expect(many.count == 1_000_001 && many.cursor == 999_999)
    let small = cost { _ = few.surface(Self.size) }
    let large = cost { _ = many.surface(Self.size) }
    #expect(large < small * 3, "\(large) against \(small)")
  }

  @Test func aLogThatRunsForLong() {
    var log = LogView(linesMax: 1000)
    log.settle(in: Self.size)
    for line in 0..<20_000 { log.append([[Span("line \(line)")]]) }
    #expect(log.text.document.lines.count <= 1000 && log.dropped >= 19_000)
    #expect(log.dropped + log.text.document.lines.count == 20_000)
    #expect(log.surface(Self.size).lines()[22].contains("line 19999"))
  }
}
