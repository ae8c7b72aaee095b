import Foundation
import Model
import Support
import Terminal

/// The console without a screen: what a view shows is said in sentences, what one wants is typed a line at a time. The
/// same state and the same commands as on the screen, driven by words instead of keys; for screen readers, braille
/// displays and bare serial lines. What changes while it waits for a line is told in a few words.
struct LinearConsole {
  /// Of a list, said at once.
  static let rows = 10
  /// The screen that the state believes in: room for as many rows.
  static let size = Size(100, rows + 5)

  private(set) var state: ConsoleState
  private let runner: EffectRunner
  private let ears: Ears
  private var heard: AsyncStream<Ears.Heard>.Iterator
  private let write: (String) -> Void
  private var lastSaid: [String] = []
  private var lastNotice: Notice?

  /// The last row that can be named where none is counted.
  private static let stepsMax = 1000
  /// Lines of the view that are told when they changed.
  static let newsMax = 4
  /// Of ``ConsoleState/paces``: who listens is not interrupted all the time.
  private static let pace = 3

  init(_ state: ConsoleState, runner: EffectRunner, ears: Ears, write: @escaping (String) -> Void) {
    self.state = state
    self.state.opensConsoles = false
    self.state.pace = LinearConsole.pace
    self.runner = runner
    self.ears = ears
    heard = ears.stream.makeAsyncIterator()
    self.write = write
  }

  /// Runs until the person quits or the input ends.
  mutating func run() async {
    await settle(state.start())
    say(context + [words { LinearWords.welcome }])
    await answer()
    while !state.isFinished {
      prompt()
      guard let line = await line(isTelling: true) else { return }
      await obey(line)
      if !state.isFinished { await answer() }
    }
  }

  // MARK: - Doing

  private mutating func obey(_ line: String) async {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = parts.count == 2 ? parts[1] : ""
    switch parts.first {
    case nil:
      lastSaid = []
      await settle(state.reload())
    case "help"?: say(manual)
    case "more"?: await press(.move(.pageDown))
    case "less"?: await press(.move(.pageUp))
    case "go"? where rest.isEmpty: say([words { LinearWords.whereTo }])
    case "press"? where rest.isEmpty: say([words { LinearWords.whichKeys }])
    case "search"? where rest.isEmpty: say([words { LinearWords.forWhat }])
    case "forget"? where rest.isEmpty: say([words { LinearWords.whichBookmark }])
    case "press"?: await press(keys: rest.split(separator: " ").map(String.init))
    case "filter"?: await type(rest, after: .filter)
    case "search"?: await type(rest, after: .search)
    case "go"?: await go(to: rest)
    case let word?: await obey(word, rest, line)
    }
  }

  private mutating func obey(_ word: String, _ rest: String, _ line: String) async {
    if let number = Int(word) {
      await select(number)
      return
    }
    let command = offered.first { $0.name == word }
    if let command, rest.isEmpty { return await press(command) }
    // `open 3` is `3` and `open`.
    if let command, let number = Int(rest), TypedCommand(parsing: line) == nil {
      if await select(number) { await press(command) }
      return
    }
    if TypedCommand(parsing: line) != nil || Address(parsing: line) != nil {
      return await type(line, after: .palette)
    }
    say([words { state.whyNot(word) }])
  }

  private mutating func press(keys names: [String]) async {
    if let name = names.first(where: { Key(parsing: $0) == nil }) {
      return say([words { LinearWords.noKey(Text.sanitised(name)) }])
    }
    for name in names { await press(Key(parsing: name)) }
  }

  /// What can be done here, by name.
  private var offered: [Command] {
    let commands =
      state.trail.top.scene.commands + ConsoleState.shellCommands + PaneID.allCases.map { Command.pane($0) }
    // There is no screen to draw, and none to give back.
    var seen: Set<Command> = [.redraw, .suspend]
    return commands.filter { seen.insert($0).inserted && key(of: $0) != nil }
  }

  private func key(of command: Command, in context: Keymap.Context? = nil) -> Key? {
    state.keymap.key(for: command, in: context ?? state.keyContext)
  }

  private mutating func press(_ command: Command, in context: Keymap.Context? = nil) async {
    await press(key(of: command, in: context))
    // A form that holds something asks once more.
    if command == .cancel, case .dialog = state.mode { await press(key(of: command, in: context)) }
  }

  private mutating func press(_ key: Key?) async {
    if let key { await send(.event(.key(key))) }
  }

  /// Opens a prompt, writes into it and takes it.
  private mutating func type(_ text: String, after command: Command) async {
    guard offered.contains(command) else { return say([words { LinearWords.notHere(command.name) }]) }
    await press(command)
    await press(.control("u"))
    await send(.event(.paste(text)))
    await press(.press)
  }

  /// To an address or a bookmark; what only resembles one is a slip, not a command.
  private mutating func go(to text: String) async {
    let address = Address(parsing: text) == nil ? bookmark(text)?.address : text
    guard let address, Address(parsing: address) != nil else {
      return say([words { ShellWords.unknownAddress(Text.sanitised(text)) }])
    }
    await type(address, after: .palette)
  }

