import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Nothing on a Chinese screen is English, but data, names and keys.
@Suite struct LanguageTests {
  /// Looked over, one by one: what people of all languages read as it is.
  static let terms: Set<String> = [
    // Keys.
    "Enter", "Esc", "esc", "enter", "tab", "shift", "space", "ctrl", "backspace", "up", "down", "left", "right", "home",
    "end", "delete", "pgup", "pgdn",
    // Formats, units and names of the field's.
    "JSON", "CSV", "SVG", "ANSI", "UTC", "DLQ", "MASI", "sha", "true", "false", "null",
    // Commands, their options and arguments, and what is typed into prompts.
    "flowsight", "serve", "ingest", "label", "create", "project", "schema", "import", "export", "dataset", "datasets",
    "FILE", "NAME", "report", "set", "sort", "steps", "everybody", "pane", "mode", "lenient", "strict", "csv", "json",
    "yes", "once", "dlq", "run", "runs", "show", "list",
    // Roles, and how the console is connected.
    "viewer", "operator", "annotator", "reviewer", "lead", "admin", "auditor", "direct", "localhost", "demo",
    // Types and masks of columns, as templates have them.
    "text", "integer", "number", "timestamp", "date", "boolean", "phone", "email",
  ]

  /// Names, ids and codes of the data, of addresses, of fields: not its sentences, which the platform words.
  static let data: Set<String> = {
    var words = Set<String>()
    for data in [Fixture.full(), Fixture.reviewed, Fixture.owned] { gather(data, into: &words) }
    gather(PaneRegistry.places.flatMap(\.path), into: &words)
    gather(PaneID.allCases.map(\.rawValue) + TypedCommand.commands.map(\.name), into: &words)
    gather(Snapshot.Format.allCases.map(\.rawValue), into: &words)
    // Fields go by the names that filters have for them.
    for fields in [
      Run.fieldInfos, DeadLetter.fieldInfos, UploadSession.fieldInfos, BulkOperation.fieldInfos, AuditEntry.fieldInfos,
    ] {
      gather(fields.map(\.name), into: &words)
    }
    return words
  }()

  /// What holds a sentence of the platform's, and no name.
  private static let sentences: Set<String> = [
    "message", "nextStep", "why", "what", "suggestion", "event", "from", "to", "obstacle", "effects",
  ]

  /// The words of all texts below a value.
  private static func gather(_ value: Any, into words: inout Set<String>) {
    switch value {
    case let text as String: words.formUnion(text.split { !($0.isASCII && $0.isLetter) }.map(String.init))
    case let line as LogLine: gather([line.message, line.details, line.worker], into: &words)
    default:
      for child in Mirror(reflecting: value).children where child.label.map({ !sentences.contains($0) }) ?? true {
        gather(child.value, into: &words)
      }
    }
  }

  /// A word of prose on a screen; what a window over it or the end of a column cut off is told by what remains.
  struct Word: Hashable {
    var text: String
    var hasBegin = true
    var hasEnd = true
  }

