import Support
import Terminal
import Testing

@Suite struct WidgetFuzzTests {
  /// No widget may trap or draw outside, however small its place and however hostile its text.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 11])
  func everySizeAndAnyText(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for width in [0, 1, 2, 3, 5, 9, 23] {
      for height in [0, 1, 2, 3, 7] {
        let text = numbers.hostileText(lengthMax: 30)
        for widget in widgets(text) {
          var surface = Surface(Size(width + 2, height + 2))
          surface.fill(surface.bounds, with: "#")
          widget.draw(on: &surface, in: Rect(1, 1, width, height))
          let isFramed = (0..<height + 2).allSatisfy { y in
            (0..<width + 2).allSatisfy { x in
              Rect(1, 1, width, height).contains(Point(x, y)) || surface[Point(x, y)]?.character == "#"
            }
          }
          #expect(isFramed, "seed \(seed), \(type(of: widget)) at \(width)x\(height), \(text.debugDescription)")
        }
      }
    }
  }

  private func document(_ text: String) -> Document {
    Document { document in
      document.fact(text, text)
      document.heading(text)
      document.json(["k": .string(text), "l": [.string(text)]])
      document.json(parsing: text)
      document.keys([KeyHint(text, text, note: text)])
    }
  }

  private func widgets(_ text: String) -> [any Widget] {
    [
      Table(columns: [.init(text, .share(1))], count: 0, scroll: Scroll(), empty: [text]) { _ in .init([]) },
      Table(columns: [.init(text, .share(1))], count: 2, scroll: Scroll()) { _ in .init([Span(text)]) },
      Tabs([.init(key: text, text), .init(key: "2", "b")], selected: 1), Breadcrumb([text, text]), ProgressBar(0.5),
      Sparkline([1, 2, 3]), Gauge(text, value: text, fraction: 0.9), InputLine(text, prompt: Span(text)),
      Dialog(title: text, body: [[Span(text)]], buttons: [.init(text), .init("b")], input: InputLine(text)),
      Form([.init(text, .text(InputLine(text)), problem: text), .init("b", .choice([text], selected: 0))]),
      HintBar([KeyHint(text, text)]), MessageLine(.info, text),
      TextView(document(text), showsCursor: true), TextView(document(text), wraps: false),
      ScrollBar(count: 10, top: 3, height: 4),
      DAGView([.init("a", text, detail: text), .init("b", text, sign: "!")], edges: [.init("a", "b")]),
    ]
  }
}

extension Widget {
  fileprivate func draw(on surface: inout Surface, in rect: Rect) { surface.draw(self, in: rect) }
}
