import Foundation
import Model
import Support
import Terminal

/// How an item, its questions and the foot share the screen.
struct WorkLayout {
  static let sideColumns = 60
  /// With fewer rows, only the text that is marked is shown.
  private static let factsFromRows = 6

  /// The item as a whole: its facts above, the text that is marked below.
  let item: Rect
  let facts: Rect
  let text: Rect
  let panel: Rect
  let foot: Rect
  /// The line between item and questions.
  let rule: Rect

  init(_ size: Size, _ held: WorkbenchScene.Held) {
    self.init(
      size, held.sheet.map { AnswerPanel(sheet: $0, predictions: held.item.predictions) }, view: held.view,
      head: held.item.remark == nil || held.item.before == nil ? 0 : 1)
  }

  init(_ size: Size, _ questions: AnswerPanel?, view: TextView, head: Int = 0) {
    let rows = Rect(size).rows([.share(1), .fixed(size.height >= 3 ? 1 : 0)])
    foot = rows[1]
    let body = rows[0]
    let isBeside = size.width >= WorkLayout.sideColumns
    if isBeside {
      let width = min(36, max(26, size.width / 3))
      let parts = body.columns([.share(1), .fixed(1), .fixed(width)])
      (item, rule, panel) = (parts[0].inset(columns: 1), parts[1], parts[2].inset(columns: 1))
    } else {
      let wanted = questions?.rowCount(width: size.width - 2, isNarrow: true) ?? 0
      let most = body.height / 2
      let parts = body.rows([.share(1), .fixed(body.height >= 8 ? 1 : 0), .fixed(min(wanted, most))])
      (item, rule, panel) = (parts[0].inset(columns: 1), parts[1], parts[2].inset(columns: 1))
    }
    let inner = item.rows([.fixed(head), .share(1)])[1]
    guard questions?.sheet.spanField != nil else {
      (facts, text) = (inner, Rect(inner.x, inner.maxY, inner.width, 0))
      return
    }
    // The text that is marked needs the room; what else is known of the item stands above it, in a few rows or in what
    // the text leaves.
    let known =
      view.document.lines.isEmpty || inner.height < WorkLayout.factsFromRows
      ? 0 : view.document.rowCount(width: max(1, inner.width - 2))
    let needed = questions?.sheet.spanRowCount(width: inner.width) ?? 0
    let most = max(inner.height / 3, inner.height - 1 - needed)
    let parts = inner.rows([.fixed(min(known, most)), .fixed(known > 0 ? 1 : 0), .share(1)])
    (facts, text) = (parts[0], parts[2])
  }
}

