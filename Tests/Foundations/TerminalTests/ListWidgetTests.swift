import Foundation
import Terminal
import Testing

/// Tables whose columns scroll, trees, menus, palettes.
@Suite struct ListWidgetTests {
  private func table(_ sideways: ColumnScroll = ColumnScroll(), top: Int = 0, texts: [String] = ["a", "abcdef"])
    -> Table
  {
    Table(
      columns: [
        .init("ID", .fixed(4), order: .ascending), .init("NAME", .content(2...8)), .init("AGE", .fixed(5), .trailing),
        .init("WORKER", .fixed(8)),
      ], count: 100, scroll: Scroll(cursor: top, top: top), sideways: sideways
    ) { index in
      Table.Row([
        Span("\(index)"), Span(texts[min(index / 50, texts.count - 1)]), Span("\(index) s"), Span("vm:\(index)"),
      ])
    }
  }

  @Test func widthsGrowAndNeverShrink() {
    var sideways = ColumnScroll()
    sideways.measure(table(), rows: 0..<3)
    #expect(
      table(sideways).surface(Size(40, 2)).lines() == [
        "  ID▲  NAME   AGE WORKER", "▌ 0    a      0 s vm:0                 ┃",
      ])
    sideways.measure(table(), rows: 50..<53)
    let wide = "  ID▲  NAME     AGE WORKER"
    #expect(table(sideways, top: 60).surface(Size(40, 2)).lines()[0] == wide)
    sideways.measure(table(), rows: 0..<3)
    #expect(table(sideways).surface(Size(40, 2)).lines()[0] == wide, "back at short ones, the widths stay")
    sideways.measure(table(texts: ["数据平台的命令行工具"]), rows: 0..<1_000_000)
    let long = table(sideways, texts: ["数据平台的命令行工具"])
    #expect(long.surface(Size(40, 2)).lines()[1].contains(" 数据平… "), "no wider than the limit")
    sideways.reset()
    #expect(sideways == ColumnScroll())
  }

  @Test func columnsThatDoNotFitAreReachedSideways() {
    var sideways = ColumnScroll()
    let width = 18
    #expect(table(sideways).surface(Size(width, 2)).lines()[0] == "  ID▲  NAME  AGE ›")
    sideways.move(by: 1, in: table(), width: width)
    #expect(table(sideways).surface(Size(width, 2)).lines()[0] == "‹ ID▲    AGE     ›")
    sideways.move(by: 1, in: table(), width: width)
    #expect(table(sideways).surface(Size(width, 2)).lines()[0] == "‹ ID▲  WORKER")
    sideways.move(by: 1, in: table(), width: width)
    #expect(sideways.skipped == 2, "the last column is the end")
    sideways.move(by: -9, in: table(), width: width)
    #expect(sideways.skipped == 0)
    sideways.move(by: 1, in: table(), width: 80)
    #expect(sideways.skipped == 0, "where all fit nothing scrolls")
  }

  /// A column is narrowed down to its heading, and left out when that has no room either.
  @Test(arguments: 1...40)
  func headingsAreNeverCut(width: Int) {
    let header = table().surface(Size(width, 2)).lines()[0]
    #expect(!header.contains("…"))
    let words = header.split(separator: " ").map(String.init).filter { $0 != "›" }
    #expect(words == Array(["ID▲", "NAME", "AGE", "WORKER"].prefix(words.count)), "\(header)")
  }

  @Test func aCheckListKeepsTheOrderOfTheChosen() {
    var list = CheckList("Columns", ["a", "b", "c", "d"].map { Choice($0, $0) }, chosen: ["c", "nowhere", "a"])
    #expect(list.values == ["c", "a"])
    list.move(.down)
    list.shift(by: -1)
    #expect(list.values == ["a", "c"])
    list.shift(by: -1)
    #expect(list.values == ["a", "c"], "the first goes no higher")
    list.toggle()
    #expect(list.values == ["c"])
    list.move(.last)
    list.toggle()
    #expect(list.values == ["c", "d"])
    #expect(
      list.surface(Size(20, 6)).lines().map { $0.trimmingCharacters(in: .whitespaces) }[1...4] == [
        "│ ○ a       │", "│ ● c       │", "│ ○ b       │", "│ ● d       │",
      ])
  }

  private func tree() -> Tree<String> {
    var tree = Tree([.init("a", ["a"]), .init("z", ["z"], isLeaf: true)]) { id in
      id.count > 3 ? [] : [.init(id + "1", [Span(id + "1")]), .init(id + "2", [Span(id + "2")], isLeaf: true)]
    }
    tree.settle(in: Size(30, 5))
    return tree
  }

  @Test func treesUnfoldByKeys() {
    var tree = tree()
    #expect(tree.surface(Size(20, 3)).lines() == ["▌ ▸ a", "    z", ""])
    for motion in [Motion.right, .right, .right] { tree.move(motion) }
    #expect(
      tree.surface(Size(30, 6)).text() == """
          ▾ a
        ▌   ▾ a1
              ▸ a11
                a12
              a2
            z
        """)
    tree.move(.left)
    #expect(tree.cursor == "a1" && !tree.isUnfolded("a1") && tree.count == 4)
    tree.move(.left)
    #expect(tree.cursor == "a", "left goes to what is above")
    tree.move(.last)
    tree.toggle()
    #expect(tree.cursor == "z" && tree.count == 4, "a leaf does not unfold")
    #expect(tree.handle(.character("x")) == false)
  }

  @Test func treesKeepTheirPlaceWhenReloaded() {
    var tree = tree()
    tree.move(.right)
    tree.move(.right)
    tree.reload([.init("b", ["b"]), .init("a", ["a"])])
    #expect(tree.cursor == "a1" && tree.isUnfolded("a"))
    tree.reload([])
    #expect(tree.cursor == nil && tree.count == 0)
    tree.toggle()
    tree.move(.right)
  }

  @Test func menusChooseByKeyOrEnter() {
    var menu = Menu(
      "Open with",
      [Choice("strict", key: "s", 1), Choice("lenient", key: "l", 2), Choice("ask", key: "a", obstacle: "no", 3)])
    #expect(
      menu.surface(Size(24, 5)).text() == """
           ┌ Open with ────┐
           │ s  strict     │
           │ l  lenient    │
           │ a  ask – no   │
           └───────────────┘
        """)
    #expect(menu.handle(.enter) == 1)
    #expect(menu.handle(.down) == nil && menu.handle(.enter) == 2)
    #expect(menu.handle(.character("s")) == 1)
    #expect(menu.handle(.character("a")) == nil && menu.chosen == nil, "what has an obstacle is not chosen")
  }

  @Test func palettesFindByAFewLetters() {
    let choices = [Choice("go to overview", 1), Choice("discard the letters", key: "D", 2), Choice("dlq", key: "4", 3)]
    var palette = Palette("Go to", choices, line: InputLine(prompt: ": "), empty: "nothing")
    palette.paste("dl")
    #expect(palette.matches.map(\.value) == [3, 2] && palette.chosen == 3)
    palette.move(by: 1)
    #expect(palette.chosen == 2)
    _ = palette.handle(.character("q"))
    #expect(palette.matches.map(\.value).first == 3)
    palette.paste("x")
    #expect(palette.chosen == nil && palette.surface(Size(60, 8)).text().contains("nothing"))
    #expect(palette.handle(.tab) == false)
  }

  @Test func fuzzy() {
    #expect(Fuzzy.score("", in: "anything") == 0)
    #expect(Fuzzy.score("xyz", in: "anything") == nil)
    let close = Fuzzy.score("dlq", in: "dlq") ?? 0
    // What is typed in full comes first, wherever its letters stand before it.
    let named = Fuzzy.score("letters", in: "dlq/all  all letters") ?? 0
    #expect(named > Fuzzy.score("letters", in: "list entries that are settled") ?? 0)
    #expect(Fuzzy.score("quit", in: "quit") ?? 0 > Fuzzy.score("quit", in: "a quit") ?? 0)
    let far = Fuzzy.score("dlq", in: "discard the letters quickly") ?? 0
    #expect(close > far)
  }
}
