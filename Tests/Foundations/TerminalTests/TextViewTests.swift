import Support
import Terminal
import Testing

/// Texts and JSON as they are read: folded, wrapped, scrolled, searched.
@Suite struct TextViewTests {
  private static let value: JSON = [
    "id": "81f3", "rows": [1, 2.5, nil], "nested": ["text": "a\u{1b}[31m\u{202e}b", "empty": []],
  ]

  private func view(_ size: Size, wraps: Bool = true, showsCursor: Bool = true) -> TextView {
    var view = TextView(Document { $0.json(Self.value) }, wraps: wraps, showsCursor: showsCursor)
    view.settle(in: size)
    return view
  }

  private func press(_ view: inout TextView, _ names: String...) {
    for name in names { _ = Key(parsing: name).map { view.handle($0) } }
  }

  @Test func nothingToReadMovesNowhere() {
    var view = TextView(showsCursor: true)
    view.settle(in: Size(20, 5))
    for motion in Motion.allCases { view.move(motion) }
    #expect(view.cursor == TextView.Place() && view.isAtEnd)
  }

  @Test func documentsFold() {
    var view = view(Size(40, 12))
    #expect(
      view.surface(Size(40, 12)).text() == #"""
        ▌{
           "id": "81f3",
           "rows": [
             1,
             2.5,
             null
           ],
           "nested": {
             "text": "a\u001b[31m\u202eb",
             "empty": []
           }
         }
        """#)
    press(&view, "down", "down", "enter")
    view.settle(in: Size(30, 4))
    #expect(
      view.surface(Size(30, 4)).text() == #"""
         {                           ┃
           "id": "81f3",             │
        ▌  "rows": [ … 3 ],          │
           "nested": {               │
        """#)
    view.settle(in: Size(30, 5))
    press(&view, "-", "G")
    #expect(view.surface(Size(30, 5)).lines()[3] == #"   "nested": { … 2 }"#)
    press(&view, "z")
    #expect(view.surface(Size(30, 5)).lines()[0] == " { … 3 }" || view.isFolded)
    press(&view, "+", "g", "down", "down", "down", "z")
    #expect(view.isFolded && view.cursor.line == 2, "folds what the line lies in")
    #expect(view.handle(.character("x")) == false)
  }

  @Test func headingsFoldAndLongValuesHang() {
    var view = TextView(
      Document { document in
        document.line(["top"])
        document.heading("Facts")
        document.fact("name", "one two three four")
        document.heading("Keys")
        document.keys([KeyHint("x", "discard", isEnabled: false, note: "no right")])
      }, showsCursor: true)
    view.settle(in: Size(30, 9))
    #expect(
      view.surface(Size(30, 9)).text() == """
        ▌top

         Facts
         name         one two three
                      four

         Keys
         x            discard – no
                      right
        """)
    view.jump(to: .init(line: 2))
    view.toggleFold()
    #expect(view.surface(Size(30, 9)).lines()[2...3] == ["▌Facts … 2", " Keys"])
  }

  @Test func searchGoesToEveryFindAndUnfoldsIt() {
    var view = view(Size(30, 4))
    view.foldAll()
    #expect(view.search("TEXT") && view.cursor.line == 8)
    #expect(view.status.hasPrefix("/TEXT 1/1"))
    #expect(view.surface(Size(30, 4)).text().contains(#""text""#))
    #expect(view.search("l") && view.hitCount == 2)
    view.search("\"")
    let count = view.hitCount
    let first = view.cursor
    for _ in 0..<count { press(&view, "n") }
    #expect(view.cursor == first, "after the last find comes the first")
    press(&view, "N", "n")
    #expect(view.cursor == first)
    #expect(view.search("nowhere") == false && view.status.contains("/nowhere 0"))
    #expect(view.search("") == false && view.hitCount == 0)
  }

  @Test func findsAreSetOffAndKeepClustersWhole() throws {
    var view = TextView(Document(text: "cafe\u{301} 数据 café DATA data"))
    view.settle(in: Size(40, 1))
    #expect(view.search("cafe") == true)
    #expect(view.hitCount == 1)
    let surface = view.surface(Size(40, 1))
    #expect(try (0..<4).allSatisfy { try #require(surface[Point($0, 0)]).style.emphasis.contains(.reverse) })
    #expect(surface[Point(3, 0)]?.character == "e\u{301}")
    #expect(surface[Point(4, 0)]?.style.emphasis == [])
    #expect(view.search("data") && view.hitCount == 2)
    #expect(view.search("数据") && view.hitCount == 1)
    #expect(view.search("\u{301}") == false, "a mark without its base is no find")
  }

  @Test func textScrollsByRows() {
    let text = "one two three four five six seven\n数据平台的命令行工具。\n\nlast line of it"
    var view = TextView(Document(text: text))
    let size = Size(18, 3)
    view.settle(in: size)
    press(&view, "end")
    #expect(
      view.surface(size).text() == """
        工具。           │
                         │
        last line of it  ┃
        """)
    let end = view.top
    press(&view, "pgdn")
    #expect(view.top == end)
    press(&view, "up", "down")
    #expect(view.top == end)
    #expect(view.status == "5–7/7")
    press(&view, "home")
    #expect(view.top == TextView.Place())
  }

  @Test func withoutWrappingLinesRunOn() {
    var view = TextView(Document(text: "数据平台abcdefghijklmnopqrstuvwxyz\nshort"), wraps: false)
    let size = Size(14, 2)
    view.settle(in: size)
    #expect(view.surface(size).lines() == ["数据平台abc…", "short"])
    press(&view, "l")
    #expect(view.left == 7 && view.surface(size).lines()[0] == " abcdefghij…")
    press(&view, "l", "l", "l")
    #expect(view.surface(size).lines()[0] == "opqrstuvwxyz", "no further than the longest line")
    press(&view, "h", "h", "h", "h")
    #expect(view.left == 0)
    view.search("xyz")
    #expect(view.surface(size).lines()[0].contains("xyz"))
    press(&view, "w")
    #expect(view.wraps && view.left == 0)
  }

  @Test func aPlaceOutlivesWidthWrapAndDocument() {
    let text = (0..<200).map { "line \($0) " + String(repeating: "word ", count: 30) }.joined(separator: "\n")
    var view = TextView(Document(text: text), showsCursor: true)
    view.settle(in: Size(40, 10))
    view.search("line 120")
    for width in [20, 100, 33] {
      view.settle(in: Size(width, 10))
      #expect(view.cursor.line == 120)
    }
    view.toggleWrap()
    #expect(view.cursor == .init(line: 120))
    view.toggleWrap()
    view.replace(with: Document(text: "something new\n" + text))
    #expect(view.cursor.line == 121)
    view.replace(with: Document(text: "a"))
    #expect(view.cursor == .init() && view.top == .init())
  }

  @Test func foldsOutliveTheDocument() {
    var view = view(Size(40, 12))
    view.jump(to: .init(line: 2))
    view.toggleFold()
    view.replace(with: Document { $0.json(["id": "81f3", "new": 1, "rows": [1, 2.5, nil], "nested": true]) })
    #expect(view.surface(Size(40, 12)).lines()[3] == #"▌  "rows": [ … 3 ],"#)
  }

  @Test func moreLinesThanAreShownAreNamed() {
    let document = Document { document in for _ in 0...Document.linesMax { document.line(["x"]) } }
    #expect(document.lines.count == Document.linesMax)
    #expect(document.lines.last?.spans[0].text.contains("\(Document.linesMax)") == true)
  }
}
