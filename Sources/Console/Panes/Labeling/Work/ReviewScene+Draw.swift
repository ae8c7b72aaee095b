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

  init(_ size: Size) {
    let rows = Rect(size).rows([.share(1), .fixed(1), .share(1), .fixed(size.height >= 4 ? 1 : 0)])
    (item, rule, answers, foot) = (rows[0].inset(columns: 1), rows[1], rows[2].inset(columns: 1), rows[3])
  }
}

extension ReviewScene {
  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let item else {
      return surface.drawEmptyHands(isBusy ? [LabelingWords.taking] : LabelingWords.nothingToReview, remark)
    }
    if let sheet {
      drawSheet(sheet, item, on: &surface)
    } else {
      let layout = ReviewLayout(surface.bounds.size)
      surface.draw(guidelines ?? view, in: layout.item)
      surface.rule(at: layout.rule.origin, width: layout.rule.width)
      surface.within(layout.answers) {
        AnswerTable(item: item, chosen: hasChosen || item.disputed.isEmpty ? chosen : nil).draw(on: &$0)
      }
      drawFoot(item, in: layout.foot, on: &surface)
    }
    if let question { surface.within(surface.bounds) { question.prompt.draw(on: &$0) } }
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

  private func drawFoot(_ item: ReviewItem, in rect: Rect, on surface: inout Surface) {
    let room = rect.inset(columns: 1)
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

  private static let nameColumns = 12

  func draw(on surface: inout Surface) {
    let width = surface.bounds.width
    let count = max(1, item.submissions.count)
    let column = max(8, (width - AnswerTable.nameColumns) / count)
    // With more annotators than fit, the chosen one shows.
    let visible = max(1, (width - AnswerTable.nameColumns) / column)
    let first = min(max(0, (chosen ?? 0) - visible + 1), max(0, count - visible))
    let shown = Array(item.submissions.enumerated().dropFirst(first).prefix(visible))
    for (place, (index, submission)) in shown.enumerated() {
      let head = [
        Span(index == chosen ? "▸" : " ", .focus), Span("\(index + 1) ", .key),
        Span(submission.annotator, index == chosen ? .title : .header),
      ]
      surface.draw(head, at: Point(AnswerTable.nameColumns + place * column, 0), width: column - 1)
    }
    var y = 1
    for field in fields where y < surface.bounds.height {
      let isDisputed = item.disputed.contains(field)
      surface.draw(field, at: Point(0, y), style: .muted, width: AnswerTable.nameColumns - 3)
      if isDisputed { surface.draw("≠", at: Point(AnswerTable.nameColumns - 2, y), style: .warning) }
      var rows = 1
      for (place, (_, submission)) in shown.enumerated() {
        let lines = lines(submission.annotation?[field], field, width: column - 2)
        for (offset, line) in lines.enumerated() {
          surface.draw(line, at: Point(AnswerTable.nameColumns + place * column + 1, y + offset), width: column - 2)
        }
        rows = max(rows, lines.count)
      }
      y += rows
    }
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
      return Text.wrapped(answer.answerText, to: max(1, width), linesMax: 4).map {
        [Span($0, isDisputed ? .warning : .text)]
      }
    }
    let all = item.submissions.map { Set($0.annotation?[field]?.array ?? []) }
    return elements.flatMap { element in
      let isShared = all.allSatisfy { $0.contains(element) }
      let text = (isShared ? "" : "≠ ") + JSON.array([element]).answerText
      return Text.wrapped(text, to: max(1, width), linesMax: 2).map { [Span($0, isShared ? .text : .warning)] }
    }
  }
}
