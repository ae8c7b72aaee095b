import Foundation
import Model
import Support
import Terminal

/// The item above, the answers below, a line for what is to be said.
struct ReviewLayout {
  let item: Rect
  let rule: Rect
  let answers: Rect
  let foot: Rect

  /// The answers take half of the rows, and those that a short item leaves free.
  init(_ size: Size, _ view: TextView, _ table: AnswerTable) {
    let footRows = size.height >= 4 ? 1 : 0
    let room = max(0, size.height - 1 - footRows)
    let columns = max(1, size.width - 2)
    let left = room - max(1, view.document.rowCount(width: max(1, columns - 2)))
    let wanted = min(table.rowCount(width: columns), left)
    let share: Length = wanted > room / 2 ? .fixed(wanted) : .share(1)
    let rows = Rect(size).rows([.share(1), .fixed(1), share, .fixed(footRows)])
    (item, rule, answers, foot) = (rows[0].inset(columns: 1), rows[1], rows[2].inset(columns: 1), rows[3])
  }
}

extension ReviewScene {
  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let item else {
      // Who may not decide is told that, not that nothing waits.
      if !isBusy, let remark, remark.tone == .error {
        return surface.drawEmptyHands([remark.text] + LabelingWords.nothingToReview.dropFirst(), nil)
      }
      return surface.drawEmptyHands(isBusy ? [LabelingWords.taking] : LabelingWords.nothingToReview, remark)
    }
    if let sheet {
      drawSheet(sheet, item, on: &surface)
    } else {
      let table = answerTable(item)
      let layout = ReviewLayout(surface.bounds.size, view, table)
      surface.draw(guidelines ?? view, in: layout.item)
      surface.rule(at: layout.rule.origin, width: layout.rule.width)
      surface.within(layout.answers) { table.draw(on: &$0) }
      drawFoot(item, below: table.below(layout.answers.size), in: layout.foot, on: &surface)
    }
    if let question { surface.within(surface.bounds) { question.prompt.draw(on: &$0) } }
  }

  func answerTable(_ item: ReviewItem) -> AnswerTable {
    AnswerTable(item: item, chosen: hasChosen || item.disputed.isEmpty ? chosen : nil, top: answersTop)
  }

  private func drawSheet(_ sheet: AnswerSheet, _ item: ReviewItem, on surface: inout Surface) {
    let panel = AnswerPanel(sheet: sheet, predictions: item.predictions)
    let layout = WorkLayout(surface.bounds.size, panel, view: view)
    surface.fill(layout.rule, with: layout.rule.width == 1 ? "│" : "─", style: .border)
    if let guidelines {
      surface.draw(guidelines, in: layout.item)
    } else {
      if layout.facts.height > 0 { surface.draw(view, in: layout.facts) }
      sheet.drawText(in: layout.text, on: &surface)
    }
    surface.within(layout.panel) { panel.draw(on: &$0) }
    drawFoot(item, in: layout.foot, on: &surface)
  }

  private func drawFoot(
    _ item: ReviewItem, below: [String] = [], in rect: Rect, on surface: inout Surface
  ) {
    let more = below.isEmpty ? "" : " ▼ " + below.joined(separator: ", ")
    let moreWidth = min(Text.width(more), rect.width / 2)
    surface.draw(more, at: Point(rect.maxX - 1 - moreWidth, rect.y), style: .warning, width: moreWidth)
    let inner = rect.inset(columns: 1)
    let room = Rect(inner.x, inner.y, max(0, inner.width - moreWidth), inner.height)
    if let remark { return surface.draw(MessageLine(remark.tone, remark.text), in: room) }
    let differ =
      item.disputed.isEmpty
      ? [Span("= " + LabelingWords.agreed, .success)]
      : [Span("≠ " + LabelingWords.differ(item.disputed.joined(separator: ", ")), .warning)]
    surface.draw(differ + [Span("  " + item.task.key.shownKey, .muted)], at: room.origin, width: room.width)
  }
}

/// Answers beside each other: a row a field, a column an annotator.
///
///     field       ▸1 ann          2 bob
///     mood      ≠  good            bad
///     topics       price           price
struct AnswerTable {
  let item: ReviewItem
  let chosen: Int?
  /// The first row below the head that is seen.
  var top = 0