  /// The words of three letters and more. What has a digit or one of `_./=@#` inside is an identifier, and no word.
  static func words(in text: String) -> [Word] {
    let inside = Set("_./=@#-'")
    return text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) && !inside.contains($0) }.flatMap { token in
      let isFree = token.startIndex == text.startIndex || !"…│".contains(text[text.index(before: token.startIndex)])
      let isWhole = token.endIndex == text.endIndex || !"…│".contains(text[token.endIndex])
      let letters = token.drop { !$0.isLetter && !$0.isNumber }.reversed().drop { !$0.isLetter && !$0.isNumber }
      guard !letters.contains(where: { $0.isNumber || "_./=@#".contains($0) }) else { return [Word]() }
      let words = letters.reversed().split { !$0.isLetter }.map { String($0) }
      return words.enumerated().map { index, word in
        Word(text: word, hasBegin: isFree || index > 0, hasEnd: isWhole || index < words.count - 1)
      }
    }.filter { $0.text.count >= 3 }
  }

  static func isKnown(_ word: Word) -> Bool {
    let known = terms.union(data)
    return known.contains(word.text) || !word.hasEnd && known.contains { $0.hasPrefix(word.text) }
      || !word.hasBegin && known.contains { $0.hasSuffix(word.text) }
  }

  static func strange(in text: String) -> [String] {
    Set(words(in: text).filter { !isKnown($0) }).map(\.text).sorted()
  }

  /// Every screen there is, where nothing is cut and where much is.
  @Test(arguments: GoldenTests.shots, [Size(240, 70), Size(80, 24)])
  func noWordIsLeftInEnglish(_ shot: Shot, size: Size) async {
    let session = await shot.session(size: size, language: .chinese)
    let strange = Self.strange(in: session.text)
    #expect(strange.isEmpty, "\(shot.name) at \(size) has \(strange)")
  }

  /// No state is ever drawn by its name in the database.
  @Test(arguments: GoldenTests.shots)
  func noRawStateIsDrawn(_ shot: Shot) async {
    let session = await shot.session(size: Size(240, 70), language: .chinese)
    let shown = session.text.split { !$0.isLetter && $0 != "_" }.map(String.init)
    let raw = Self.states.filter { shown.contains($0) || $0.contains("_") && shown.contains($0.lowercased()) }
    // A payload and an act's record are shown as they are.
    let isDocument = ["payload", "audit", "letter", "review"].contains { shot.name.hasPrefix($0) }
    #expect(isDocument || raw.isEmpty, "\(shot.name) has \(raw)")
  }

  private static let states: [String] =
    JobState.allCases.map(\.rawValue) + LetterState.allCases.map(\.rawValue) + UploadState.allCases.map(\.rawValue)
    + VersionState.allCases.map(\.rawValue) + BulkOperationState.allCases.map(\.rawValue)
    + BulkOutcome.allCases.map(\.rawValue) + AssignmentState.allCases.map(\.rawValue)
    + LabelTaskState.allCases.map(\.rawValue) + GateState.allCases.map(\.rawValue)

  /// No heading is cut at any width; an id in one is short by nature.
  @Test(arguments: GoldenTests.shots, GoldenTests.variants)
  func headingsAreWhole(_ shot: Shot, variant: GoldenTests.Variant) async {
    let surface = await shot.taken(in: variant)
    for y in 0..<surface.size.height {
      for x in 0..<surface.size.width {
        guard let cell = surface[Point(x, y)], cell.style.role == .header, cell.character == "…" else { continue }
        let isID = surface[Point(x + 1, y)]?.character.isNumber == true
        #expect(isID, "\(shot.name) \(variant), row \(y): \(surface.lines()[y])")
      }
    }
  }

  /// The title of a part, and what stands over what follows it, begin with a capital; names stay as they are.
  @Test(arguments: GoldenTests.shots)
  func titlesBeginWithACapital(_ shot: Shot) async {
    let surface = await shot.session(size: Size(120, 40), language: .english).surface
    for (y, line) in surface.lines().enumerated() {
      let parts =
        line.contains("─[") ? line.split(separator: "─").map { String($0.drop { " []┌┐├┤".contains($0) }) } : []
      #expect(parts.allSatisfy { $0.first?.isLowercase != true }, "\(shot.name): \(line)")
      // A heading has its line to itself; those of columns stand beside each other.
      let cells = (0..<surface.size.width).compactMap { surface[Point($0, y)] }
      let heading = String(cells.filter { $0.style.role == .header }.map(\.character))
      guard heading.first?.isLowercase == true, !heading.contains("  "),
        line.split(separator: " ").joined(separator: " ") == heading
      else { continue }
      let name = Self.words(in: heading).first?.text ?? heading
      #expect(Self.data.contains(name), "\(shot.name): \(heading)")
    }
  }

  /// Everything with a number in it, of none, one and two: the noun agrees with it.
  @Test(arguments: [0, 1, 2])
  func countsAgree(count: Int) {
    let texts =
      Verb.allCases.flatMap { [ActionWords.title($0, count), ActionWords.done($0, count)] }
      + [
        ListWords.held(count), ListWords.marked(count), QueueWords.runs(count), DeadLettersWords.changes(count),
        DeadLettersWords.attempts(count, crashes: count), OverviewWords.leases(count),
        TopologyWords.linesNotShown(count),
        TopologyWords.linesNotKept(Int64(count)), TopologyWords.versionRuns(count), TopologyWords.openLetters(count),
        LabelingWords.leftOut(count, most: 10), LinearWords.moreChanged(count),
        ExportWords.running("a.csv", rows: count, key: "esc"),
      ]
    for text in texts {
      let number = text.firstMatch(
        of: /\b(\d+) (?:[a-z]+ )?(letter|run|task|version|line|lease|update|row|change|crash)(e?s)?\b/)
      if let number { #expect((number.output.1 == "1") == (number.output.3 == nil), "\(text)") }
    }
    #expect(counted(count, "entry", "entries") == ["0 entries", "1 entry", "2 entries"][count])
  }

  @Test func theFinderFindsWhatIsLeft() {
    #expect(Self.strange(in: "没有 dead parrots here, 见 dlq/all state=dead") == ["dead", "here", "parrots"])
    #expect(Self.words(in: "chat-sessi… │essi").map(\.hasEnd) == [true, false, true])
    #expect(Self.isKnown(Word(text: "sessi", hasEnd: false)) && !Self.isKnown(Word(text: "sessi")))
    #expect(Self.isKnown(Word(text: "essions", hasBegin: false)))
  }

  @Test func failuresAreSaidInTheReadersLanguage() {
    let failure = Failure("file_empty", "'a.csv' is empty", nextStep: "give a file with rows in it")
    #expect(failure.shown == "'a.csv' is empty")
    Language.$current.withValue(.chinese) {
      #expect(failure.shown == "“a.csv”是空的")
      #expect(failure.shownNextStep == "给出有数据行的文件")
      // What the book does not know is told by its code.
      #expect(Failure("postgres_error", "odd").shown == "PostgreSQL 报错：odd")
      #expect(Failure("made_up", "odd").shown == "odd")
      #expect(ErrorCode("type_mismatch").shown == "类型不符")
    }
  }

  @Test(arguments: [
    (["LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"], Language.chinese),
    (["LC_ALL": "", "LC_MESSAGES": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"], .english),
    (["LANG": "zh_TW.UTF-8"], .chinese), (["LANG": "C.UTF-8"], .english), ([:], .english),
  ])
  func theLocaleDecides(environment: [String: String], language: Language) {
    #expect(Language(environment: environment) == language)
  }
}
