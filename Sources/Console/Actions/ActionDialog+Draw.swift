import Model
import Terminal

extension ActionDialog: Widget {
  func draw(on surface: inout Surface) {
    surface.restyle(in: surface.bounds) { _ in .disabled }
    switch phase {
    case .collecting(let ids, _):
      box(on: &surface, [[Span(ActionWords.collecting)], [Span(Format.count(ids.count), .muted)]])
    case .previewing: box(on: &surface, [[Span(ActionWords.previewing)]])
    case .performing(let form):
      box(
        on: &surface, [[Span(ActionWords.performing)], [Span(ActionWords.things(verb, form.preview.eligible.count))]])
    case .failed(let failure, let wasAsked): draw(failure, wasAsked: wasAsked, on: &surface)
    case .form(let form): draw(form, on: &surface)
    }
  }

  private func draw(_ failure: Failure, wasAsked: Bool, on surface: inout Surface) {
    var lines: [[Span]] = [[Span(ActionWords.failed, .error)], [Span(failure.shown)]]
    if let next = failure.shownNextStep { lines.append([Span(next, .accent)]) }
    if wasAsked, failure.isTransient { lines[0] = [Span(ActionWords.unknown, .error)] }
    lines += [[], [Span("[ \(ActionWords.close) ]", Style(.text, on: .selection, .bold))]]
    box(on: &surface, lines, tone: .error)
  }

  private static let columnsMax = 72

  private func box(on surface: inout Surface, _ lines: [[Span]], tone: Style = .focus) {
    let width = min(surface.bounds.width, Self.columnsMax)
    let wrapped = lines.flatMap { line -> [[Span]] in
      guard line.count == 1 else { return [line] }
      return Text.wrapped(line[0].text, to: max(1, width - 4)).map { [Span($0, line[0].style)] }
    }
    let inner = frame(on: &surface, Size(width, wrapped.count + 2), tone)
    for (row, line) in wrapped.prefix(inner.height).enumerated() {
      surface.draw(line, at: Point(inner.x, inner.y + row), width: inner.width)
    }
  }

  private func frame(on surface: inout Surface, _ size: Size, _ tone: Style) -> Rect {
    let frame = surface.bounds.centered(size)
    surface.fill(frame, style: Style(.text, on: .panel))
    return surface.box(frame, title: [Span(ActionWords.name(verb), .title)], style: tone).inset(columns: 1)
  }

  private func draw(_ form: ActionForm, on surface: inout Surface) {
    let width = min(surface.bounds.width, Self.columnsMax)
    let foot = footer(form, width: width - 4)
    let room = max(0, surface.bounds.height - 2 - foot.count)
    var body = summary(form, width: width - 4)
    if body.count > room { body = Array(body.prefix(room)) }
    let inner = frame(on: &surface, Size(width, body.count + foot.count + 2), verb == .discard ? .warning : .focus)
    for (row, line) in body.enumerated() {
      surface.draw(line, at: Point(inner.x, inner.y + row), width: inner.width)
    }
    var y = inner.maxY - min(foot.count, inner.height)
    for part in foot.suffix(inner.height) {
      draw(part, form, in: Rect(inner.x, y, inner.width, 1), on: &surface)
      y += 1
    }
  }

  /// The lower part of the form, which is never cut: a line each.
  private enum Foot {
    case gap
    case field(ActionForm.Field, String)
    case problem(String)
    case buttons
  }

  private func footer(_ form: ActionForm, width: Int) -> [Foot] {
    var foot: [Foot] = [.gap]
    for field in form.fields {
      switch field {
      case .parameters: foot.append(.field(field, ActionWords.parametersLabel))
      case .reason: foot.append(.field(field, ActionWords.reasonLabel))
      case .count: foot.append(.field(field, ActionWords.countLabel(form.preview.eligible.count)))
      case .confirm, .cancel: break
      }
    }
    if let problem = form.problem { foot.append(.problem(problem)) } else { foot.append(.gap) }
    return foot + [.buttons]
  }

  private func draw(_ part: Foot, _ form: ActionForm, in rect: Rect, on surface: inout Surface) {
    switch part {
    case .gap: break
    case .problem(let text): surface.draw("! " + text, at: rect.origin, style: .warning, width: rect.width)
    case .field(let field, let label):
      let isFocused = form.focus == field
      let labelWidth = min(12, rect.width / 3)
      surface.draw(label, at: rect.origin, style: isFocused ? .accent : .muted, width: labelWidth)
      let input = Rect(rect.x + labelWidth, rect.y, rect.width - labelWidth, 1)
      if isFocused { surface.ground(.selection, in: input) }
      if let line = form.line(field) { surface.draw(line, in: input) }
    case .buttons: drawButtons(form, in: rect, on: &surface)
    }
  }

  private func drawButtons(_ form: ActionForm, in rect: Rect, on surface: inout Surface) {
    var x = rect.x
    for field in form.fields where field == .confirm || field == .cancel {
      let confirm = "\(ActionWords.name(verb)) \(ActionWords.things(verb, form.preview.eligible.count))"
      let title = field == .confirm ? confirm : form.fields.count == 1 ? ActionWords.close : ActionWords.cancel
      let isFocused = form.focus == field
      let label = isFocused ? "[ \(title) ]" : "  \(title)  "
      let style = isFocused ? Style(.text, on: .selection, .bold) : Style(field == .confirm ? .accent : .text)
      x = surface.draw(label, at: Point(x, rect.y), style: style, width: max(0, rect.maxX - x)) + 2
    }
  }

  /// The upper part: what would happen, to what, and what is left out and why.
  private func summary(_ form: ActionForm, width: Int) -> [[Span]] {
    let (eligible, skipped) = (form.preview.eligible, form.preview.skipped)
    var document = Document()
    if eligible.isEmpty {
      document.prose(ActionWords.nothing, style: .warning)
    } else {
      document.line([Span(ActionWords.things(verb, eligible.count), .title)])
    }
    if isCut { document.prose(ActionWords.tooMany(ActionDialog.lettersMax), style: .warning) }
    for effect in form.preview.effects { document.prose("· " + effect) }
    for item in eligible.prefix(ActionDialog.sampleMax) {
      document.line([Span(Format.short(item.id) + "  ", .muted), Span(item.title)])
    }
    if eligible.count > ActionDialog.sampleMax {
      document.line([Span("  " + ActionWords.more(eligible.count - ActionDialog.sampleMax), .muted)])
    }
    for (why, count) in ActionDialog.reasons(skipped) {
      document.prose("– \(Format.count(count)) \(ActionWords.skipped): \(why)", style: .warning)
    }
    return document.rows(width: width)
  }

  static let sampleMax = 4

  /// The reasons why items are left out, the commonest first.
  private static func reasons(_ skipped: [ActionPreview.Item]) -> [(String, Int)] {
    let counts = skipped.reduce(into: [String: Int]()) { $0[$1.skippedBecause ?? "", default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }
}
