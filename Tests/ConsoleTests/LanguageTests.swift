import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Nothing on a Chinese screen is English, but data, names and keys.
@Suite struct LanguageTests {
  /// Names that people of all languages read as they are: formats, products, commands and their options, key names.
  static let names: Set<String> = [
    "JSON", "ID", "Enter", "Esc", "DEAD", "flowsight", "serve", "ingest", "FILE", "NAME", "dataset", "mode", "lenient",
    "state", "dead", "failed", "topology", "dlq", "run", "esc", "enter", "tab", "shift", "space", "ctrl", "backspace",
    "up", "down", "left", "right", "home", "end", "delete", "pgup", "pgdn", "sha", "live", "direct", "prompt", "true",
    "null",
    "KB", "MB", "GB", "fg", "export", "csv", "yes", "ann", "operator", "viewer", "once",
  ]

  /// All words of the data behind the screens.
  static let data: Set<String> = {
    var words = LanguageTests.words(in: String(describing: Fixture.full()))
    words.formUnion(PaneRegistry.places.flatMap(\.path))
    words.formUnion(PaneID.allCases.map(\.rawValue) + ["demo", "localhost", "CSV", "JSON", "sort"])
    // Fields go by the names that filters have for them.
    words.formUnion(LanguageTests.words(in: Run.fieldInfos.map(\.name).joined(separator: " ")))
    words.formUnion(TypedCommand.commands.map(\.name) + Snapshot.Format.allCases.map(\.rawValue))
    // Words that are cut at the edge of a column are known by their beginning or end.
    return words.reduce(into: names) { known, word in
      for count in 2...max(2, word.count) {
        known.insert(String(word.prefix(count)))
        known.insert(String(word.suffix(count)))
      }
    }
  }()

  static func words(in text: String) -> Set<String> {
    Set(text.split { !($0.isASCII && $0.isLetter) }.map(String.init).filter { $0.count > 1 })
  }

  static func isKnown(_ word: String) -> Bool { data.contains(word) || data.contains(word.uppercased()) }

  @Test(arguments: GoldenTests.screens)
  func noWordIsLeftInEnglish(_ screen: (name: String, address: String, keys: [String])) async {
    var session = await Session(at: screen.address, size: Size(160, 80), language: .chinese).settled()
    for key in screen.keys {
      session.press(key)
      await session.settle()
    }
    let strange = Self.words(in: session.text).filter { !Self.isKnown($0) }
    #expect(strange.isEmpty, "\(screen.name) has the words \(strange.sorted())")
  }

  @Test(arguments: GoldenTests.labelScreens + GoldenTests.reviewScreens)
  func labelingSpeaksChinese(_ screen: (name: String, address: String, keys: [String])) async {
    let data = screen.address.contains("pairs") ? Fixture.reviewed : Fixture.full()
    var session = await Session(data, at: screen.address, role: .lead, size: Size(160, 80), language: .chinese)
      .settled()
    for key in screen.keys {
      session.press(key)
      await session.settle()
    }
    let known = Self.words(in: String(describing: data.labeling)).union([
      "lead", "group", "person", "label", "import", "overlap", "review", "gold", "rate",
    ])
    let strange = Self.words(in: session.text).filter { word in
      !Self.isKnown(word) && !known.contains { $0.hasPrefix(word) || $0.hasSuffix(word) }
    }
    #expect(strange.isEmpty, "\(screen.name) has the words \(strange.sorted())")
  }

  @Test(arguments: GoldenTests.emptyScreens)
  func emptyScreensSpeakChinese(_ pane: String) async {
    let session = await Session(Fixture.empty(), at: pane, size: Size(160, 50), language: .chinese).settled()
    let strange = Self.words(in: session.text).filter { !Self.isKnown($0) }
    #expect(strange.isEmpty, "\(pane) has the words \(strange.sorted())")
  }

  @Test func theFinderFindsWhatIsLeft() {
    #expect(!Self.isKnown("nothing"))
    #expect(Self.words(in: "没有 dead letters here") == ["dead", "letters", "here"])
  }

  @Test func failuresSayWhatTheyAreAndKeepTheServicesWords() {
    let failure = Failure("file_empty", "'a.csv' is empty", nextStep: "give a file with rows in it")
    #expect(failure.shown == "'a.csv' is empty")
    Language.$current.withValue(.chinese) {
      #expect(failure.shown == "文件是空的：'a.csv' is empty")
      #expect(failure.shownNextStep?.contains("give a file with rows in it") == true)
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
