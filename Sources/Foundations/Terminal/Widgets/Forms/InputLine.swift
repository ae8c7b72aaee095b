/// A line of text being edited, with the keys that shells have, a history, and completion (``complete(from:)``).
///
///     / state:dead age>2h█
///
/// It scrolls sideways when the text is longer than the line, so the cursor is always visible.
public struct InputLine: Widget, Sendable, Hashable {
  /// Characters in a line; what would make it longer is dropped.
  public static let charactersMax = 4096
  public static let historyMax = 200

  public var prompt: Span
  public var placeholder: String
  public private(set) var text: String { didSet { characters = Array(text) } }
  /// Characters before the cursor.
  public private(set) var cursor: Int
  public var isFocused = true
  public var isSecret = false

  private(set) var history: [String]
  private var recall = Recall.none
  private var killed = ""
  private(set) var characters: [Character]
  var completion: Completion?

  private enum Recall: Hashable {
    case none
    /// At this index of the history; the text that was being typed before.
    case at(Int, draft: String)
  }

  public init(_ text: String = "", prompt: Span = "", placeholder: String = "", history: [String] = []) {
    self.prompt = prompt
    self.placeholder = placeholder
    self.text = ""
    self.history = Array(history.suffix(InputLine.historyMax))
    cursor = 0
    characters = []
    replace(with: text)
  }

  /// Sets the text, the cursor at its end.
  public mutating func replace(with text: String) {
    completion = nil
    self.text = String(InputLine.oneLine(text).prefix(InputLine.charactersMax))
    cursor = characters.count
  }

  /// Swaps the two characters before the cursor, or around it.
  private mutating func transpose() {
    guard cursor > 0, characters.count > 1 else { return }
    let second = min(cursor, characters.count - 1)
    var edited = characters
    edited.swapAt(second - 1, second)
    set(edited, cursor: second + 1)
  }

  /// Puts text at the cursor; line breaks and tabs become spaces, so a paste is one line.
  public mutating func insert(_ inserted: String) {
    completion = nil
    let room = max(0, InputLine.charactersMax - characters.count)
    let added = Array(InputLine.oneLine(inserted).prefix(room))
    set(Array(characters[..<cursor]) + added + Array(characters[cursor...]), cursor: cursor + added.count)
  }

  /// Puts the text in the history, newest last, and empties the line.
  public mutating func commit() -> String {
    let committed = text
    if !committed.isEmpty {
      history.removeAll { $0 == committed }
      history = Array((history + [committed]).suffix(InputLine.historyMax))
    }
    recall = .none
    replace(with: "")
    return committed
  }

  /// Edits by a key and returns whether the key was one of the line's: characters, arrows, home, end, delete,
  /// backspace; ctrl-a ctrl-e ctrl-b ctrl-f, alt-b alt-f and ctrl-arrows by word; ctrl-w alt-d ctrl-k ctrl-u cut,
  /// ctrl-y puts back; ctrl-t swaps; up and down recall. Enter, esc and tab are the owner's.
  public mutating func handle(_ key: Key) -> Bool {
    completion = nil
    switch key {
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .alt("b"), Key(.left, .control), Key(.left, .alt): cursor = wordStart
    case .alt("f"), Key(.right, .control), Key(.right, .alt): cursor = wordEnd
    case .backspace, .control("h"): remove(max(0, cursor - 1)..<cursor)
    case .delete, .control("d"): remove(cursor..<min(characters.count, cursor + 1))
    case .control("w"), Key(.backspace, .alt): kill(wordStart..<cursor)
    case .alt("d"): kill(cursor..<wordEnd)
    case .control("k"): kill(cursor..<characters.count)
    case .control("u"): kill(0..<cursor)
    case .control("y"): insert(killed)
    case .control("t"): transpose()
    case .up, .control("p"): recallOlder()
    case .down, .control("n"): recallNewer()
    default:
      guard let character = key.typed else { return false }
      insert(String(character))
    }
    return true
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }

  mutating func set(_ edited: [Character], cursor: Int) {
    text = String(edited)
    // Joining marks may have merged clusters.
    self.cursor = min(cursor, characters.count)
  }

  private mutating func remove(_ range: Range<Int>) {
    set(Array(characters[..<range.lowerBound] + characters[range.upperBound...]), cursor: range.lowerBound)
  }

  private mutating func kill(_ range: Range<Int>) {
    if !range.isEmpty { killed = String(characters[range]) }
    remove(range)
  }
}

// MARK: - Words and history

extension InputLine {
  private var wordStart: Int {
    var index = cursor
    while index > 0, !characters[index - 1].isWordPart { index -= 1 }
    while index > 0, characters[index - 1].isWordPart { index -= 1 }
    return index
  }

  private var wordEnd: Int {
    var index = cursor
    while index < characters.count, !characters[index].isWordPart { index += 1 }
    while index < characters.count, characters[index].isWordPart { index += 1 }
    return index
  }

  private mutating func recallOlder() {
    switch recall {
    case .none where !history.isEmpty: show(history.count - 1, draft: text)
    case .at(let index, let draft) where index > 0: show(index - 1, draft: draft)
    default: break
    }
  }

  private mutating func recallNewer() {
    guard case .at(let index, let draft) = recall else { return }
    if index + 1 < history.count { return show(index + 1, draft: draft) }
    recall = .none
    replace(with: draft)
  }

  private mutating func show(_ index: Int, draft: String) {
    replace(with: history[index])
    recall = .at(index, draft: draft)
  }
}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}

// MARK: - Drawing

extension InputLine {
  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let start = surface.draw(prompt.text, at: .zero, style: prompt.style)
    let width = bounds.width - start
    guard width > 0 else { return }
    if characters.isEmpty { surface.draw(placeholder, at: Point(start, 0), style: .muted) }
    let shown = isSecret ? Array(repeating: "•", count: characters.count) : characters
    guard isFocused else {
      // Who does not type here reads it from its beginning.
      surface.draw(Text.truncated(String(shown), to: width), at: Point(start, 0), style: .text)
      return
    }
    var first = cursor
    var before = 0
    while first > 0, before + Text.width(shown[first - 1]) < width {
      first -= 1
      before += Text.width(shown[first])
    }
    var x = start
    for character in shown[first...] where x < bounds.width {
      x = surface.draw(String(character), at: Point(x, 0), style: .text, width: bounds.width - x)
    }
    surface.showCursor(at: Point(start + before, 0))
  }
}
