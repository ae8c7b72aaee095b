import Model
import Support
import Terminal

/// The questions with their answers and keys.
struct AnswerPanel {
  let sheet: AnswerSheet
  let predictions: [Prediction]

  private static let markStyles: [Style] = [
    .success, .info, .warning, Style(.literal), .accent, Style(.number), Style(.string), .error,
  ]

  static func style(of index: Int) -> Style { markStyles[index % markStyles.count] }

  func draw(on surface: inout Surface) {
    let size = surface.bounds.size
    guard !size.isEmpty else { return }
    if sheet.finder != nil { return drawFinder(on: &surface) }
    let (rows, typed) = page(size)
    for (y, line) in rows.enumerated() { surface.draw(line, at: Point(0, y), width: size.width) }
    if let editor = sheet.editor, let typed { draw(editor, in: typed, on: &surface) }
  }

  /// What is seen in a place of this size, and where in it a text is typed: the question with the focus shows, from its
  /// beginning.
  private func page(_ size: Size) -> (rows: [[Span]], typed: Rect?) {
    let isNarrow = size.height < 8
    var lines = blocks(width: size.width, isNarrow: isNarrow, showsAll: true)
    if lines.reduce(0, { $0 + $1.count }) > size.height {
      lines = blocks(width: size.width, isNarrow: isNarrow, showsAll: false)
    }
    let before = lines[..<sheet.focus].reduce(0) { $0 + $1.count }
    let all = lines.flatMap(\.self)
    let lead = size.height > lines[sheet.focus].count ? 1 : 0
    let top = max(0, min(before - lead, all.count - size.height))
    let rows = Array(all.dropFirst(top).prefix(size.height))
    guard sheet.editor != nil else { return (rows, nil) }
    let heads = wholeHead(sheet.field, width: size.width).count
    let y = min(max(0, before + heads - top), size.height - 1)
    let height = min(lines[sheet.focus].count - heads, size.height - y)
    return (rows, Rect(1, y, max(1, size.width - 1), max(1, height)))
  }

  /// The room of the text that is typed, so that its cursor moves by the rows that are seen; `nil` while none is.
  func editorSize(in size: Size) -> Size? {
    sheet.editor == nil || sheet.finder != nil || size.isEmpty ? nil : page(size).typed?.size
  }

  private func draw(_ editor: TextEditor, in rect: Rect, on surface: inout Surface) {
    surface.fill(rect)
    if editor.text.isEmpty {
      let lines = Text.wrapped(LabelingWords.typeHere, to: rect.width, linesMax: rect.height)
      for (y, line) in lines.enumerated() {
        surface.draw(line, at: Point(rect.x, rect.y + y), style: .muted, width: rect.width)
      }
    }
    surface.draw(editor, in: rect)
  }

  /// Rows of the text that is typed: what it takes and one more, within bounds.
  private func editorRows(_ editor: TextEditor, width: Int, isNarrow: Bool) -> Int {
    let most = isNarrow ? 3 : 10
    let rows = editor.rowCount(width: max(1, width - 1), most: most) + 1
    return min(max(rows, isNarrow ? 2 : 3), most)
  }

  /// An answer of text as it is read: its first rows, and whether it goes on.
  private func shown(_ text: String, width: Int) -> [[Span]] {
    guard !text.isEmpty else { return [[Span(" "), Span("–", .muted)]] }
    let (most, room) = (AnswerPanel.textRows, max(1, width - 1))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(most + 1)
    let rows = lines.flatMap { Text.wrapped(String($0), to: room, linesMax: most + 1) }
    var shown = Array(rows.prefix(most))
    if rows.count > most { shown[most - 1] = Text.truncated(shown[most - 1] + "…", to: room) }
    return shown.map { [Span(" "), Span($0)] }
  }

  private static let textRows = 3

  /// Rows that all questions take.
  func rowCount(width: Int, isNarrow: Bool) -> Int {
    blocks(width: width, isNarrow: isNarrow, showsAll: false).reduce(0) { $0 + $1.count }
  }

  private func drawFinder(on surface: inout Surface) {
    guard let finder = sheet.finder else { return }
    surface.draw(finder, in: Rect(0, 0, surface.bounds.width, 1))
    for (y, option) in sheet.found.prefix(surface.bounds.height - 1).enumerated() {
      let mark = y == 0 ? Span("▸ ", .focus) : Span("  ")
      surface.draw([mark, Span(option.shown, y == 0 ? .title : .text)], at: Point(0, y + 1))
    }
  }

