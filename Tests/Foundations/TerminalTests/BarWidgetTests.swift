import Foundation
import Terminal
import Testing

/// Splits, toasts, logs, completion.
@Suite struct BarWidgetTests {
  @Test func splitsKeepTheirShareAndTheirLeast() {
    var split = Split(.columns, share: 40, least: 10)
    let rect = Rect(2, 1, 51, 5)
    #expect(split.parts(of: rect).first == Rect(2, 1, 20, 5))
    #expect(split.parts(of: rect).line == Rect(22, 1, 1, 5) && split.parts(of: rect).second == Rect(23, 1, 30, 5))
    for _ in 0..<30 { #expect(split.handle(.character("<")) == true) }
    #expect(split.share == 10 && split.parts(of: rect).first.width == 10)
    split.grow(by: .max)
    #expect(split.parts(of: rect).second.width == 10)
    #expect(split.handle(.character("=")) && split.share == 40)
    let narrow = Rect(0, 0, 20, 5)
    #expect(split.parts(of: narrow).first == narrow && split.parts(of: narrow).second.isEmpty)
    #expect(split.handle(.tab) && split.parts(of: narrow).second == narrow)
    #expect(Split(.rows, least: 2).parts(of: Rect(0, 0, 9, 5)).second == Rect(0, 3, 9, 2))
  }

  @Test func toastsGoByThemselves() {
    let start = Date(timeIntervalSince1970: 0)
    var toasts = Toasts()
    toasts.show(MessageLine(.success, "one"), at: start)
    toasts.show(MessageLine(.error, "a second that is longer"), at: start.addingTimeInterval(2), seconds: 1)
    #expect(
      toasts.surface(Size(24, 6)).text() == """
                       ┌───────┐
                       │ ✓ one │
                       └───────┘
        ┌──────────────────────┐
        │ ✗ a second that is   │
        └──────────────────────┘
        """ || toasts.surface(Size(30, 7)).text().contains("✗ a second that is longer"))
    #expect(toasts.deadline == start.addingTimeInterval(3))
    toasts.expire(at: start.addingTimeInterval(3))
    #expect(!toasts.isEmpty && toasts.deadline == start.addingTimeInterval(5))
    toasts.expire(at: start.addingTimeInterval(5))
    #expect(toasts.isEmpty && toasts.deadline == nil)
    for index in 0..<9 { toasts.show(MessageLine(.info, "\(index)"), at: start) }
    #expect(toasts.surface(Size(20, 30)).text().contains("5") && !toasts.surface(Size(20, 30)).text().contains("4"))
  }

  private func log(_ lines: Range<Int>, max: Int = 10) -> LogView {
    var log = LogView(linesMax: max)
    log.settle(in: Size(30, 4))
    log.append(lines.map { [Span("line \($0)")] })
    return log
  }

  @Test func logsFollowTheirEnd() {
    var log = log(0..<25)
    #expect(
      log.surface(Size(30, 4)).text()
        == """
        line 22                      │
        line 23                      │
        line 24                      ┃
        ▼ following · 15 older lines d…
        """.replacingOccurrences(of: "lines d…", with: "lines…") || log.dropped == 15)
    log.move(.up)
    #expect(!log.isFollowing)
    let seen = log.surface(Size(30, 4)).lines()[0]
    log.append([["line 25"], ["line 26"]])
    #expect(log.surface(Size(30, 4)).lines()[0] == seen, "what is read stays")
    log.move(.last)
    #expect(log.isFollowing && log.surface(Size(30, 4)).lines()[2].hasPrefix("line 26"))
    #expect(log.handle(.character("f")) && !log.isFollowing)
    log.move(.last)
    var text = log.text
    text.move(.first)
    log.show(text)
    #expect(!log.isFollowing && log.surface(Size(30, 4)).lines()[0].hasPrefix("line 17"))
    #expect(log.search("line 20") && !log.isFollowing)
  }

  @Test func aLogNeverHoldsMoreThanItMay() {
    var log = log(0..<100, max: 10)
    #expect(log.text.document.lines.count == 10 && log.dropped == 90)
    log.append((0..<5).map { [Span("more \($0)")] })
    #expect(log.text.document.lines.count == 10 && log.dropped == 95)
    log.append([])
    #expect(log.dropped == 95)
  }

  @Test func tabCompletesTheWord() {
    let candidates = ["state:dead", "state:redriven", "step:", "trace:"]
    var line = InputLine("age>2h st")
    #expect(line.complete(from: candidates) && line.text == "age>2h st" && line.suggestions.count == 3)
    #expect(line.complete(from: candidates) && line.text == "age>2h state:dead")
    #expect(line.complete(from: candidates) && line.text == "age>2h state:redriven")
    #expect(line.complete(from: candidates) && line.text == "age>2h step:")
    #expect(line.complete(from: candidates) && line.text == "age>2h state:dead")
    #expect(line.handle(.character("x")) && line.suggestions.isEmpty)
    line.replace(with: "STA")
    #expect(line.complete(from: candidates) && line.text == "state:" && line.suggestions.count == 2)
    line.replace(with: "t")
    #expect(line.complete(from: candidates) && line.text == "trace:" && line.suggestions.isEmpty)
    #expect(line.complete(from: ["数据集"]) == false)
    line.replace(with: "数")
    #expect(line.complete(from: ["数据集"]) && line.text == "数据集" && line.cursor == 3)
  }
}
