import Foundation
import Model
import Support
import Terminal

/// A letter's payload being edited: checked as it is typed, with what it changes beside it. Nothing is kept before it was
/// shown once more and given a reason.
struct LetterEditScene: Scene {
  enum Verdict: Hashable {
    case unchanged
    /// It is long, and judged when the typing pauses.
    case awaited
    /// No JSON, from this line on.
    case unreadable(String, line: Int)
    case refused([PayloadDocument.Problem])
    case good(JSON, [JSON.Difference])
  }

  let id: LetterID
  private(set) var letter: DeadLetter?
  private(set) var editor = TextEditor(language: .json, bytesMax: 2 * PayloadDocument.bytesMax)
  private(set) var verdict = Verdict.unchanged
  /// The revision that the text was made from.
  private(set) var base = 0
  /// What somebody has made of it meanwhile; `nil` while nobody has.
  private(set) var news: (revision: PayloadRevision, changes: [JSON.Difference])?
  /// Esc was pressed once: what was typed goes with the next.
  private(set) var isLeaving = false
  /// The last paste did not fit.
  private(set) var isCut = false
  private var document: PayloadDocument?
  private var begun = JSON.null

  init(_ id: LetterID) { self.id = id }

  var address: Address { Address(.dlq, id.description, "edit") }
  var crumb: String { DeadLettersWords.edit }
  var loads: [Load] { [.letter(id)] }
  var isLoaded: Bool { letter != nil }
  var keyContext: Keymap.Context { .editor }
  var commands: [Command] { obstacle == nil ? [.keep] : [] }
  var copyText: String? { editor.text }
  var holdsUnkept: Bool { verdict != .unchanged }
  var status: String {
    DeadLettersWords.place(line: editor.cursor.line + 1, column: editor.cursor.column + 1, bytes: editor.byteCount)
  }

  /// Why nothing can be changed.
  var obstacle: String? {
    guard let letter else { return nil }
    return LetterState.waiting.contains(letter.state)
      ? document?.obstacle : DeadLettersWords.notEditable(letter.state.sign.word)
  }

  func concerns(_ change: Change) -> Bool { change == .letters }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .letter(let letter) = answer else { return }
    let newest = letter.revisions.last?.number ?? 0
    let isFirst = self.letter == nil
    self.letter = letter
    let document = PayloadDocument(letter)
    guard isFirst || (newest != base && verdict == .unchanged) else {
      let begun = letter.revisions.first { $0.number == base }?.payload ?? letter.payload
      news = letter.revisions.last.flatMap { revision in
        revision.number == base ? nil : (revision, document.changes(from: begun, to: revision.payload ?? begun))
      }
      return
    }
    (self.document, base, news) = (document, newest, nil)
    begun = document.shown(letter.revisions.last?.payload ?? letter.payload)
    editor.replace(with: begun.string ?? begun.text(pretty: true))
  }

  mutating func take(_ key: Key) -> Bool {
    guard isLoaded, obstacle == nil else { return false }
    isCut = false
    if key == .escape { pause() }
    if key == .escape, verdict != .unchanged, !isLeaving {
      isLeaving = true
      return true
    }
    isLeaving = false
    let before = editor.changeCount
    guard editor.handle(key) else { return false }
    if editor.changeCount != before { change() }
    return true
  }

  mutating func paste(_ text: String) {
    guard isLoaded, obstacle == nil else { return }
    isLeaving = false
    isCut = !editor.insert(text)
    change()
  }

  /// Bytes of a text that is judged with each key.
  static let bytesAtOnce = 16_384

  private mutating func change() {
    verdict = .awaited
    if editor.byteCount <= LetterEditScene.bytesAtOnce { pause() }
  }

  var isTyping: Bool { verdict == .awaited }

  mutating func pause() {
    guard verdict == .awaited else { return }
    verdict = judged()
    switch verdict {
    case .unchanged, .awaited, .good: editor.problems = []
    case .unreadable(_, let line): editor.problems = [line]
    case .refused(let problems): editor.problems = Set(problems.compactMap { line(of: $0.path) })
    }
  }

  private func judged() -> Verdict {
    let text = editor.text
    let edited: JSON
    do throws(JSON.SyntaxError) {
      edited = try JSON(parsing: text)
    } catch {
      let line = text.utf8.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
      return .unreadable(DeadLettersWords.expected(error.expected), line: line)
    }
    if edited == begun { return .unchanged }
    guard let document else { return .unchanged }
    let problems = document.problems(in: edited)
    if !problems.isEmpty { return .refused(problems) }
    return .good(edited, (try? document.edit(edited))?.changes ?? [])
  }

  /// The line of a member, where its name stands in one line alone.
  private func line(of path: JSON.Path) -> Int? {
    guard let name = path.names.last else { return nil }
    let mark = JSON.string(name).text() + ":"
    let found = editor.lines.indices.filter { editor.lines[$0].contains(mark) }
    return found.count == 1 ? found[0] : nil
  }

  mutating func move(_ motion: Motion) {}

  mutating func perform(_ command: Command) -> Wish? {
    pause()
    guard command == .keep, case .good(let document, _) = verdict else { return nil }
    return .ask(ActionRequest(verb: .edit, subject: .payload(id, base: base, document)))
  }

  mutating func settle(in size: Size) { editor.settle(in: parts(Rect(size)).editor.size) }
}