  private func blocks(width: Int, isNarrow: Bool, showsAll: Bool) -> [[[Span]]] {
    sheet.schema.fields.indices.map { index in
      let isFocused = index == sheet.focus
      let field = sheet.schema.fields[index]
      guard isFocused || showsAll else { return [head(field, isFocused: false, withAnswer: true)] }
      if isFocused, let editor = sheet.editor {
        let rows = editorRows(editor, width: width, isNarrow: isNarrow)
        return wholeHead(field, width: width) + Array(repeating: [], count: rows)
      }
      if isNarrow { return flow(field, isFocused: isFocused, width: width) }
      let heads =
        isFocused ? wholeHead(field, width: width) : [head(field, isFocused: isFocused, withAnswer: false)]
      return heads + body(field, isFocused: isFocused, width: width)
    }
  }

  /// The question that is being answered, all of it; beside one with a limit stands how much of it is used.
  private func wholeHead(_ field: LabelField, width: Int) -> [[Span]] {
    var line = Array(head(field, isFocused: true, withAnswer: false).dropFirst())
    if let fill = sheet.fill {
      line.append(Span("  \(fill.count)/\(fill.most)", fill.count >= fill.most ? .warning : .muted))
    }
    let rows = Text.wrapped(line, to: max(1, width - 1), linesMax: AnswerPanel.headRows)
    return rows.enumerated().map { [Span($0.offset == 0 ? "▸" : " ", .focus)] + $0.element }
  }

  private static let headRows = 4

  private func head(_ field: LabelField, isFocused: Bool, withAnswer: Bool) -> [Span] {
    let needs = field.isRequired && field.kind != .spans && sheet.annotation[field.name] == nil
    var line = [
      Span(isFocused ? "▸" : " ", .focus), Span(field.shown, isFocused ? .title : .header),
      needs ? Span(" *", .warning) : "",
    ]
    if withAnswer, let value = sheet.annotation[field.name] { line.append(Span("  " + field.shown(value))) }
    return line
  }

  // MARK: - Options

  private func body(_ field: LabelField, isFocused: Bool, width: Int) -> [[Span]] {
    switch field.kind {
    case .rating: return [rating(field, isFocused: isFocused, width: width)]
    case .text: return shown(sheet.text(of: field), width: width)
    default:
      return field.options.enumerated().map { index, option in
        line(field, index, option, isFocused: isFocused, width: width)
      }
    }
  }

  private func line(
    _ field: LabelField, _ index: Int, _ option: LabelOption, isFocused: Bool, width: Int
  ) -> [Span] {
    let keys = AnswerSheet.keys(of: index, count: field.options.count) ?? ""
    let columns = field.options.count > 9 ? 2 : 1
    let (mark, isChosen) = mark(field, index, option)
    let score = score(field.name, option.value)
    let end = score.map { "◂" + $0 } ?? ""
    let room = max(1, width - columns - 5 - Text.width(mark.text) - Text.width(end))
    let title = Text.fitted(option.shown, to: room)
    return [
      Span(" "), Span(isFocused ? Text.fitted(keys, to: columns) : Text.fitted("", to: columns), .key), Span(" "), mark,
      Span(" "), Span(title, isChosen ? .title : .text), Span(" "), Span(end, .info),
    ]
  }

  private func mark(_ field: LabelField, _ index: Int, _ option: LabelOption) -> (Span, Bool) {
    switch (field.kind, sheet.annotation[field.name]) {
    case (.choice, let value):
      let isChosen = value == .choice(option.value)
      return (Span(isChosen ? "◉" : "○", isChosen ? .success : .muted), isChosen)
    case (.choices, .choices(let values)) where values.contains(option.value): return (Span("☑", .success), true)
    case (.choices, _): return (Span("☐", .muted), false)
    case (.ranking, .ranking(let values)):
      guard let place = values.firstIndex(of: option.value) else { return (Span(" ·", .muted), false) }
      return (Span("#\(place + 1)", .success), true)
    case (.ranking, _): return (Span(" ·", .muted), false)
    case (.spans, let value):
      let count = if case .spans(let spans) = value { spans.count { $0.label == option.value } } else { 0 }
      return (Span("━", AnswerPanel.style(of: index)), count > 0)
    default: return (Span("·", .muted), false)
    }
  }

  /// How sure the surest model is of an option.
  private func score(_ name: String, _ option: String) -> String? {
    let said = predictions.filter { prediction in
      let answer = prediction.annotation[name]
      return answer?.string == option
        || answer?.array?.contains { $0.string == option || $0["label"]?.string == option } == true
    }
    guard let surest = said.max(by: { ($0.score ?? 0) < ($1.score ?? 0) }) else { return nil }
    return surest.score.map { "\(Int(($0 * 100).rounded()))%" } ?? "✓"
  }

