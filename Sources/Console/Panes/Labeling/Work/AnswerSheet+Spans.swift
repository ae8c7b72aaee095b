import Model
import Terminal

/// Spans by keyboard: a label goes to the selection, to the span under the cursor, or to the word there.
extension AnswerSheet {
  /// The text that the question with the focus is about.
  var spanText: SpanText? {
    get { field.kind == .spans ? field.source.flatMap { texts[$0] } : nil }
    set { if field.kind == .spans, let source = field.source { texts[source] = newValue } }
  }

  /// Moves the cursor in the text that is marked; while another question has the focus, what is seen of a long text.
  /// `false`: there is nothing to move.
  mutating func move(_ motion: Motion) -> Bool {
    if spanText != nil {
      spanText?.move(motion)
      return true
    }
    guard let field = spanField, let source = field.source, texts[source]?.isCut(spans(of: field)) == true else {
      return false
    }
    texts[source]?.scroll(motion)
    return true
  }

  func spans(of field: LabelField) -> [TextSpan] {
    if case .spans(let spans) = annotation[field.name] { spans } else { [] }
  }

  /// The innermost span under the cursor: its place in the list.
  var spanAtCursor: Int? {
    guard let text = spanText else { return nil }
    let spans = spans(of: field)
    let under = spans.indices.filter { text.range(of: spans[$0]).contains(text.cursor) }
    return under.min { text.range(of: spans[$0]).count < text.range(of: spans[$1]).count }
  }

  mutating func label(_ option: String) -> Bool {
    guard var text = spanText else { return false }
    var spans = spans(of: field)
    if text.selection == nil, let index = spanAtCursor {
      guard spans[index].label != option else { return false }
      spans[index].label = option
    } else {
      guard let range = text.target, let span = text.span(range, option), !spans.contains(span) else { return false }
      spans.append(span)
      text.dropSelection()
      spanText = text
    }
    return setSpans(spans)
  }

  /// Takes a command of spans; returns whether an answer changed.
  mutating func perform(_ command: WorkCommand) -> Bool {
    guard var text = spanText else { return false }
    switch command {
    case .nextWord: text.moveWord(by: 1)
    case .previousWord: text.moveWord(by: -1)
    case .nextPhrase: text.movePhrase(by: 1)
    case .previousPhrase: text.movePhrase(by: -1)
    case .select: text.toggleSelection()
    case .grow: return resize(start: 0, end: 1)
    case .shrink: return resize(start: 0, end: -1)
    case .growStart: return resize(start: -1, end: 0)
    case .shrinkStart: return resize(start: 1, end: 0)
    case .nextSpan: jump(&text, by: 1)
    case .previousSpan: jump(&text, by: -1)
    case .removeSpan:
      guard let index = spanAtCursor else { return false }
      var spans = spans(of: field)
      spans.remove(at: index)
      return setSpans(spans)
    default: return false
    }
    spanText = text
    return false
  }

  private func jump(_ text: inout SpanText, by step: Int) {
    let starts = spans(of: field).map { text.range(of: $0).lowerBound }
    let here = spanAtCursor.map { starts[$0] } ?? text.cursor
    let next = step > 0 ? starts.filter { $0 > here }.min() : starts.filter { $0 < here }.max()
    if let next { text.go(to: next) }
  }

  /// Moves an end of the selection, or of the span under the cursor.
  private mutating func resize(start: Int, end: Int) -> Bool {
    guard var text = spanText else { return false }
    func moved(_ range: Range<Int>) -> Range<Int>? {
      let first = max(0, range.lowerBound + start)
      let last = min(text.characters.count, range.upperBound + end)
      return first < last ? first..<last : nil
    }
    if let selection = text.selection {
      if let range = moved(selection) { text.select(range) }
      spanText = text
      return false
    }
    guard let index = spanAtCursor else {
      // Nothing to resize yet: the word under the cursor is selected.
      if let target = text.target { text.select(target) }
      spanText = text
      return false
    }
    var spans = spans(of: field)
    guard let range = moved(text.range(of: spans[index])), let span = text.span(range, spans[index].label) else {
      return false
    }
    spans[index] = span
    if !range.contains(text.cursor) {
      text.go(to: end != 0 ? range.upperBound - 1 : range.lowerBound)
      spanText = text
    }
    return setSpans(spans)
  }

  private mutating func setSpans(_ spans: [TextSpan]) -> Bool {
    let sorted = spans.sorted { ($0.start, $0.end, $0.label) < ($1.start, $1.end, $1.label) }
    return set(field.name, sorted.isEmpty ? nil : .spans(sorted))
  }
}

extension SpanText {
  func span(_ range: Range<Int>, _ label: String) -> TextSpan? {
    guard !range.isEmpty else { return nil }
    let scalars = scalars(range)
    return TextSpan(start: scalars.lowerBound, end: scalars.upperBound, label: label, text: text(range))
  }
}
