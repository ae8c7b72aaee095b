import Support
import Terminal
import Testing

@testable import TerminalSupport

@Suite struct SurfaceTests {
  @Test func drawingIsClipped() {
    var surface = Surface(Size(6, 3))
    surface.draw("outside", at: Point(-3, 0))
    surface.draw("too long for it", at: Point(2, 1))
    surface.draw("below", at: Point(0, 3))
    surface.draw("above", at: Point(0, -1))
    #expect(surface.lines() == ["side", "  too…", ""])
  }

  @Test func aWideGlyphIsNeverHalf() {
    var surface = Surface(Size(6, 1))
    surface.draw("数据平", at: .zero)
    surface.draw("x", at: Point(1, 0))
    #expect(surface.lines(trimmed: false) == [" x据平"])
    surface.draw("y", at: Point(2, 0))
    #expect(surface.lines(trimmed: false) == [" xy 平"])
    surface.draw("数", at: Point(3, 0))
    #expect(surface.lines(trimmed: false) == [" xy数 "])
    surface.within(Rect(0, 0, 5, 1)) { $0.draw("数", at: Point(4, 0), width: 2) }
    #expect(surface.text(trimmed: false) == " xy  " + " ")
  }

  @Test func regionsNestAndClip() {
    var surface = Surface(Size(8, 4))
    surface.within(Rect(2, 1, 5, 2)) { outer in
      #expect(outer.bounds == Rect(0, 0, 5, 2))
      outer.fill(outer.bounds, with: ".")
      outer.within(Rect(3, 1, 9, 9)) { inner in
        inner.fill(inner.bounds, with: "#")
        inner.draw("ab", at: .zero)
      }
    }
    #expect(surface.lines() == ["", "  .....", "  ...ab", ""])
    #expect(surface.bounds == Rect(0, 0, 8, 4))
  }

  @Test func textKeepsTheGroundUnderIt() throws {
    var surface = Surface(Size(5, 1))
    surface.ground(.selection, in: surface.bounds)
    surface.draw("ab", at: .zero, style: .error)
    surface.draw("c", at: Point(2, 0), style: Style(.text, on: .panel))
    let styles = surface.cells.map(\.style)
    #expect(styles[0] == Style(.error, on: .selection))
    #expect(styles[2] == Style(.text, on: .panel))
    #expect(styles[4] == Style(.text, on: .selection))
  }

  @Test func linesOfSpansEndInAnEllipsis() {
    let line = [Span("state"), Span(" "), Span("running", .success), Span(" now")]
    let texts = (0...18).map { width -> String in
      var surface = Surface(Size(20, 1))
      surface.draw(line, at: .zero, width: width)
      return surface.text()
    }
    #expect(texts[5] == "stat…")
    #expect(texts[6] == "state…")
    #expect(texts[12] == "state runni…")
    #expect(texts[13] == "state runnin…")
    #expect(texts[17] == "state running now")
    #expect(texts[0] == "")
  }

  @Test func boxes() {
    var surface = Surface(Size(12, 3))
    let inner = surface.box(surface.bounds, title: ["数据平台"])
    #expect(surface.lines() == ["┌ 数据平… ─┐", "│          │", "└──────────┘"])
    #expect(inner == Rect(1, 1, 10, 1))
  }

  @Test func cursorOutsideTheRegionIsHidden() {
    var surface = Surface(Size(10, 2))
    surface.within(Rect(2, 1, 3, 1)) { $0.showCursor(at: Point(1, 0)) }
    #expect(surface.cursor == Point(3, 1))
    surface.within(Rect(2, 1, 3, 1)) { $0.showCursor(at: Point(5, 0)) }
    #expect(surface.cursor == nil)
  }

  @Test func ansiOfEachDepth() {
    var surface = Surface(Size(4, 1))
    surface.draw("ok", at: .zero, style: .success)
    surface.draw("!", at: Point(2, 0), style: Style(.error, .bold))
    let escape = "\u{1b}["
    #expect(
      surface.ansi(theme: .dark, depth: .mono) == "\(escape)0mok\(escape)0;1;4m!\(escape)0m \(escape)0m")
    #expect(
      surface.ansi(theme: .dark, depth: .ansi16) == "\(escape)0;92mok\(escape)0;1;91m!\(escape)0m \(escape)0m")
    #expect(
      surface.ansi(theme: .dark, depth: .indexed256)
        == "\(escape)0;38;5;78mok\(escape)0;1;38;5;203m!\(escape)0m \(escape)0m")
    #expect(
      surface.ansi(theme: .dark, depth: .trueColor)
        == "\(escape)0;38;2;95;215;135mok\(escape)0;1;38;2;255;95;95m!\(escape)0m \(escape)0m")
  }
}

@Suite struct LayoutTests {
  @Test func fixedThenLeastThenShares() {
    let parts = Rect(0, 0, 20, 1).columns([.fixed(4), .atLeast(3), .share(2)], gap: 1)
    #expect(parts == [Rect(0, 0, 4, 1), Rect(5, 0, 6, 1), Rect(12, 0, 8, 1)])
  }

  @Test func theFirstComeFirstWhenThereIsNoRoom() {
    #expect(Rect(0, 0, 5, 2).columns([.fixed(3), .fixed(3), .fixed(3)]).map(\.width) == [3, 2, 0])
    #expect(Rect(0, 0, 5, 2).rows([.fixed(1), .atLeast(4)]).map(\.height) == [1, 1])
  }

  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 7])
  func partsStayInsideAndApart(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let rect = Rect(3, 4, Int.random(in: 0...40, using: &numbers), 5)
      let lengths = (0..<Int.random(in: 0...6, using: &numbers)).map { _ -> Length in
        let cells = [Int.min, -1, 0, 1, 7, 500, Int.max].randomElement(using: &numbers) ?? 0
        return [.fixed(cells), .atLeast(cells), .share(cells)].randomElement(using: &numbers) ?? .share(1)
      }
      var free = rect.x
      for part in rect.columns(lengths, gap: Int.random(in: -1...2, using: &numbers)) {
        #expect(part.x >= free && part.maxX <= rect.maxX, "seed \(seed), \(lengths)")
        free = part.maxX
      }
    }
  }

  @Test(arguments: [
    ("80x24", Size(80, 24)), ("1x1", Size(1, 1)), ("0x5", nil), ("80", nil), ("-1x2", nil), ("9e9x1", nil),
  ])
  func sizes(text: String, size: Size?) {
    #expect(Size(parsing: text) == size)
  }
}
