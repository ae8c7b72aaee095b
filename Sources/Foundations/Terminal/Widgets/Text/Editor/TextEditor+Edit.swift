extension TextEditor {
  /// Edits by a key and returns whether the key was one of the editor's: characters, enter, tab (two spaces), the arrows
  /// and page keys by rows of the screen, home and end of the row and, pressed again, of the line, ctrl-home, ctrl-end;
  /// ctrl-a ctrl-e alt-b alt-f and ctrl-arrows by line and word; backspace, delete, ctrl-d; ctrl-w alt-d ctrl-k ctrl-u cut, ctrl-y puts back; ctrl-z undoes, ctrl-r does it again. Esc and
  /// function keys are the owner's.
  public mutating func handle(_ key: Key) -> Bool {
    if moves(by: key) { return true }
    switch key {
    case .enter: insert("\n" + indent)
    case .tab: insert("  ")
    case .backspace, .control("h"): erase(from: before(cursor), to: cursor)
    case .delete, .control("d"): erase(from: cursor, to: after(cursor))
    case .control("w"), Key(.backspace, .alt): kill(from: wordStart, to: cursor)
    case .alt("d"): kill(from: cursor, to: wordEnd)
    case .control("k"):
      let end = Place(line: cursor.line, column: lines[cursor.line].count)
      kill(from: cursor, to: cursor == end ? after(cursor) : end)
    case .control("u"): kill(from: Place(line: cursor.line), to: cursor)
    case .control("y"): insert(killed)
    case .control("z"): undo()
    case .control("r"): redo()
    default:
      guard let character = key.typed else { return false }
      insert(String(character), step: .typing)
    }
    return true
  }

  /// Whether the key is one of the editor's, whatever stands in it.
  public static func takes(_ key: Key) -> Bool {
    var editor = TextEditor()
    return editor.handle(key)
  }

  /// Puts text at the cursor: what is pasted is one step. Returns whether all of it fitted.
  @discardableResult
  public mutating func insert(_ text: String) -> Bool { insert(text, step: .other) }

  @discardableResult
  mutating func insert(_ text: String, step: Step) -> Bool {
    let room = max(0, bytesMax - byteCount)
    var used = 0
    let fits = text.utf8.count <= room
    let kept =
      fits
      ? text[...]
      : text.prefix { character in
        used += character.utf8.count
        return used <= room
      }
    guard !kept.isEmpty else { return text.isEmpty }
    begin(step)
    let parts = TextEditor.lines(of: String(kept))
    let line = lines[cursor.line]
    let at = line.index(line.startIndex, offsetBy: cursor.column)
    let (head, tail) = (String(line[..<at]), String(line[at...]))
    if parts.count == 1 {
      put([head + parts[0] + tail], in: cursor.line...cursor.line)
      // Joining marks may merge clusters: what stands before the cursor counts.
      cursor.column = min((head + parts[0]).count, lines[cursor.line].count)
    } else {
      put(
        [head + parts[0]] + parts[1..<(parts.count - 1)] + [parts[parts.count - 1] + tail],
        in: cursor.line...cursor.line)
      cursor = Place(line: cursor.line + parts.count - 1, column: parts[parts.count - 1].count)
    }
    finish()
    return kept.endIndex == text.endIndex
  }

  private mutating func erase(from start: Place, to end: Place) {
    guard start < end else { return }
    begin(.erasing)
    remove(from: start, to: end)
  }

  private mutating func kill(from start: Place, to end: Place) {
    guard start < end else { return }
    begin(.other)
    killed = remove(from: start, to: end)
  }

  @discardableResult
  private mutating func remove(from start: Place, to end: Place) -> String {
    let (first, last) = (lines[start.line], lines[end.line])
    let from = first.index(first.startIndex, offsetBy: start.column)
    let to = last.index(last.startIndex, offsetBy: end.column)
    let removed: String
    if start.line == end.line {
      removed = String(first[from..<to])
    } else {
      removed = ([String(first[from...])] + lines[(start.line + 1)..<end.line] + [String(last[..<to])])
        .joined(separator: "\n")
    }
    put([String(first[..<from]) + String(last[to...])], in: start.line...end.line)
    cursor = Place(line: start.line, column: min(start.column, lines[start.line].count))
    finish()
    return removed
  }

  /// The spaces that the line begins with.
  private var indent: String { String(lines[cursor.line].prefix(cursor.column).prefix { $0 == " " }) }

  // MARK: - Undo

  /// A step begins, unless it goes on with the last one.
  private mutating func begin(_ step: Step) {
    defer { lastStep = step }
    if step != .other, step == lastStep, !past.isEmpty, future.isEmpty { return }
    past.append(Moment(before: cursor, after: cursor))
    future = []
  }

  private mutating func put(_ new: [String], in range: ClosedRange<Int>) {
    let change = Change(line: range.lowerBound, old: Array(lines[range]), new: new)
    past[past.count - 1].add(change)
    apply(change)
  }

  private mutating func finish() {
    past[past.count - 1].after = cursor
    var bytes = undoBytes
    while past.count > 1, past.count > TextEditor.undoMax || bytes > TextEditor.undoBytesMax {
      bytes -= past.removeFirst().bytes
    }
    show()
  }

  private mutating func apply(_ change: Change) {
    lines.replaceSubrange(change.line..<(change.line + change.old.count), with: change.new)
    byteCount += TextEditor.bytes(change.new) - TextEditor.bytes(change.old)
    changeCount += 1
  }

  private mutating func show() {
    (aim, problems) = (nil, [])
    fit()
  }

  /// Takes the last step back.
  public mutating func undo() {
    guard let moment = past.popLast() else { return }
    for change in moment.changes.reversed() { apply(change.reversed) }
    future.append(moment)
    (cursor, lastStep) = (moment.before, .other)
    show()
  }

  /// Does the step again that was taken back last.
  public mutating func redo() {
    guard let moment = future.popLast() else { return }
    for change in moment.changes { apply(change) }
    past.append(moment)
    (cursor, lastStep) = (moment.after, .other)
    show()
  }
}