extension WorkbenchScene {
  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let held = hand.first else {
      let lines =
        !unsent.isEmpty
        ? LabelingWords.serversAway(unsent.count)
        : isDry || isFull ? LabelingWords.nothingLeft(postponed: postponed) : [LabelingWords.taking]
      return surface.drawEmptyHands(lines, remark)
    }
    let layout = WorkLayout(surface.bounds.size, held)
    drawRule(layout.rule, on: &surface)
    switch panel {
    case .guidelines(let view), .history(let view): surface.draw(view, in: layout.item)
    case nil: drawItem(held, layout, on: &surface)
    }
    if let sheet = held.sheet {
      surface.within(layout.panel) { AnswerPanel(sheet: sheet, predictions: held.item.predictions).draw(on: &$0) }
    }
    if held.isLost { surface.restyle(in: layout.panel) { _ in .disabled } }
    surface.within(layout.foot) { drawFoot(held, context, on: &$0) }
    switch question {
    case .skip(let prompt), .postpone(let prompt): surface.within(surface.bounds) { prompt.draw(on: &$0) }
    case nil: break
    }
  }

  private func drawRule(_ rect: Rect, on surface: inout Surface) {
    surface.fill(rect, with: rect.width == 1 ? "│" : "─", style: .border)
  }

  private func drawItem(_ held: Held, _ layout: WorkLayout, on surface: inout Surface) {
    if held.item.before != nil, let remark = held.item.remark {
      surface.draw([Span("↩ ", .warning), Span(remark, .warning)], at: layout.item.origin, width: layout.item.width)
    }
    if layout.facts.height > 0 { surface.draw(held.view, in: layout.facts) }
    if layout.text.height > 0, let sheet = held.sheet {
      if layout.facts.height > 0 {
        surface.rule(at: Point(layout.text.x, layout.text.y - 1), width: layout.text.width)
      }
      sheet.drawText(in: layout.text, on: &surface)
    }
  }

  /// What is to be said, or how far one is; at the right the lease.
  private func drawFoot(_ held: Held, _ context: DrawContext, on surface: inout Surface) {
    let width = surface.bounds.width
    let right = lease(held, at: context.now)
    let rightWidth = right.reduce(0) { $0 + $1.width }
    surface.draw(right, at: Point(max(0, width - rightWidth - 1), 0))
    let room = Rect(1, 0, max(0, width - rightWidth - 4), 1)
    if let remark { return surface.draw(MessageLine(remark.tone, remark.text), in: room) }
    var parts: [Span] = []
    if let project, width >= 60 {
      // A label of one's own is a part of what its task asks for.
      let done = min(project.taskCount, project.labeledCount + submitted / max(1, project.settings.overlap))
      let fraction = project.taskCount > 0 ? Double(done) / Double(project.taskCount) : 0
      parts.append(Span(ProgressBar(fraction).text(columns: 8), .accent))
      parts.append(Span(" \(Format.count(done))/\(Format.count(project.taskCount))  ", .muted))
    }
    parts.append(Span(LabelingWords.doneHere(submitted), .muted))
    if hand.count > 1 { parts.append(Span("  " + LabelingWords.ready(hand.count - 1), .muted)) }
    if postponed > 0 { parts.append(Span("  " + LabelingWords.later(postponed), .muted)) }
    surface.draw(parts, at: room.origin, width: room.width)
  }

  private func lease(_ held: Held, at now: Date) -> [Span] {
    if held.isLost { return [Span(" " + LabelingWords.lostShort + " ", .banner)] }
    if held.isComing { return [Span(LabelingWords.comingShort, .warning)] }
    let isSaved = !held.isSaving && held.sheet.map { $0.annotation.json == held.saved ?? [:] } ?? true
    let saved = Span(isSaved ? LabelingWords.saved : LabelingWords.saving, isSaved ? .muted : .warning)
    let left = held.leaseEnds.timeIntervalSince(now)
    let time =
      left <= 0
      ? Span(LabelingWords.leaseOver, .error)
      : Span(
        LabelingWords.lease(Format.countdown(left)), left < WorkbenchScene.countdownSeconds ? .warning : .muted)
    return unsent.isEmpty ? [saved, "  ", time] : [Span(LabelingWords.unsent(unsent.count), .warning), "  ", time]
  }
}

extension Surface {
  /// Nothing is in hand: what that means, and what can be done.
  mutating func drawEmptyHands(_ lines: [String], _ remark: (text: String, tone: MessageLine.Tone)?) {
    let top = max(0, (bounds.height - lines.count) / 2)
    for (index, line) in lines.enumerated() {
      draw(
        line, at: Point(0, top + index), width: bounds.width, alignment: .center, style: index == 0 ? .title : .muted)
    }
    if let remark {
      draw(MessageLine(remark.tone, remark.text), in: Rect(1, bounds.height - 1, max(0, bounds.width - 2), 1))
    }
  }
}

extension Format {
  /// `14m`, `95s`: whole minutes while there are many.
  static func countdown(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)).rounded(.up))
    return whole > Int(WorkbenchScene.countdownSeconds)
      ? "\(whole / 60)" + localized("m", "分") : "\(whole)" + localized("s", "秒")
  }
}
