import Console
import Foundation
import Testing

@testable import flowsight

/// What is made from the table of commands: completions that the shells themselves run, and a page that groff reads.
@Suite struct ManualTests {
  // MARK: - Completion

  /// What each shell offers is asked of the shell.
  private static func offers(_ shell: CompletionScript.Shell, _ words: [String]) throws -> [String] {
    // What is looked up, is asked of the program.
    let program = try TemporaryFile(
      Array("#!/bin/sh\n[ \"$*\" = 'completion values profiles' ] && printf 'live\\nstaging two\\n'\n".utf8),
      name: "flowsight")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    let script = try TemporaryFile(Array(CompletionScript().text(for: shell).utf8), name: "_flowsight")
    let line = words.map(CompletionScript.quoted).joined(separator: " ")
    let path = "PATH=\(program.folder):/usr/bin:/bin"
    let lines =
      switch shell {
      case .bash:
        """
        \(path)
        source \(script.path); COMP_WORDS=(\(line)); COMP_CWORD=\(words.count - 1); _flowsight
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      case .fish:
        "set -x \(path.replacing("=", with: " ").replacing(":", with: " ")); source \(script.path); complete -C \(CompletionScript.quoted(words.joined(separator: " ")))"
      case .zsh:
        """
        \(path); compadd() { print -rl -- ${(P)2} }
        compdef() { }; _arguments() { print -rl -- "$@" }; _describe() { print -rl -- ${(P)2} }
        source \(script.path); words=(\(line)); CURRENT=\(words.count); _flowsight
        _flowsight_values profiles
        """
      }
    let result = try Child.run("/usr/bin/\(shell.rawValue)", ["-c", lines])
    #expect(result.error.isEmpty && result.status == 0, "\(result.error)")
    return result.output.split(separator: "\n").map(String.init)
  }

  static let installed = CompletionScript.Shell.allCases.filter { Child.exists("/usr/bin/\($0.rawValue)") }
  static let cases: [(words: [String], offer: String)] = [
    (["flowsight", "c"], "console"), (["flowsight", ""], "dlq"), (["flowsight", "dlq", ""], "redrive"),
    (["flowsight", "--profile", "dlq", "runs", ""], "list"), (["flowsight", "dlq", "list", "--"], "--filter"),
    (["flowsight", "dlq", "list", "--filter", "list", "--"], "--profile"),
    (["flowsight", "dlq", "list", "-o", ""], "csv"), (["flowsight", "console", "--colors", ""], "mono"),
    (["flowsight", "dlq", "list", "--profile", ""], "live"), (["flowsight", "--profile", "stag"], "staging"),
    (["flowsight", "console", "--pane", ""], "topology"),
  ]

  @Test(arguments: installed, cases) func shellsOfferWhatTheTableHas(
    shell: CompletionScript.Shell, expected: (words: [String], offer: String)
  ) throws {
    let offers = try Self.offers(shell, expected.words)
    // zsh is asked what it is told to choose from, so that all of it is seen.
    let isThere = offers.contains { $0.hasPrefix(expected.offer) || (shell == .zsh && $0.contains(expected.offer)) }
    #expect(isThere, "\(offers)")
  }

  @Test(arguments: installed) func anOptionOfOneCommandIsNoneOfAnother(shell: CompletionScript.Shell) throws {
    #expect(try !Self.offers(shell, ["flowsight", "version", "--"]).contains { $0.contains("--filter") })
  }

  @Test(arguments: CompletionScript.Shell.allCases) func everyCommandAndOptionIsThere(
    shell: CompletionScript.Shell
  ) async {
    let script = await Shell().run("completion", shell.rawValue).output
    for command in Command.all {
      #expect(command.path.allSatisfy(script.contains), "\(command.name)")
      for option in command.allOptions {
        #expect(script.contains(shell == .fish ? "-l \(option.name) " : "--\(option.name)"), "\(option.name)")
      }
    }
  }

  @Test func anOptionTakesAValueEverywhereOrNowhere() {
    let options = Command.all.flatMap(\.allOptions)
    let valued = Set(options.filter { $0.placeholder != nil }.flatMap(\.words))
    #expect(valued.isDisjoint(with: options.filter { $0.placeholder == nil }.flatMap(\.words)))
  }

  @Test func whatIsLookedUpIsInTheUsersFiles() async {
    let shell = Shell(configuration: "profiles: {live: {postgres: a, redis: b}, a b: {postgres: a, redis: b}}\n")
    #expect(await shell.run("completion", "values", "profiles").output == "a b\nlive\n")
    let themes = await shell.run("completion", "values", "themes").output.split(separator: "\n")
    #expect(themes.contains("nord") && themes.contains("dark"))
    let broken = await Shell(configuration: "profiles: [").run("completion", "values", "profiles")
    #expect(broken.status == .success && broken.output.isEmpty && broken.error.isEmpty)
    let unknown = await shell.run("completion", "values", "cats")
    #expect(unknown.status == .success && unknown.output.isEmpty)
  }

  // MARK: - Manual

  static let page = ManualPage().text

  @Test func everythingIsInTheManual() {
    for command in Command.all {
      #expect(Self.page.contains(Roff.escaped((["flowsight"] + command.path).joined(separator: " "))))
      for option in command.allOptions { #expect(Self.page.contains(Roff.escaped(option.signature))) }
    }
    for entry in Keymap.standard.entries {
      #expect(Self.page.contains("(\(Roff.escaped(entry.command)))"), "\(entry.command)")
      for key in entry.keys { #expect(Self.page.contains(Roff.escaped(key)), "\(key)") }
    }
    for status in ExitStatus.allCases { #expect(Self.page.contains(status.meaning)) }
  }

  @Test func theManualIsPlainASCIIAndNoLineIsARequestByAccident() {
    #expect(Self.page.utf8.allSatisfy { $0 < 128 })
    let requests = [".TH ", ".SH ", ".SS ", ".PP", ".TP", ".nf", ".fi"]
    for line in Self.page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(requests.contains { line.hasPrefix($0) }, "\(line)")
    }
  }

  @Test(.enabled(if: Child.exists("/usr/bin/groff"))) func groffReadsItWithoutAWarning() throws {
    let file = try TemporaryFile(Array(Self.page.utf8), name: "flowsight.1")
    let result = try Child.run("/usr/bin/groff", ["-man", "-Tutf8", "-ww", "-P-cbou", file.path])
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(result.output.contains("--filter") && result.output.contains("简体中文"))
  }
}

/// A program that a test runs, with a home of its own.
enum Child {
  static func exists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

  static func run(_ path: String, _ arguments: [String]) throws -> (status: Int32, output: String, error: String) {
    let home = FileManager.default.temporaryDirectory.appending(path: "home-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ["HOME": home.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "dumb"]
    process.standardInput = FileHandle.nullDevice
    let (output, error) = (home.appending(path: "output"), home.appending(path: "error"))
    for file in [output, error] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, try String(contentsOf: output, encoding: .utf8),
      try String(contentsOf: error, encoding: .utf8)
    )
  }
}