extension LetterEditScene {
  static let wideColumns = 100

  /// On wide screens what would be kept stands beside the text, on others below it.
  private func parts(_ bounds: Rect) -> (editor: Rect, verdict: Rect) {
    if bounds.width >= Self.wideColumns {
      let parts = bounds.columns([.share(7), .share(5)], gap: 1)
      return (parts[0], parts[1])
    }
    let most = max(1, bounds.height / 3)
    let rows = min(most, max(1, said(width: max(1, bounds.width - 2), rows: most).count))
    let parts = bounds.rows([.share(1), .fixed(rows)])
    return (parts[0], parts[1])
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    let parts = parts(surface.bounds)
    surface.draw(editor, in: parts.editor)
    let place = parts.verdict.inset(columns: 1)
    let lines = said(width: max(1, place.width), rows: place.height)
    surface.within(place) { surface in
      for (y, line) in lines.prefix(place.height).enumerated() {
        let goesOn = y == place.height - 1 && lines.count > place.height
        surface.draw(goesOn ? [Span("…", .muted)] : line, at: Point(0, y), width: place.width)
      }
    }
  }

  /// Of what there is to say, about as much as the rows hold.
  private func said(width: Int, rows: Int) -> [[Span]] {
    Document { document in
      if let obstacle { return document.prose(obstacle, style: .warning) }
      if isLeaving { document.prose(DeadLettersWords.unkept, style: .warning) }
      if isCut { document.prose(DeadLettersWords.cut, style: .warning) }
      if let news {
        document.prose(DeadLettersWords.behind(news.revision.number, by: news.revision.author), style: .warning)
        document.differences(news.changes.prefix(rows))
      }
      switch verdict {
      case .unchanged: document.prose(DeadLettersWords.unchanged, style: .muted)
      case .awaited: document.prose(DeadLettersWords.awaited, style: .muted)
      case .unreadable(let what, let line):
        document.prose("✗ " + DeadLettersWords.unreadable(line: line + 1, what), style: .error)
      case .refused(let problems):
        for problem in problems.prefix(rows) { document.prose("✗ \(problem)", style: .error, indent: 0) }
        document.rest(problems.count - rows)
      case .good(_, let changes):
        document.prose("✓ " + DeadLettersWords.changes(changes.count), style: .success)
        document.differences(changes.prefix(rows))
        document.rest(changes.count - rows)
      }
    }.rows(width: width)
  }
}

extension Document {
  /// What differs: a line each place.
  mutating func differences(_ differences: some Sequence<JSON.Difference>) {
    for difference in differences {
      let (sign, style): (String, Style) =
        difference.before == nil ? ("+", .success) : difference.after == nil ? ("-", .error) : ("~", .warning)
      var spans = [Span(sign + " ", style), Span(difference.path.description, Style(.name)), Span("  ")]
      if let before = difference.before { spans.append(Span(JSON.Difference.text(before), .error)) }
      if difference.before != nil, difference.after != nil { spans.append(Span(" → ", .muted)) }
      if let after = difference.after { spans.append(Span(JSON.Difference.text(after), .success)) }
      line(spans, hanging: 2)
    }
  }

  /// An edited payload: what it changes, who made it, and why.
  mutating func revision(_ revision: PayloadRevision, original sha256: String) {
    typealias Words = DeadLettersWords
    differences(revision.changes)
    fact(Words.actor, "\(revision.author) · \(Format.time(revision.at))")
    fact(Words.reason, revision.reason)
    fact(Words.sha256, "\(sha256) → \(revision.sha256)")
    fact(Words.audit, revision.auditID.description)
  }
}
