import Foundation
import Support
import Terminal

/// The reference page of the widgets, drawn by the widgets themselves.
enum WidgetCatalog {
  static let path = "docs/reference/widgets.md"

  struct Entry {
    var title: String
    var text: String
    var pictures: [(name: String, surface: Surface)]

    init(_ title: String, _ text: String, _ pictures: (String, Surface)...) {
      self.title = title
      self.text = text
      self.pictures = pictures
    }
  }

  static var text: String {
    """
    # Widgets

    The widgets of `Sources/Foundations/Terminal`, each as it draws itself. A test draws this page anew and compares;
    after a change, run `UPDATE_GOLDEN=1 swift test --filter TerminalTests.WidgetCatalogTests`.

    A widget is a value with `draw(on:)`; those that take keys have `handle(_:)`, which is pure. Every widget draws in
    any size, down to nothing, never outside its block, and turns control and bidirectional characters into visible
    marks. Lists, trees and texts cost what their window shows, not what they hold.

    \(entries.map(section).joined(separator: "\n"))
    """
  }

  private static func section(_ entry: Entry) -> String {
    let pictures = entry.pictures.map { name, surface in
      (name.isEmpty ? "" : "\(name):\n\n") + "```text\n\(surface.text())\n```\n"
    }
    return "## \(entry.title)\n\n\(entry.text)\n\n" + pictures.joined(separator: "\n")
  }

  private static let kinds = PlotStyle.allCases

  private static func plots(_ size: Size, _ widget: (PlotStyle) -> some Widget) -> [(String, Surface)] {
    kinds.map { ($0.rawValue, widget($0).surface(size)) }
  }

  private static func plot(
    _ title: String, _ text: String, _ size: Size, _ widget: (PlotStyle) -> some Widget
  ) -> Entry {
    var entry = Entry(title, text)
    entry.pictures = plots(size, widget)
    return entry
  }

  static var entries: [Entry] { lists + texts + forms + bars + plots }

  private static var lists: [Entry] {
    let rows = [("a81f…", "running", "12 s"), ("b002", "failed", "3 m"), ("c411", "完成", "1 h"), ("d0", "dead", "2 d")]
    func table(_ sideways: ColumnScroll = ColumnScroll()) -> Table {
      Table(
        columns: [
          .init("ID", .content(4...12)), .init("STATE", .atLeast(8)),
          .init("AGE", .fixed(6), .trailing, order: .descending), .init("WORKER", .fixed(10)),
        ], count: 40, scroll: Scroll(), sideways: sideways
      ) { index in
        let row = rows[index % rows.count]
        return Table.Row(
          [Span(row.0), Span(row.1), Span(row.2), Span("vm:\(8000 + index)")], isMarked: index == 1)
      }
    }
    var sideways = ColumnScroll()
    sideways.measure(table(), rows: 0..<4)
    sideways.move(by: 1, in: table(), width: 24)
    var tree = Tree([.init("warehouse", ["warehouse"]), .init("files", ["files"], isLeaf: true)]) { id in
      switch id {
      case "warehouse": [.init("ods", ["ods"]), .init("dwd", ["dwd"])]
      case "ods": [.init("ods.chat", ["chat  ", Span("18 columns", .muted)], isLeaf: true)]
      default: []
      }
    }
    tree.settle(in: Size(40, 6))
    for motion in [Motion.right, .right, .right] { tree.move(motion) }
    let choices = [
      Choice("strict", key: "s", 1), Choice("lenient", key: "l", 2),
      Choice("ask", key: "a", obstacle: "no right to", 3),
    ]
    var palette = Palette("Go to", choices, line: InputLine(prompt: Span(": ", .accent)), empty: "Nothing")
    for key in ["l", "e"] { _ = palette.handle(.character(Character(key))) }
    let nodes: [DAGView.Node] = [
      .init("a", "validate", detail: "2.1s", sign: "✓"), .init("b", "clean", detail: "9s", sign: "◐"),
      .init("c", "report", sign: "○"), .init("d", "publish", sign: "○"),
    ]
    let edges: [DAGView.Edge] = [.init("a", "b"), .init("a", "c"), .init("b", "d"), .init("c", "d")]
    return [
      Entry(
        "Table", "Virtual rows, a header with the order, marks, widths that stay while rows scroll.",
        ("", table().surface(Size(48, 5))), ("one column on, in 24 columns", table(sideways).surface(Size(24, 5)))),
      Entry("Tree", "Asks for what is below a node when it is unfolded.", ("", tree.surface(Size(40, 6)))),
      Entry("Menu", "A few choices in a popup.", ("", Menu("Open with", choices).surface(Size(44, 7)))),
      Entry(
        "CheckList", "Chosen ones of many, in an order of one's own.",
        ("", CheckList("Columns", choices, chosen: [2, 1]).surface(Size(30, 6)))),
      Entry("Palette", "Choices by a few of their letters, best first.", ("", palette.surface(Size(68, 8)))),
      Entry(
        "DAG", "Lies on its side, stands, or is a list, as there is room.",
        ("", DAGView(nodes, edges: edges, cursor: "b").surface(Size(60, 10))),
        ("standing", DAGView(nodes, edges: edges, cursor: "b").surface(Size(30, 8))),
        ("as a list", DAGView(nodes, edges: edges, cursor: "b").surface(Size(24, 4)))),
    ]
  }

