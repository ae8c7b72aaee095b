import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console
@testable import flowsight

/// The configuration file: what it may say, and that whatever else it says is an error with a line.
@Suite struct ConfigurationTests {
  static let sound = """
    default: staging
    theme: nord
    language: zh
    mouse: true
    profiles:
      staging: {postgres: "host=pg", redis: "redis://cache", color: "#005f87"}
      live:
        postgres: postgresql://ann@pg/flowsight
        redis: redis://cache
        production: true
    keys:
      browse: {pause: f7, redrive: [R, f5]}
    """

  private func failure(_ text: String) -> Failure? {
    do throws(Failure) {
      _ = try ConfigurationFile(text, path: "config.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test func aSoundFileIsRead() throws {
    let file = try ConfigurationFile(Self.sound, path: "config.yaml")
    #expect(file.defaultProfile == "staging" && file.theme == "nord" && file.language == .chinese && file.mouse == true)
    #expect(file.profiles["live"]?.isReadOnly == true && file.profiles["staging"]?.isReadOnly == false)
    #expect(file.profiles["staging"]?.color == Color(parsing: "#005f87"))
    #expect(file.keymapFailures.isEmpty)
    #expect(file.keymap.entries.first { $0.command == "pause" }?.keys == ["f7"])
    #expect(file.keymap.entries.first { $0.command == "redrive" }?.keys == ["R", "f5"])
  }

  @Test func theManualsExampleIsSoundAndItsTableComplete() throws {
    let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let manual = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
    let example = try #require(manual.components(separatedBy: "```yaml\n").last?.components(separatedBy: "```").first)
    let file = try ConfigurationFile(example, path: "config.yaml")
    #expect(file.keymapFailures == [] && file.profiles.count == 3)
    #expect(file.profiles["live"]?.isReadOnly == true && file.profiles["reports"]?.isReadOnly == true)
    for setting in ConfigurationFile.settings where !["profiles", "keys"].contains(setting) {
      #expect(manual.contains("| `\(setting)` |") && example.contains("\(setting): "), "\(setting)")
    }
    for setting in Profile.settings {
      #expect(manual.contains("| `profiles.NAME.\(setting)` |") && example.contains(" \(setting): "), "\(setting)")
    }
  }

  @Test(arguments: [
    ("profiles:\n  a: {postgres: x, readonly: true}", "line 2: profiles.a.readonly: there is no such setting"),
    ("profiles:\n  a:\n    production: maybe", "line 3: profiles.a.production: true or false is expected"),
    ("theme: [a]", "line 1: theme: a text is expected"), ("language: fr", "line 1: language: one of en, zh"),
    ("\n\ndefault: b", "line 3: default: 'b' is none of the profiles"), ("a: b: c", "line 1"),
    ("- a", "a mapping is expected"), ("profiles:\n  a: {color: pinkish}", "line 2: profiles.a.color"),
    ("x: &a 1", "anchors are not supported"),
  ])
  func aBadFileNamesTheLine(text: String, problem: String) throws {
    let found = failure(text)
    let failure = try #require(found)
    #expect(failure.errorCode == "config_invalid")
    #expect(failure.message.contains(problem), "\(failure.message)")
    #expect(failure.nextStep != nil)
  }

  @Test func aSlipHasAHint() {
    #expect(failure("profiles:\n  a: {read_onyl: true}")?.nextStep == "did you mean 'read_only'?")
  }

  @Test(arguments: [
    "", "\u{0}", "keys:", "profiles:", "keys: 3", "\u{feff}default: a", String(repeating: "[", count: 99),
  ])
  func nothingCrashesIt(text: String) { _ = failure(text) }

  @Test func badKeysStopTheConsoleAndNothingElse() async {
    let shell = Shell(configuration: "keys:\n  browse:\n    discard: ctrl-b\n    dance: x\n")
    let console = await shell.run("console", "--once")
    #expect(console.status == .usage && console.error.contains("line 4: keys.browse.dance"))
    let lint = await shell.run("keys", "lint")
    #expect(lint.status == .usage)
    #expect(lint.error.contains("line 3: keys.browse.discard: ctrl-b belongs to tmux"))
    let json = await shell.run("keys", "lint", "-o", "json")
    #expect(json.status == .usage && json.output.contains("\"ok\":false"))
    #expect(await shell.run("dlq", "list").status == .success)
  }

  @Test func keysAreListed() async throws {
    let shell = Shell(configuration: Self.sound)
    #expect(await shell.run("keys", "lint").output == "the keys are sound\n")
    let list = await shell.run("keys", "list")
    #expect(
      list.output.split(separator: "\n").contains {
        $0.hasPrefix("browse") && $0.contains("redrive") && $0.contains("R f5")
      })
    let json = try JSON(parsing: await shell.run("keys", "list", "-o", "json").output)
    #expect((json["items"]?.array?.count ?? 0) > 30)
  }

  @Test func rebindingHoldsOnTheScreen() async {
    let shell = Shell(configuration: "keys: {browse: {palette: f2}}")
    let frame = await shell.run("console", "--once", "--pane", "dlq", "--size", "160x24")
    #expect(frame.output.contains("f2 go to"), "\(frame.output)\(frame.error)")
  }

  // MARK: - Passwords

  @Test func passwordsComeFromPrivateFiles() throws {
    let file = try TemporaryFile(Array("it's \\ secret@1\nrest\n".utf8), name: "secret")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    var profile = Profile(postgres: "host=pg user=ann", redis: "redis://cache:6380/2")
    profile.passwordFile = file.path
    profile.redisPasswordFile = file.path
    #expect(try profile.postgresDSN([:]) == #"host=pg user=ann password='it\'s \\ secret@1'"#)
    #expect(try profile.redisURL([:]) == "redis://:it%27s%20%5C%20secret%401@cache:6380/2")
    profile.postgres = "postgresql://ann@pg/flowsight"
    #expect(try profile.postgresDSN([:]) == "postgresql://ann@pg/flowsight?password=it%27s%20%5C%20secret%401")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    let failure = #expect(throws: Failure.self) { try profile.postgresDSN([:]) }
    #expect(failure?.errorCode == "config_not_private" && failure?.nextStep?.contains("chmod 600") == true)
    profile.passwordFile = file.path + ".missing"
    #expect(#expect(throws: Failure.self) { try profile.postgresDSN([:]) }?.errorCode == "config_unreadable")
  }

  @Test(arguments: [
    ("postgresql://ann:secret@pg/x", true), ("postgresql://ann@pg/x", false), ("host=pg password=x", true),
    ("redis://:p@cache", true), ("redis://cache:6379", false),
  ])
  func aPasswordInTheOpenIsSeen(address: String, isSeen: Bool) { #expect(Profile.holdsPassword(address) == isSeen) }

  // MARK: - Themes

  @Test func themesHaveNames() throws {
    #expect(ThemeCatalog.names == ThemeCatalog.themes.map(\.name) && ThemeCatalog.names.count >= 11)
    #expect(try ThemeCatalog.theme("nord", [:]).name == "nord")
    let failure = #expect(throws: Failure.self) { try ThemeCatalog.theme("nrod", [:]) }
    #expect(failure?.nextStep?.contains("did you mean `nord`?") == true)
  }

  /// The command line, then what was chosen on the platform, then the configuration: of the last two, the later.
  @Test func theLaterChoiceOfAThemeCounts() async throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: home) }
    let files = MemoryFiles(folder: home.appending(path: "flowsight").path)
    func theme(_ configuration: String?, _ words: [String] = [], platform: String? = nil) throws -> String {
      let file =
        try configuration.map { text throws(Failure) in try ConfigurationFile(text, path: "config.yaml") } ?? nil
      let engine = Engine(
        connect: { _ in throw Failure("x", "x") }, configuration: { _ in file }, survey: { _ in DoctorTests.survey },
        surroundings: { _ in Surroundings(terminal: DoctorTests.terminal) })
      var arguments = Arguments()
      if let word = words.first { arguments.add(word, for: .theme) }
      let invocation = Invocation(
        arguments: arguments, streams: .live(), environment: ["XDG_STATE_HOME": home.path], engine: engine)
      return try invocation.consoleOptions(platform: platform).theme.name
    }
    let nord = "default: a\ntheme: nord\nprofiles: {a: {postgres: x, redis: y}}\n"
    #expect(try theme(nil) == "dark" && theme(nord) == "nord")
    try files.keep(.look(Memory.Look(theme: "paper", configured: "nord"), profile: "a"))
    #expect(try theme(nord) == "paper" && theme(nord, platform: "demo") == "nord")
    #expect(try theme(nord, ["light"]) == "light")
    #expect(try theme(nord.replacing("nord", with: "dracula")) == "dracula", "the configuration is the later one")
    try files.keep(.look(Memory.Look(theme: "gone", configured: "nord"), profile: "a"))
    #expect(try theme(nord) == "nord")
  }

  @Test func ownThemesComeFirst() throws {
    let home = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    let folder = home.appending(path: "flowsight/themes")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try "name: nord\nbase: light\n".write(to: folder.appending(path: "nord.yaml"), atomically: true, encoding: .utf8)
    let environment = ["XDG_CONFIG_HOME": home.path]
    var expected = Theme.light
    expected.name = "nord"
    #expect(try ThemeCatalog.theme("nord", environment) == expected)
    #expect(ThemeCatalog.all(environment).count { $0.name == "nord" } == 1)
  }

  @Test(.timeLimit(.minutes(1))) func aThemeFileThatIsWrittenIsReadAnew() async throws {
    let home = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    let folder = home.appending(path: "flowsight/themes")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "mine.yaml")
    let stream = ThemeCatalog.changes(["XDG_CONFIG_HOME": home.path], and: nil) { $0.badge(on: .indexed(1)) }
    var changes = stream.makeAsyncIterator()
    try "name: mine\nbase: light\n".write(to: file, atomically: true, encoding: .utf8)
    var expected = Theme.light.badge(on: .indexed(1))
    expected.name = "mine"
    #expect(try await changes.next()?.get() == expected)
    try Data("name: mine\nbase: lihgt\n".utf8).write(to: file)
    // What was written before may be told twice.
    let broken = await Self.nextFailure(&changes)
    #expect(broken?.errorCode == "theme_invalid")
    #expect(broken?.message == "\(file.path), line 2: base: expected one of dark, light, mono")
    try FileManager.default.removeItem(at: file)
    let gone = await Self.nextFailure(&changes)
    #expect(gone?.message == "\(file.path): it is not there any more")
    // As editors write: another file in its place.
    let other = folder.appending(path: "mine.yaml.new")
    try "name: mine\nbase: light\n".write(to: other, atomically: false, encoding: .utf8)
    rename(other.path, file.path)
    #expect(try await changes.next()?.get() == expected)
  }

  private static func nextFailure(
    _ changes: inout AsyncStream<Result<Theme, Failure>>.AsyncIterator
  ) async -> Failure? {
    while let change = await changes.next() {
      if case .failure(let broken) = change { return broken }
    }
    return nil
  }

  /// Whatever lies where a theme should: it is said which file, which line and what, at once and without the rest.
  @Test func whatIsWrongWithAThemeFileIsSaidWithItsLine() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "themes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func problem(_ name: String) -> String? {
      do throws(Failure) {
        _ = try ThemeFile.theme(at: folder.appending(path: name).path)
        return nil
      } catch {
        return error.message.replacing(folder.path + "/", with: "")
      }
    }
    func problem(of bytes: Data) throws -> String? {
      try bytes.write(to: folder.appending(path: "a.yaml"))
      return problem("a.yaml")
    }
    func problem(of text: String) throws -> String? { try problem(of: Data(text.utf8)) }
    let color = "name: a\nbase: dark\nroles:\n  muted: red\n  error: {fg: \"#ff00\"}\n"
    #expect(
      try problem(of: color) == "a.yaml, line 5: roles.error.fg: expected default, a colour's name, 0–255, or #rrggbb")
    #expect(
      try problem(of: "name: a\nroles:\n  eror: red\n")?.hasPrefix("a.yaml, line 3: roles.eror: expected one") == true)
    #expect(try problem(of: "name: a\nroles:\n  error: {fg: \"#ff")?.hasPrefix("a.yaml, line 3, column ") == true)
    #expect(try problem(of: "") == "a.yaml, line 1: name: expected a string")
    #expect(try problem(of: Data([0x6e, 0xff, 0xfe, 0x00])) == "a.yaml: it is no UTF-8 text")
    #expect(
      try problem(of: Data(repeating: 0x20, count: 10 << 20))
        == "a.yaml: it has 10485760 bytes, and a theme has 65536 at most")
    #expect(problem("gone.yaml") == "gone.yaml: No such file or directory")
    try FileManager.default.createDirectory(at: folder.appending(path: "b.yaml"), withIntermediateDirectories: true)
    #expect(problem("b.yaml") == "b.yaml: it is no plain file")
    #expect(mkfifo(folder.appending(path: "c.yaml").path, 0o600) == 0)
    #expect(problem("c.yaml") == "c.yaml: it is no plain file")
    #expect(try problem(of: "name: a\n") == nil)
  }
}
