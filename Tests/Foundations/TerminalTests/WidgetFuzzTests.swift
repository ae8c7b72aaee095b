import Foundation
import Support
import Terminal
import Testing

@testable import TerminalSupport

/// No widget may trap, draw outside its place, or put a control into a cell, however small or large its place and
/// however hostile its text, its numbers and its keys.
@Suite struct WidgetFuzzTests {
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 11, 5_330_713_214_116_391_872])
  func everySizeAndAnyText(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    let corners = [Size(0, 0), Size(1, 1), Size(300, 100), Size(1, 100), Size(300, 1)]
    for size in corners + (0..<14).map({ _ in numbers.size() }) {
      let text = numbers.hostileText(lengthMax: 30)
      for widget in widgets(text, size, &numbers) { check(widget, size, "seed \(seed), \(text.debugDescription)") }
    }
  }

  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 7])
  func anyKeys(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    for _ in 0..<4 {
      let text = (0..<6).map { _ in numbers.hostileText(lengthMax: 12) }.joined(separator: "\n")
      var subjects = interactive(text)
      for _ in 0..<40 {
        let size = numbers.size(width: 60, height: 20)
        let key = Key.fuzz.randomElement(using: &numbers) ?? .enter
        let sought = String(text.dropFirst(Int.random(in: 0...max(0, text.count - 1), using: &numbers)).prefix(2))
        for index in subjects.indices {
          subjects[index].press(key, size, sought)
          check(subjects[index].widget, size, "seed \(seed), after \(key), \(text.debugDescription)")
        }
      }
    }
  }

  private func check(_ widget: any Widget, _ size: Size, _ context: String) {
    var surface = Surface(Size(size.width + 2, size.height + 2))
    surface.fill(surface.bounds, with: "#")
    let place = Rect(1, 1, size.width, size.height)
    widget.draw(on: &surface, in: place)
    var problem: String?
    for (index, cell) in surface.cells.enumerated() {
      let point = Point(index % surface.size.width, index / surface.size.width)
      if !place.contains(point), cell.character != "#" { problem = "draws outside at \(point)" }
      if cell.character.isHarmful { problem = "draws \(cell.character.unicodeScalars) at \(point)" }
    }
    if let cursor = surface.cursor, !place.contains(cursor) { problem = "shows the cursor outside at \(cursor)" }
    #expect(problem == nil, "\(type(of: widget)) at \(size) \(problem ?? ""), \(context)")
  }

  private func document(_ text: String) -> Document {
    Document { document in
      document.fact(text, text)
      document.heading(text)
      document.json(["k": .string(text), "l": [.string(text)], text: [text: nil]])
      document.json(parsing: text)
      document.keys([KeyHint(text, text, note: text)])
    }
  }

  private func choices(_ text: String) -> [Choice<Int>] {
    [Choice(text, key: text, 1), Choice(text, key: "b", obstacle: text, 2)]
  }

  private func widgets(_ text: String, _ size: Size, _ numbers: inout SplitMix64) -> [any Widget] {
    let values = (0..<Int.random(in: 0...400, using: &numbers)).map { _ in numbers.hostileNumber() }
    let lengths: [Length] = [.content(2...20), .share(1), .atLeast(3), .fixed(8)]
    let columns = lengths.map { Table.Column(text, $0, .trailing, keepsEnd: true, order: .ascending) }
    var log = LogView(linesMax: 50)
    log.settle(in: size)
    log.append((0..<70).map { [Span("\($0) " + text)] })
    var toasts = Toasts()
    for _ in 0..<6 { toasts.show(MessageLine(.warning, text), at: .distantPast) }
    let plots = PlotStyle.allCases.flatMap { plot -> [any Widget] in
      [
        ProgressBar(values.first ?? .nan, plot: plot), Sparkline(values, plot: plot),
        Gauge(text, value: text, fraction: values.first ?? 2, plot: plot),
        LinePlot([.init(text, values), .init(text, [])], ends: (text, text), plot: plot),
        BarChart(values.prefix(9).map { .init(text, $0) }, plot: plot), Histogram(of: values, bins: 30, plot: plot),
        Histogram(counts: values, ends: (text, text), plot: plot),
        Heatmap([.init(text, values), .init("b", [1])], ends: (text, text), plot: plot),
        Funnel(values.prefix(5).map { .init(text, $0) }, plot: plot),
      ]
    }
    let gantt = Gantt(
      values.prefix(12).map { value in
        Gantt.Row([Span(text)], [Gantt.Segment(value, values.last ?? 0), Gantt.Segment(-1, value)], note: text)
      }, range: -5...5, ends: (text, text), cursor: values.count / 2)
    return plots + [gantt] + [
      Table(columns: columns, count: 0, scroll: Scroll(), empty: [text]) { _ in .init([]) },
      Table(columns: columns, count: 2, scroll: Scroll()) { _ in .init([Span(text), Span(text)], isMarked: true) },
      Tree([.init(1, [Span(text)]), .init(2, [Span(text)], isLeaf: true)]) { _ in [] },
      Menu(text, choices(text)), Palette(text, choices(text), line: InputLine(text), empty: text),
      Tabs([.init(key: text, text), .init(key: "2", "b")], selected: 1), Tabs(sections: [text, text], selected: 0),
      Breadcrumb([text, text]), HintBar([KeyHint(text, text)]), MessageLine(.info, text), toasts, log,
      InputLine(text, prompt: Span(text)), Halves(text: text),
      Dialog(
        text, document(text), fields: [.init(text, .text(InputLine(text)), problem: text)],
        buttons: [.init(text), .init("b")], problem: text),
      Form([.init(text, .text(InputLine(text)), problem: text), .init("b", .choice([text], selected: 0))]),
      TextView(document(text), showsCursor: true), TextView(document(text), wraps: false),
      ScrollBar(count: 10, top: 3, height: 4),
      DAGView([.init("a", text, detail: text), .init("b", text, sign: "!")], edges: [.init("a", "b")]),
    ]
  }

  private struct Halves: Widget {
    var text: String
    func draw(on surface: inout Surface) {
      Split(.columns).draw(TextView(Document(text: text)), MessageLine(.info, text), on: &surface)
    }
  }

  private func interactive(_ text: String) -> [any Subject] {
    [
      Reading(view: TextView(document(text), showsCursor: true)), Reading(view: TextView(document(text), wraps: false)),
      Climbing(tree: Tree([.init(text, [Span(text)])]) { id in [.init(id + "a", [Span(id)]), .init(id, [Span(id)])] }),
      Filling(
        dialog: Dialog(
          text, document(text),
          fields: [.init(text, .text(InputLine(text))), .init("b", .choice([text], selected: 0))],
          buttons: [.init(text)], focus: .field(0))),
      Finding(palette: Palette(text, choices(text), line: InputLine(), empty: text)),
      Following(log: LogView(linesMax: 9)), Writing(editor: TextEditor(text, language: .json)),
    ]
  }
}