  private static var texts: [Entry] {
    var json = TextView(
      Document { document in
        document.json([
          "id": "81f3", "rows": [1, 2, 3], "bytes": "\u{1b}[31m\u{202e}",
          "note": "a string that is longer than the window",
        ])
      }, showsCursor: true)
    json.settle(in: Size(40, 8))
    json.move(.down)
    json.move(.down)
    json.toggleFold()
    let prose = Document(text: "The quick brown fox jumps over the lazy 狐狸 dog.\nAnd again.")
    var text = TextView(prose, wraps: false)
    text.settle(in: Size(30, 2))
    text.search("狐狸")
    let help = Document { document in
      document.heading("Letters")
      document.keys([
        KeyHint("enter", "open"), KeyHint("R", "redrive", isEnabled: false, note: "the role may not"),
      ])
      document.heading("Facts")
      document.fact("error", "table_locked", style: .error)
      document.fact("why", "another load holds the table; it is waited for thirty seconds")
    }
    var editor = TextEditor("{\n  \"mode\": \"lenient\",\n  \"rows\": 12x\n}", language: .json)
    editor.settle(in: Size(40, 5))
    editor.move(to: TextEditor.Place(line: 2, column: 13))
    editor.problems = [2]
    var log = LogView(linesMax: 20)
    log.settle(in: Size(44, 4))
    log.append((0..<30).map { [Span("12:00:\(10 + $0) chunk \($0) of 30 is stored")] })
    return [
      Entry(
        "TextView", "Text, wrapped or not, searched; only the lines of the window are laid out.",
        ("", TextView(prose).surface(Size(30, 3))), ("not wrapped, after a search", text.surface(Size(30, 2)))),
      Entry("JSON", "A document of a JSON value: every object and array folds.", ("", json.surface(Size(40, 8)))),
      Entry("Document", "Headings, facts, keys (help).", ("", TextView(help).surface(Size(48, 8)))),
      Entry(
        "TextEditor", "Several lines being edited: wrapped, with undo and paste; wrong lines are marked.",
        ("", editor.surface(Size(40, 5)))),
      Entry(
        "LogView", "Holds the newest lines, counts those dropped, follows the end.", ("", log.surface(Size(44, 4)))),
    ]
  }

  private static var forms: [Entry] {
    var input = InputLine("state:dead age>2h", prompt: Span("/ ", .accent))
    input.isFocused = false
    let form = Form([
      .init("Name", .text(InputLine("orders")), problem: "is taken"),
      .init("Mode", .choice(["strict", "lenient"], selected: 0)), .init("Notify", .toggle(true)),
    ])
    let dialog = Dialog(
      "Discard 12 letters", Document(text: "They leave the queue for good.\nSkipped: 2 (held by another)."),
      fields: [.init("reason", .text(InputLine("too old"))), .init("type 12", .text(InputLine("1")))],
      buttons: [.init("Discard", style: .error), .init("Cancel")], focus: .button(1), problem: "type 12 to confirm",
      tone: .warning)
    return [
      Entry(
        "InputLine", "The editing keys of shells, history, completion, paste; scrolls sideways.",
        ("", input.surface(Size(40, 1)))),
      Entry("Form", "Text, choices and switches.", ("", form.surface(Size(40, 4)))),
      Entry("Dialog", "A question with fields and buttons, over what is there.", ("", dialog.surface(Size(76, 10)))),
    ]
  }

