import Support
import Terminal
import Testing

/// The pictures of the widgets; the strings are what a person would see.
@Suite struct WidgetTests {
  private func table(count: Int = 30, cursor: Int = 3, top: Int = 1) -> Table {
    Table(
      columns: [
        .init("ID", .fixed(8), keepsEnd: true), .init("STATE", .atLeast(6)), .init("AGE", .fixed(5), .trailing),
      ], count: count, scroll: Scroll(cursor: cursor, top: top), empty: ["No letters", "Press r to look again"]
    ) { index in
      Table.Row(
        [Span("orders/\(index)"), Span(index % 2 == 0 ? "运行中" : "failed"), Span("\(index) s")],
        isMarked: index == 2 || index == 3)
    }
  }

  @Test func tables() {
    #expect(
      table().surface(Size(40, 6)).text() == """
          ID       STATE                   AGE
          orders/1 failed                  1 s ┃
        ● orders/2 运行中                  2 s │
        ▌●orders/3 failed                  3 s │
          orders/4 运行中                  4 s │
          orders/5 failed                  5 s │
        """)
    #expect(table().surface(Size(12, 3)).lines() == ["  ID       ›", "● orders/2 ┃", "▌●orders/3 │"])
    #expect(
      table(count: 0).surface(Size(24, 4)).lines() == [
        "  ID       STATE     AGE", "       No letters", " Press r to look again", "",
      ])
  }

  @Test func aTableAsksForVisibleRowsOnly() {
    var asked: [Int] = []
    let table = Table(columns: [.init("N", .share(1))], count: 1_000_000_000, scroll: Scroll(cursor: 999_999_999)) {
      index in
      asked.append(index)
      return Table.Row([Span("\(index)")])
    }
    let lines = table.surface(Size(20, 4)).lines()
    #expect(asked == [999_999_997, 999_999_998, 999_999_999])
    #expect(lines.last == "▌ 999999999        ┃")
  }

  @Test func tabs() {
    let tabs = Tabs(
      [
        .init(key: "1", "Overview"), .init(key: "2", "Ingestion"),
        .init(key: "3", "Topology", badge: Span("!", .warning)),
        .init(key: "4", "死信"),
      ], selected: 2)
    #expect(tabs.surface(Size(60, 1)).text() == " 1 Overview  2 Ingestion  3 Topology !  4 死信")
    #expect(tabs.surface(Size(30, 1)).text() == " 1  2  3 Topology !  4")
    #expect(tabs.surface(Size(14, 1)).text() == " 3 Topology !")
    #expect(tabs.tab(atColumn: 14, width: 60) == 1)
    #expect(tabs.tab(atColumn: 59, width: 60) == nil)
  }

  @Test func breadcrumbs() {
    let crumb = Breadcrumb(["DLQ", "orders", "81f3a2"])
    #expect(crumb.surface(Size(30, 1)).text() == "DLQ › orders › 81f3a2")
    #expect(crumb.surface(Size(14, 1)).text() == "… › 81f3a2")
    #expect(crumb.surface(Size(6, 1)).text() == "… › 8…")
  }

  @Test(arguments: [
    (0.47, PlotStyle.block, "█████████▍░░░░░░░░░░  47 %"), (0.47, .ascii, "[########----------]  47 %"),
    (0.999, .block, "███████████████████▉  99 %"), (1, .ascii, "[##################] 100 %"),
    (.nan, .ascii, "[------------------]   0 %"), (7, .ascii, "[##################] 100 %"),
    (0.47, .braille, "⣿⣿⣿⣿⣿⣿⣿⣿⣿⡆⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀  47 %"),
  ])
  func progress(fraction: Double, plot: PlotStyle, picture: String) {
    #expect(ProgressBar(fraction, plot: plot).surface(Size(26, 1)).text() == picture)
  }

  @Test(arguments: [(PlotStyle.block, "▁▁▁▁▂▂ ▄▅█▅"), (.ascii, "....:: =+%+"), (.braille, "⣀⣀⣀⢠⣾⡆")])
  func sparklines(plot: PlotStyle, picture: String) {
    let values: [Double] = [0, 1, 2, 3, 5, 8, .nan, 13, 21, 34, 21]
    #expect(Sparkline(values, plot: plot).surface(Size(12, 1)).text() == picture)
  }

  @Test func sparklinesOfOddNumbers() {
    #expect(Sparkline([-1, 0, .infinity, 1e300]).surface(Size(4, 1)).text() == "▁▁██")
    #expect(Sparkline(Array(repeating: 5, count: 100)).surface(Size(3, 1)).text() == "███")
    #expect(Sparkline([]).surface(Size(3, 1)).text() == "")
  }

  @Test func gauges() throws {
    #expect(
      Gauge("Workers", value: "12/20", fraction: 0.6).surface(Size(30, 1)).text() == "Workers █████████▌░░░░░░ 12/20")
    let full = Gauge("Disk", value: "96 %", fraction: 0.96).surface(Size(30, 1))
    #expect(try #require(full[Point(5, 0)]).style.role == .error)
  }

  private let hints = [
    KeyHint("enter", "open"), KeyHint("/", "filter"), KeyHint("R", "redrive", isEnabled: false), KeyHint("?", "help"),
  ]

  @Test func hintBars() {
    #expect(HintBar(hints).surface(Size(40, 1)).text() == "enter open  / filter  R redrive  ? help")
    #expect(HintBar(hints).surface(Size(38, 1)).text() == "enter open  / filter  R redrive")
  }

  @Test func messages() {
    #expect(
      MessageLine(.success, "Redriven 12 letters · audit 81f3").surface(Size(30, 1)).text()
        == "✓ Redriven 12 letters · audit…")
    #expect(MessageLine(.error, "No").surface(Size(10, 1)).text() == "✗ No")
  }
}