/// A widget that takes keys.
private protocol Subject {
  var widget: any Widget { get }
  mutating func press(_ key: Key, _ size: Size, _ text: String)
}

private struct Reading: Subject {
  var view: TextView
  var widget: any Widget { view }
  mutating func press(_ key: Key, _ size: Size, _ text: String) {
    view.settle(in: size)
    if !view.handle(key) { view.search(text) }
    if key == .backspace { view.replace(with: Document(text: text + "\n" + text)) }
  }
}

private struct Climbing: Subject {
  var tree: Tree<String>
  var widget: any Widget { tree }
  mutating func press(_ key: Key, _ size: Size, _ text: String) {
    tree.settle(in: size)
    if !tree.handle(key) { tree.reload([.init(text, [Span(text)]), .init("b", ["b"])]) }
  }
}

private struct Filling: Subject {
  var dialog: Dialog
  var widget: any Widget { dialog }
  mutating func press(_ key: Key, _ size: Size, _ text: String) {
    _ = dialog.handle(key)
    dialog.paste(text)
  }
}

private struct Finding: Subject {
  var palette: Palette<Int>
  var widget: any Widget { palette }
  mutating func press(_ key: Key, _ size: Size, _ text: String) {
    if !palette.handle(key) { palette.move(by: 1) }
  }
}

private struct Writing: Subject {
  var editor: TextEditor
  var widget: any Widget { editor }
  mutating func press(_ key: Key, _ size: Size, _ text: String) {
    editor.settle(in: size)
    if !editor.handle(key) { editor.insert(text) }
    editor.problems = [editor.cursor.line]
  }
}

private struct Following: Subject {
  var log: LogView
  var widget: any Widget { log }
  mutating func press(_ key: Key, _ size: Size, _ text: String) {
    log.settle(in: size)
    log.append([[Span(text)], [Span(text)]])
    if !log.handle(key) { log.search(text) }
  }
}

extension Key {
  fileprivate static let fuzz: [Key] =
    [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .space, .tab, .backTab, .backspace, .delete,
      .control("w"), .control("k"), .control("y"), .control("t"), .alt("b"), .alt("f"), .alt("d"),
    ] + "zwnN-+gGjkhlFx数".map { Key.character($0) }
}

extension Character {
  fileprivate var isHarmful: Bool {
    if utf8.count == 1, let byte = utf8.first { return byte < 0x20 || byte == 0x7f }
    return unicodeScalars.contains { scalar in
      let value = scalar.value
      return value < 0x20 || (0x7f..<0xa0).contains(value) || (0x202a...0x202e).contains(value)
        || (0x2066...0x2069).contains(value) || value == 0x2028 || value == 0x200e || value == 0x200f
    }
  }
}

extension SplitMix64 {
  mutating func size(width: Int = 300, height: Int = 100) -> Size {
    // Small ones are where layouts break.
    let isSmall = Int.random(in: 0..<3, using: &self) > 0
    return Size(
      Int.random(in: 0...(isSmall ? min(24, width) : width), using: &self),
      Int.random(in: 0...(isSmall ? min(8, height) : height), using: &self))
  }

  mutating func hostileNumber() -> Double {
    let odd: [Double] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0.0,
      -1,
      1e300, 1e18,
    ]
    if Int.random(in: 0..<3, using: &self) == 0 { return odd.randomElement(using: &self) ?? 0 }
    return Double.random(in: -10...1000, using: &self)
  }
}

extension Widget {
  fileprivate func draw(on surface: inout Surface, in rect: Rect) { surface.draw(self, in: rect) }
}