  /// The bookmark of that name, or the first whose name begins so.
  private func bookmark(_ text: String) -> Memory.Bookmark? {
    guard !text.isEmpty else { return nil }
    let bookmarks = state.memory.bookmarks(of: state.backend.profile)
    return bookmarks.first { $0.name == text } ?? bookmarks.first { $0.name.hasPrefix(text) }
  }

  @discardableResult
  private mutating func select(_ number: Int) async -> Bool {
    let count = state.trail.top.scene.list?.rowCount ?? LinearConsole.stepsMax
    guard number >= 1, number <= count else {
      say([words { LinearWords.noRow(number) }])
      return false
    }
    guard state.trail.top.scene.list != nil else {
      await press(.move(.first))
      for _ in 1..<number { await press(.move(.down)) }
      return true
    }
    state.moveCursor(to: number - 1)
    // What lies around the row is read.
    await send(.tick(state.now))
    return true
  }

  private mutating func send(_ message: ConsoleMessage) async { await settle(Console.update(&state, message)) }

  /// Carries out effects and what follows from them. What follows from a command is done at once; what follows from a
  /// change comes when it is due, as on the screen.
  private mutating func settle(_ effects: [ConsoleEffect], isLive: Bool = false) async {
    var waiting = effects
    while !waiting.isEmpty {
      let effect = waiting.removeFirst()
      switch effect {
      case .wake(.heartbeat, _): ears.listen { [runner] in await runner.answer(to: effect) }
      case .wake where isLive: ears.listen { [runner] in await runner.answer(to: effect) }
      case .wake(let wake, _): waiting += Console.update(&state, .woke(wake))
      default:
        if let message = await runner.answer(to: effect) { waiting += Console.update(&state, message) }
      }
    }
  }

  // MARK: - Hearing

  /// The next line. What changes until then is told, unless the line answers a question.
  private mutating func line(isTelling: Bool = false) async -> String? {
    ears.ask()
    while let heard = await heard.next() {
      switch heard {
      case .line(let line): return line
      case .message(let message):
        let before = state
        await settle(Console.update(&state, message), isLive: true)
        if isTelling { tell(since: before) }
      }
    }
    return nil
  }

  private mutating func tell(since before: ConsoleState) {
    var before = before
    // What merely grew older is no news.
    before.now = state.now
    let news = state.news(since: before) + changed(since: before)
    lastNotice = state.notice
    guard !news.isEmpty else { return }
    lastSaid = view(of: state)
    write("\n")
    say(news)
    prompt()
  }

  private func changed(since before: ConsoleState) -> [String] {
    words {
      let old = Set(view(of: before).map(Sentence.withoutPlace))
      let lines = view(of: state).dropFirst().map(Sentence.withoutPlace).filter { !old.contains($0) }
      let more = lines.count - LinearConsole.newsMax
      return lines.prefix(LinearConsole.newsMax).map(LinearWords.changed)
        + (more > 0 ? [LinearWords.moreChanged(more)] : [])
    }
  }

  private func prompt() { write(Text.sanitised(state.trail.top.scene.address.description) + "> ") }

  // MARK: - Saying

  /// Says what came of it, and asks what must be asked.
  private mutating func answer() async {
    if let notice = state.notice, notice != lastNotice { say([notice.text]) }
    lastNotice = state.notice
    switch state.mode {
    case .dialog: await converse()
    case .sheet(let sheet):
      say(sheet.text.document.rows(width: 100).map { row in Sentence.plain(row.map(\.text).joined()) })
      await press(.cancel)
    case .palette(let palette): await choose(from: palette)
    case .sort(let palette): await choose(from: palette)
    case .export(let line), .replace(_, let line): await ask(line)
    case .columns(let list): await choose(from: list)
    case .filter(let prompt, _):
      // It is no filter: what it is wrong with is told, and the rows stay as they were.
      if let error = prompt.error { say([error.message, error.hint]) }
      await press(.cancel)
      sayView()
    case .browse, .search: sayView()
    }
  }

  private mutating func sayView() {
    let lines = view(of: state)
    if lines != lastSaid { say(lines) }
    lastSaid = lines
  }

  private func view(of state: ConsoleState) -> [String] {
    words {
      let scene = state.trail.top.scene
      let title = (state.trail.crumbs + [scene.status]).filter { !$0.isEmpty }.joined(separator: ", ")
      if let failure = state.trail.top.failure {
        return [title, failure.shown] + [failure.shownNextStep].compactMap(\.self)
      }
      return [title]
        + (scene.isLoaded ? scene.sentences(DrawContext(now: state.now, keymap: state.keymap)) : [ShellWords.noAnswer])
    }
  }

