import Model
import Terminal

/// The filter as it is typed: what it would show, or what is wrong with it.
struct FilterPrompt: Sendable {
  private(set) var line: InputLine
  /// Why the text is no filter (yet); the list shows the last that was one.
  private(set) var error: FilterError?
  private let fields: [FieldInfo]

  init(_ query: ListQuery, fields: [FieldInfo], history: [String]) {
    self.fields = fields
    line = InputLine(
      query.text, prompt: Span("/ ", .accent), placeholder: ShellWords.filterPlaceholder, history: history)
  }

  /// What may stand at the end of the text.
  var completion: FilterCompletion { FilterCompletion(of: line.text, fields: fields) }

  /// Takes a key and returns the query that the text then is.
  mutating func take(_ key: Key) -> ListQuery? {
    _ = line.handle(key)
    return read()
  }

  mutating func paste(_ text: String) -> ListQuery? {
    line.insert(text)
    return read()
  }

  /// Writes the first of what may stand there.
  mutating func complete() -> ListQuery? {
    let completion = completion
    guard let option = completion.options.first else { return nil }
    line.replace(with: String(line.text.prefix(completion.start)) + option)
    return read()
  }

  private mutating func read() -> ListQuery? {
    do throws(FilterError) {
      error = nil
      return try ListQuery(parsing: line.text, fields: fields)
    } catch {
      self.error = error
      return nil
    }
  }
}

extension FilterPrompt: Widget {
  /// The line; at its right what is wrong, or what may stand at its end.
  func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let remark: [Span] =
      if let error {
        [Span(error.message, .error), Span(" · " + error.hint, .muted)]
      } else {
        [Span(completion.options.prefix(8).joined(separator: " "), .muted)]
      }
    let wanted = remark.reduce(0) { $0 + $1.width }
    let room = max(0, bounds.width - Text.width(line.text) - 6)
    let width = min(wanted, error == nil ? min(room, bounds.width / 2) : max(room, bounds.width / 2))
    surface.draw(line, in: Rect(0, 0, max(1, bounds.width - width - (width > 0 ? 2 : 0)), 1))
    surface.draw(remark, at: Point(bounds.width - width, 0), width: width)
  }
}