  private static var bars: [Entry] {
    let tabs = Tabs([.init(key: "1", "Overview"), .init(key: "4", "DLQ", badge: Span("5", .error))], selected: 1)
    var toasts = Toasts()
    toasts.show(MessageLine(.success, "Redriven 12 letters"), at: .distantPast)
    toasts.show(MessageLine(.warning, "2 were skipped: another holds them"), at: .distantPast)
    let split = Split(.columns, share: 40)
    var halves = Surface(Size(44, 3))
    split.draw(
      TextView(Document(text: "orders   failed\nitems    dead")),
      TextView(Document(text: "error  table_locked\nwhy    the table is locked")), on: &halves)
    let hints = [KeyHint("enter", "open"), KeyHint("/", "filter"), KeyHint("?", "help")]
    return [
      Entry(
        "Tabs", "Panes with their keys; or the parts of a view, in a line.", ("", tabs.surface(Size(40, 1))),
        ("parts", Tabs(sections: ["report 14", "chunks 3"], selected: 0).surface(Size(40, 1)))),
      Entry(
        "Breadcrumb", "The way here; the oldest gives way.",
        ("", Breadcrumb(["DLQ", "orders", "81f3a2"]).surface(Size(40, 1)))),
      Entry("HintBar", "Keys that work here.", ("", HintBar(hints).surface(Size(40, 1)))),
      Entry(
        "MessageLine", "What just happened.",
        ("", MessageLine(.success, "Redriven 12 letters · audit 81f3").surface(Size(44, 1)))),
      Entry("Toasts", "Messages that go by themselves.", ("", toasts.surface(Size(44, 6)))),
      Entry("Split", "Two panes with a line that keys move.", ("", halves)),
    ]
  }

  private static var plots: [Entry] {
    let wave = (0..<40).map { 20 + 18 * waveform[$0 % waveform.count] }
    let bars: [BarChart.Bar] = [.init("orders", 1200), .init("refunds", 230), .init("订单", 12)]
    let stages: [Funnel.Stage] = [.init("uploaded", 1200), .init("validated", 960), .init("loaded", 600)]
    let sums = (0..<20).flatMap { left in (0..<20).map { Double(left + $0) / 10 } }
    let days = ["Mon", "Tue", "Wed"].enumerated().map { day, name in
      Heatmap.Row(name, (0..<12).map { hour in Double(max(0, 6 - abs(hour - 5 - day))) })
    }
    return [
      gantt,
      plot("ProgressBar", "How far something is.", Size(30, 1)) { ProgressBar(0.47, plot: $0) },
      plot("Gauge", "A share of something limited.", Size(40, 1)) {
        Gauge("Workers", value: "12/20", fraction: 0.6, plot: $0)
      },
      plot("Sparkline", "A series in a row, or in several.", Size(30, 2)) { Sparkline(wave, plot: $0) },
      plot("LinePlot", "Series over axes.", Size(44, 8)) { style in
        LinePlot(
          [.init("in", wave), .init("out", wave.map { $0 / 2 }, style: .warning)], ends: ("09:00", "now"), plot: style)
      },
      plot("BarChart", "Named amounts.", Size(44, 3)) { BarChart(bars, plot: $0) },
      plot("Histogram", "How often values fall between two others.", Size(44, 7)) {
        Histogram(of: sums, bins: 20, plot: $0)
      },
      plot("Heatmap", "Amounts on two axes.", Size(44, 4)) { Heatmap(days, ends: ("00", "11"), plot: $0) },
      plot("Funnel", "What is left after each stage.", Size(50, 3)) { Funnel(stages, plot: $0) },
    ]
  }

  private static var gantt: Entry {
    let rows = [
      Gantt.Row(
        [Span("validate")], [Gantt.Segment(0, 4, mark: "·", style: .warning), Gantt.Segment(4, 20)], note: "16s"),
      Gantt.Row(
        [Span("clean")],
        [
          Gantt.Segment(20, 22, mark: "x", style: .error), Gantt.Segment(22, 30, mark: "~", style: .muted),
          Gantt.Segment(30, 60),
        ], note: "32s"),
    ]
    let view = Gantt(rows, range: 0...60, ends: ("12:00:00", "12:01:00"), cursor: 1)
    return Entry(
      "Gantt", "What was done when; nothing that happened is invisible.", ("", view.surface(Size(48, 3))))
  }

  /// A period of a sine, written down so that no library rounds it otherwise.
  private static let waveform: [Double] = [
    0, 0.31, 0.59, 0.81, 0.95, 1, 0.95, 0.81, 0.59, 0.31, 0, -0.31, -0.59, -0.81, -0.95, -1, -0.95, -0.81, -0.59, -0.31,
  ]
}
