import Model
import Terminal

/// Free text: wrapped, of as many lines as one likes.
extension AnswerSheet {
  /// Bytes of an answer: a draft holds it, however it is escaped.
  static let textBytesMax = 128 << 10

  func text(of field: LabelField) -> String {
    if case .text(let text) = annotation[field.name] { text } else { "" }
  }

  /// The question's text is typed, from its end on.
  mutating func edit() {
    var editor = TextEditor(text(of: field), bytesMax: AnswerSheet.textBytesMax)
    editor.hasNumbers = false
    editor.move(to: TextEditor.Place(line: .max, column: .max))
    self.editor = editor
  }

  /// Characters of the text that is typed, counted as the schema counts them.
  private var length: Int { editor?.text.unicodeScalars.count ?? 0 }

  /// How much of what the question takes is written, while it is written.
  var fill: (count: Int, most: Int)? {
    guard editor != nil, let most = field.lengthMax else { return nil }
    return (length, most)
  }

  /// What is said when something did not fit.
  var overflow: (text: String, tone: MessageLine.Tone)? {
    guard leftOut > 0, let most = field.lengthMax else { return nil }
    return (LabelingWords.leftOut(leftOut, most: most), .warning)
  }

  /// Enter, Esc and Tab are the workbench's; alt-enter breaks the line.
  mutating func takeTyping(_ key: Key) -> Outcome {
    switch key {
    case .enter, .escape, .tab, .backTab, .control("z"), .control("r"): return .refused
    case Key(.enter, .alt), .control("j"): return insert("\n")
    default: break
    }
    let before = editor
    guard editor?.handle(key) == true else { return .refused }
    // More than the question takes is not kept on the screen either.
    if let most = field.lengthMax, length > most {
      leftOut = length - (before?.text.unicodeScalars.count ?? 0)
      editor = before
    }
    return setText()
  }

  mutating func paste(_ text: String) -> Outcome {
    leftOut = 0
    guard finder == nil else { return takeFound(text) }
    return editor == nil ? .refused : insert(text)
  }

  /// As much of it as the question takes.
  private mutating func insert(_ text: String) -> Outcome {
    var room = (field.lengthMax ?? .max) - length
    let fitting = text.prefix { character in
      room -= character.unicodeScalars.count
      return room >= 0
    }
    leftOut = text[fitting.endIndex...].unicodeScalars.count
    editor?.insert(String(fitting))
    return setText()
  }

  /// The answer is what is typed.
  private mutating func setText() -> Outcome {
    guard let text = editor?.text else { return .refused }
    return set(field.name, text.isEmpty ? nil : .text(text), isTyped: true) ? .changed : .taken
  }
}