  private func rating(_ field: LabelField, isFocused: Bool, width: Int) -> [Span] {
    guard let low = field.minimum, let high = field.maximum else { return [] }
    let now: Double? = if case .rating(let value) = sheet.annotation[field.name] { value } else { nil }
    let predicted = predictions.first { $0.annotation[field.name]?.number != nil }
    let guess = predicted.flatMap { $0.annotation[field.name]?.number }.map { Span(" ◂\($0.shown)", .info) }
    if field.isDigitRating {
      let steps = stride(from: Int(low), through: Int(high), by: 1).map { value in
        Span(" \(value)", now == Double(value) ? Style(.success, on: nil, .reverse) : isFocused ? .key : .muted)
      }
      return [Span(" ")] + steps + [guess ?? ""]
    }
    let value = sheet.number.isEmpty || !isFocused ? now?.shown ?? "–" : sheet.number
    let bar = ProgressBar(now.map { ($0 - low) / (high - low) } ?? 0).text(columns: max(1, min(10, width - 14)))
    return [
      Span(" " + bar + " ", .accent), Span(value, .title), Span("  \(low.shown)–\(high.shown)", .muted), guess ?? "",
    ]
  }

  // MARK: - A few rows

  /// All options in a line or two.
  private func flow(_ field: LabelField, isFocused: Bool, width: Int) -> [[Span]] {
    var line = head(field, isFocused: isFocused, withAnswer: false)
    switch field.kind {
    case .rating: return [line + rating(field, isFocused: isFocused, width: width / 2)]
    case .text: return [line] + body(field, isFocused: isFocused, width: width)
    default: break
    }
    for (index, option) in field.options.enumerated() {
      let keys = AnswerSheet.keys(of: index, count: field.options.count) ?? ""
      let (mark, isChosen) = mark(field, index, option)
      let sign = isChosen ? mark : Span("")
      let score = score(field.name, option.value).map { Span("◂" + $0, .info) } ?? ""
      line += [
        Span(" "), Span(isFocused ? keys : "", .key), sign, Span(option.shown, isChosen ? .title : .text), score,
      ]
    }
    return Text.wrapped(line, to: max(1, width), linesMax: 4)
  }
}

extension LabelField {
  /// An answer in a line, by the titles of its options.
  func shown(_ value: LabelValue) -> String {
    switch value {
    case .choice(let choice): option(choice)?.shown ?? choice
    case .choices(let choices): choices.map { option($0)?.shown ?? $0 }.joined(separator: " · ")
    case .ranking(let order): order.map { option($0)?.shown ?? $0 }.joined(separator: " > ")
    case .spans(let spans) where spans.count > 1: "\(spans.count): \(value.json.answerText)"
    case .spans, .rating, .text: value.json.answerText
    }
  }
}

extension AnswerSheet {
  /// The text with its spans marked; the bar in the margin tells what of a long one is seen.
  func drawText(in rect: Rect, on surface: inout Surface) {
    guard let field = spanField, let source = field.source, let text = texts[source] else { return }
    let marks = marks(of: field, in: text)
    surface.within(rect) { text.draw(marks, showsCursor: self.field.kind == .spans, on: &$0) }
    let bar = ScrollBar(count: text.rows.count, top: text.top, height: rect.height)
    surface.draw(bar, in: Rect(rect.maxX, rect.y, 1, rect.height))
  }

  /// The question about spans that is shown: the one with the focus, or the first there is.
  var spanField: LabelField? { field.kind == .spans ? field : schema.fields.first { $0.kind == .spans } }

  private func marks(of field: LabelField, in text: SpanText) -> [SpanText.Mark] {
    spans(of: field).map { span in
      let index = field.options.firstIndex { $0.value == span.label } ?? 0
      let key = AnswerSheet.keys(of: index, count: field.options.count) ?? ""
      return SpanText.Mark(range: text.range(of: span), key: key, style: AnswerPanel.style(of: index))
    }
  }

  /// Rows that the marked text takes.
  func spanRowCount(width: Int) -> Int {
    guard let field = spanField, let source = field.source else { return 0 }
    return texts[source]?.rowCount(width: width, spans(of: field)) ?? 0
  }

  /// Fits the text that is marked and the one that is typed to their places on the screen.
  mutating func settle(text: Size, panel: Size) {
    if let size = AnswerPanel(sheet: self, predictions: []).editorSize(in: panel) { editor?.settle(in: size) }
    guard let field = spanField, let source = field.source else { return }
    let spans = spans(of: field)
    texts[source]?.settle(in: text, spans)
  }
}