  private var context: [String] {
    words {
      var parts = [state.backend.profile, state.actor.name, state.actor.role.rawValue]
      if state.backend.isProduction { parts.append(ShellWords.production) }
      if !state.actor.canAct { parts.append(ShellWords.readOnly) }
      return [parts.joined(separator: ", ")]
    }
  }

  private var manual: [String] {
    words {
      LinearWords.manual
        + offered.filter { !$0.isMotion }.map { command in
          let obstacle = state.obstacle(to: command)?.shown
          return command.name + ": "
            + ([CommandWords.summary(command), obstacle].compactMap(\.self))
            .joined(separator: " – ")
        }
    }
  }

  private mutating func choose<Target>(from palette: Palette<Target>) async {
    say(palette.matches.enumerated().map { "\($0.offset + 1). " + Sentence.plain($0.element.title) })
    write(words { LinearWords.choose })
    guard let number = await line().flatMap({ Int($0) }), palette.matches.indices.contains(number - 1) else {
      await press(.cancel)
      return sayView()
    }
    for _ in palette.scroll.cursor..<max(palette.scroll.cursor, number - 1) { await press(.nextField) }
    for _ in (number - 1)..<max(number - 1, palette.scroll.cursor) { await press(.previousField) }
    await press(.press)
    await answer()
  }

  /// The columns that are read out, by their numbers and in their order.
  private mutating func choose(from list: CheckList<String>) async {
    say(
      list.choices.enumerated().map { index, choice in
        let isShown = list.chosen.contains(choice.value)
        return "\(index + 1). " + Sentence.plain(choice.title) + (isShown ? ", " + words { LinearWords.shown } : "")
      })
    write(words { LinearWords.chooseColumns })
    let typed = (await line() ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init)
    if let word = typed.first(where: { $0 != "=" && !list.choices.indices.contains((Int($0) ?? 0) - 1) }) {
      say([words { LinearWords.noColumn(word) }])
      await press(.cancel)
    } else if typed.isEmpty {
      await press(.cancel)
    } else if typed.contains("=") {
      await press(.reset)
    } else {
      let chosen = typed.compactMap { Int($0) }.map { list.choices[$0 - 1].value }
      state.mode = .columns(CheckList(list.title, list.choices, chosen: chosen))
      await press(.press)
    }
    sayView()
  }

  /// What is to be typed in a line of its own: it takes the place of what stands there.
  private mutating func ask(_ line: InputLine) async {
    write(Text.sanitised(words { LinearWords.field(Sentence.plain(line.prompt.text), line.text) }))
    guard let text = await self.line() else { return await press(.cancel) }
    if !text.isEmpty {
      await press(.control("u"))
      for character in text { await send(.event(.key(.character(character)))) }
    }
    await press(.press)
    await answer()
  }

  /// The dialog of an action: what it would do, then each field, then the question.
  private mutating func converse() async {
    guard case .dialog(let dialog) = state.mode, case .form(let form) = dialog.phase else { return await refuse() }
    say(words { dialog.summary(form).rows(width: 100).map { row in Sentence.plain(row.map(\.text).joined()) } })
    for field in form.fields where form.line(field) != nil {
      write(Text.sanitised(words { LinearWords.field(dialog.label(field, form), form.text(field)) }))
      guard let text = await line() else { return await press(.cancel) }
      await focus(field)
      // What is there already is replaced, or left as it is.
      if !text.isEmpty { await press(.control("u")) }
      await send(.event(.paste(text)))
    }
    let question = words {
      ActionWords.title(dialog.verb, form.preview.eligibleCount, of: form.preview.action)
    }
    if form.fields.contains(.confirm) { write(words { LinearWords.confirm(question) }) }
    var agrees = false
    if form.fields.contains(.confirm) { agrees = await line()?.trimmingCharacters(in: .whitespaces) == "yes" }
    guard agrees else {
      await press(.cancel)
      say([words { LinearWords.nothingDone }])
      return sayView()
    }
    await focus(.confirm)
    await press(.press)
    if case .dialog(let dialog) = state.mode, case .form(let form) = dialog.phase, let problem = form.problem {
      await press(.cancel)
      say([problem, words { LinearWords.nothingDone }])
    }
    await answer()
  }

  private mutating func refuse() async {
    if case .dialog(let dialog) = state.mode, case .failed(let failure, _) = dialog.phase {
      say(words { [failure.shown, failure.shownNextStep].compactMap(\.self) })
    }
    await press(.cancel)
    sayView()
  }

  private mutating func focus(_ field: ActionForm.Field) async {
    guard case .dialog(let dialog) = state.mode, case .form(let form) = dialog.phase else { return }
    for _ in form.fields {
      guard case .dialog(let now) = state.mode, case .form(let form) = now.phase, form.focus != field else { return }
      await press(.nextField)
    }
  }

  private func say(_ lines: [String]) { for line in lines where !line.isEmpty { write(Text.sanitised(line) + "\n") } }

  private func words<Words>(_ body: () -> Words) -> Words {
    Language.$current.withValue(state.language, operation: body)
  }
}
