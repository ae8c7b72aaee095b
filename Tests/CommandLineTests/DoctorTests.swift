import Direct
import Foundation
import Model
import Support
import Terminal
import Testing

@testable import flowsight

@Suite struct DoctorTests {
  static let terminal = TerminalFacts(
    name: "xterm-256color", isDescribed: true, canAddressCursor: true, colors: 256, hasTrueColor: false,
    locale: "C.UTF-8", codeset: "UTF-8", size: Size(120, 40))

  static let survey = PlatformSurvey(
    postgres: .success(.init(version: "15.14", database: "flowsight", login: "ann")), schema: .success(31),
    actor: .success(Actor(name: "ann", credential: "ann", role: .operator)), workers: .success(2),
    redis: .success("7.0.15"))

  private func shell(
    _ survey: PlatformSurvey = survey, _ surroundings: Surroundings = Surroundings(terminal: terminal),
    configuration: String? = nil
  ) -> Shell {
    Shell(configuration: configuration, survey: survey, surroundings: surroundings)
  }

  private func findings(_ shell: Shell) async throws -> [Finding] {
    let json = try JSON(parsing: await shell.run("doctor", "-o", "json").output)
    return try json["findings"]?.array?.map { try $0.decode(as: Finding.self) } ?? []
  }

  @Test func allIsWell() async throws {
    let outcome = await shell().run("doctor")
    #expect(outcome.status == .success && outcome.output.hasSuffix("all is well\n"), "\(outcome.output)")
    let findings = try await findings(shell())
    #expect(findings.allSatisfy { $0.verdict == .ok && $0.errorCode == nil })
    let checks = findings.map(\.check)
    for check in [
      "terminal", "colors", "locale", "size", "configuration", "profile", "postgres", "schema", "role",
      "labeling", "workers", "redis", "memory",
    ] { #expect(checks.contains(check), "\(check)") }
  }

  @Test(arguments: [
    (Model.Role.operator, "nothing"), (.annotator, "work (if skilled), read_history (own)"),
    (.lead, "work (if skilled), see_others, review (not own work), adjudicate, assign, configure, export, "),
    (.viewer, "nothing"),
  ]) func labelingRightsAreTold(role: Model.Role, rights: String) async throws {
    var survey = Self.survey
    survey.actor = .success(Actor(name: "ann", credential: "ann", role: role))
    let told = try await findings(shell(survey)).first { $0.check == "labeling" }
    #expect(told?.verdict == .ok && told?.message.hasPrefix(rights) == true, "\(told?.message ?? "")")
  }

  private static func spoilt(_ change: (inout TerminalFacts) -> Void) -> TerminalFacts {
    var facts = terminal
    change(&facts)
    return facts
  }

  @Test(arguments: [
    ("terminal_unknown", Finding.Verdict.fail, spoilt { $0.isDescribed = false }),
    ("terminal_unknown", .fail, spoilt { $0.canAddressCursor = false }),
    ("colors_few", .warn, spoilt { $0.colors = 8 }),
    ("locale_not_utf8", .warn, spoilt { $0.codeset = "ANSI_X3.4-1968" }),
    ("locale_missing", .warn, spoilt { $0.codeset = nil }),
    ("terminal_small", .warn, spoilt { $0.size = Size(60, 20) }),
  ])
  func terminalsAreJudged(code: String, verdict: Finding.Verdict, facts: TerminalFacts) async throws {
    let wrong = try await findings(shell(Self.survey, Surroundings(terminal: facts))).filter { $0.verdict != .ok }
    #expect(wrong.map(\.errorCode) == [code] && wrong[0].verdict == verdict && wrong[0].nextStep != nil, "\(wrong)")
  }

  @Test(
    arguments: [
      (["escape-time": "500", "set-clipboard": "on"], ["escape_time_long"]),
      (["escape-time": "500", "set-clipboard": "off"], ["escape_time_long", "clipboard_off"]),
      (["escape-time": "10", "set-clipboard": "external"], []), ([:], ["tmux_silent"]),
    ] as [([String: String], [String])])
  func tmuxIsAsked(options: [String: String], codes: [String]) async throws {
    let findings = try await findings(shell(Self.survey, Surroundings(terminal: Self.terminal, tmux: options)))
    #expect(findings.compactMap(\.errorCode) == codes && findings.contains { $0.check == "tmux" })
  }

  @Test func serversAreJudgedOneByOne() async throws {
    let down = Failure("postgres_unreachable", "nobody listens", nextStep: "start it", isTransient: true)
    var survey = Self.survey
    survey.postgres = .failure(down)
    (survey.schema, survey.actor, survey.workers) = (.failure(down), .failure(down), .failure(down))
    let one = try await findings(shell(survey))
    #expect(one.compactMap(\.errorCode) == ["postgres_unreachable"])
    #expect(one.contains { $0.check == "redis" && $0.verdict == .ok })
    survey = Self.survey
    survey.redis = .success("5.0.7")
    survey.workers = .success(0)
    let count = try await findings(shell(survey)).count
    let other = await shell(survey).run("doctor")
    #expect(other.status == .failed)
    #expect(other.output.contains("[redis_old]") && other.output.contains("[workers_none]"))
    #expect(other.output.hasSuffix("1 failed, 1 warned, \(count - 2) well\n"))
  }

  @Test func aWarningIsNoFailure() async {
    var survey = Self.survey
    survey.workers = .success(0)
    #expect(await shell(survey).run("doctor").status == .success)
  }

  @Test func aBadConfigurationIsAFindingAndNotTheEnd() async throws {
    let broken = try await findings(shell(configuration: "thme: nord\n"))
    #expect(broken.contains { $0.errorCode == "config_invalid" && $0.nextStep?.contains("theme") == true })
    let keys = try await findings(shell(configuration: "keys: {browse: {pause: ctrl-b}}\ntheme: nrod\n"))
    #expect(keys.contains { $0.check == "keys" && $0.errorCode == "config_invalid" })
    #expect(keys.contains { $0.check == "theme" && $0.errorCode == "theme_unknown" })
    let secret = try await findings(
      shell(configuration: "profiles: {a: {postgres: x, password_file: /nonexistent/password}}\n"))
    #expect(secret.contains { $0.check == "passwords" && $0.errorCode == "config_unreadable" })
  }

  @Test func aPasswordThatOthersCanReadIsTold() throws {
    let text = "profiles: {a: {postgres: \"postgresql://ann:secret@pg/x\"}}\n"
    let file = try TemporaryFile(Array(text.utf8), name: "config.yaml")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    let read = { Doctor.configuration(Result { try ConfigurationFile(path: file.path) }, [:]) }
    #expect(read().contains { $0.errorCode == "password_in_the_open" })
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    #expect(!read().contains { $0.verdict != .ok })
  }

  @Test func whatCannotBeKeptIsTold() throws {
    let file = try TemporaryFile([])
    #expect(Doctor.memory(["XDG_STATE_HOME": file.path]).errorCode == "memory_unwritable")
    #expect(Doctor.memory(["XDG_STATE_HOME": "/tmp/not/there/yet"]).verdict == .ok)
    #expect(Doctor.memory([:]).verdict == .ok)
  }

  @Test func readOnlyIsTold() async throws {
    let shell = Shell(
      configuration: "default: live\nprofiles: {live: {postgres: a, redis: b, production: true}}\n", environment: [:],
      survey: Self.survey, surroundings: Surroundings(terminal: Self.terminal))
    let findings = try await findings(shell)
    #expect(findings.contains { $0.check == "profile" && $0.message == "live, production" })
    #expect(findings.contains { $0.check == "rights" && $0.message.contains("--write") })
  }

  @Test func factsComeFromTheEnvironment() {
    let facts = TerminalFacts(["TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"], output: -1)
    #expect(facts.isDescribed && facts.canAddressCursor && facts.colors == 256 && facts.hasTrueColor)
    #expect(facts.codeset == "UTF-8" && facts.size == nil)
    let none = TerminalFacts(["TERM": "no-such-terminal", "LANG": "xx_XX.UTF-8"], output: -1)
    #expect(!none.isDescribed && none.codeset == nil)
    #expect(TerminalFacts([:], output: -1).locale == "C")
    let dumb = TerminalFacts(["TERM": "dumb"], output: -1)
    #expect(dumb.isDescribed && !dumb.canAddressCursor && dumb.colors < 8)
  }
}