  private static let nameColumns = 12

  /// Who answered, as far as they fit: with more annotators, the chosen one shows. The last column is the bar's.
  private func columns(_ width: Int) -> (width: Int, shown: [(offset: Int, element: Assignment)]) {
    let room = width - 1 - AnswerTable.nameColumns
    let count = max(1, item.submissions.count)
    let column = max(8, room / count)
    let visible = max(1, room / column)
    let first = min(max(0, (chosen ?? 0) - visible + 1), max(0, count - visible))
    return (column, Array(Array(item.submissions.enumerated()).dropFirst(first).prefix(visible)))
  }

  /// A field with the rows of each answer that is shown.
  private func blocks(width: Int) -> [(field: String, answers: [[[Span]]], rowCount: Int)] {
    let (column, shown) = columns(width)
    return fields.map { field in
      let answers = shown.map { lines($0.element.annotation?[field], field, width: column - 2) }
      return (field, answers, max(1, answers.map(\.count).max() ?? 1))
    }
  }

  /// Rows of all answers and the head.
  func rowCount(width: Int) -> Int { blocks(width: width).reduce(1) { $0 + $1.rowCount } }

  /// The fields that go on below what is seen.
  func below(_ size: Size) -> [String] {
    var end = 0
    return blocks(width: size.width).compactMap { block in
      end += block.rowCount
      return end > top + max(0, size.height - 1) ? block.field : nil
    }
  }

  func draw(on surface: inout Surface) {
    let size = surface.bounds.size
    let (column, shown) = columns(size.width)
    for (place, (index, submission)) in shown.enumerated() {
      let head = [
        Span(index == chosen ? "▸" : " ", .focus), Span("\(index + 1) ", .key),
        Span(submission.annotator, index == chosen ? .title : .header),
      ]
      surface.draw(head, at: Point(AnswerTable.nameColumns + place * column, 0), width: column - 1)
    }
    let window = 1..<max(1, size.height)
    var y = 1 - top
    for block in blocks(width: size.width) {
      if window.contains(y) {
        surface.draw(block.field, at: Point(0, y), style: .muted, width: AnswerTable.nameColumns - 3)
        if item.disputed.contains(block.field) {
          surface.draw("≠", at: Point(AnswerTable.nameColumns - 2, y), style: .warning)
        }
      }
      for (place, lines) in block.answers.enumerated() {
        for (offset, line) in lines.enumerated() where window.contains(y + offset) {
          surface.draw(line, at: Point(AnswerTable.nameColumns + place * column + 1, y + offset), width: column - 2)
        }
      }
      y += block.rowCount
    }
    let bar = ScrollBar(count: rowCount(width: size.width) - 1, top: top, height: window.count)
    surface.draw(bar, in: Rect(size.width - 1, 1, 1, window.count))
  }

  private var fields: [String] {
    var fields: [String] = []
    for submission in item.submissions {
      for member in submission.annotation?.members ?? [] where !fields.contains(member.name) {
        fields.append(member.name)
      }
    }
    // What differs comes first.
    return fields.filter(item.disputed.contains) + fields.filter { !item.disputed.contains($0) }
  }

  /// Parts of a list that not everybody gave are marked.
  private func lines(_ answer: JSON?, _ field: String, width: Int) -> [[Span]] {
    guard let answer else { return [[Span("–", .muted)]] }
    let isDisputed = item.disputed.contains(field)
    guard isDisputed, let elements = answer.array else {
      return Text.wrapped(answer.answerText, to: max(1, width)).map {
        [Span($0, isDisputed ? .warning : .text)]
      }
    }
    let all = item.submissions.map { Set($0.annotation?[field]?.array ?? []) }
    return elements.flatMap { element in
      let isShared = all.allSatisfy { $0.contains(element) }
      let text = (isShared ? "" : "≠ ") + JSON.array([element]).answerText
      return Text.wrapped(text, to: max(1, width)).map { [Span($0, isShared ? .text : .warning)] }
    }
  }
}
