import Model
import Testing

@testable import flowsight

@Suite struct ArgumentParserTests {
  static let name = Option.value("name", short: "n", "NAME", "a name")
  static let tag = Option.value("tag", "TAG", "a tag", isRepeatable: true)
  static let kind = Option.value("kind", "KIND", "a kind", choices: ["small", "large"])
  static let fast = Option.flag("fast", "hurry")

  static let parser = ArgumentParser(commands: [
    Command("go", "go", operands: [Operand("PLACE", "where to")], options: [name, tag, kind, fast]) { _ in .success },
    Command("box open", "open", operands: [Operand("ID", "boxes", .many)], options: [fast]) { _ in .success },
    Command("box list", "list", operands: [Operand("KIND", "of boxes", .optional)]) { _ in .success },
  ])

  private func run(_ words: String...) throws -> (command: String, arguments: Arguments) {
    guard case .run(let command, let arguments) = try Self.parser.parse(words) else { return ("help", Arguments()) }
    return (command.name, arguments)
  }

  @Test func optionsStandAnywhere() throws {
    let (command, arguments) = try run("go", "--name", "a=b", "there", "--tag=x", "--tag", "", "--fast")
    #expect(command == "go")
    #expect(arguments.operands == ["there"])
    #expect(arguments.value(Self.name) == "a=b")
    #expect(arguments.values(Self.tag) == ["x", ""])
    #expect(arguments.has(Self.fast))
    #expect(!arguments.has(Self.kind))
  }

  @Test func commonOptionsMayComeFirst() throws {
    let (command, arguments) = try run("--postgres", "dsn", "box", "open", "1", "2")
    #expect(command == "box open")
    #expect(arguments.value(.postgres) == "dsn")
    #expect(arguments.operands == ["1", "2"])
  }

  @Test func theVersionMayBeAskedForAsAnOption() throws {
    guard case .run(let command, _) = try ArgumentParser(commands: Command.all).parse(["--version"]) else {
      Issue.record("it is help")
      return
    }
    #expect(command.name == "version")
  }

  @Test func dashesEndTheOptions() throws {
    #expect(try run("go", "--", "--name").arguments.operands == ["--name"])
    #expect(try run("go", "-").arguments.operands == ["-"])
    #expect(try run("box", "list", "-h").command == "help")
  }

  @Test(arguments: [
    (["go"], UsageError.missingOperand(Operand("PLACE", "where to"), command: "go")),
    (["go", "a", "b"], .unexpectedOperand("b", command: "go")),
    (["go", "a", "--name"], .missingValue(name)),
    (["go", "a", "-n", "1", "--name", "2"], .repeated(name)),
    (["go", "a", "--fast=1"], .unexpectedValue(fast)),
    (["go", "a", "--kind", "medium"], .badValue(kind, "medium", expected: "one of small, large")),
    (["box"], .missingCommand(group: "box", known: ["open", "list"])),
    (["box", "--fast"], .missingCommand(group: "box", known: ["open", "list"])),
    (["box", "opne"], .unknownCommand("box opne", known: ["box open", "box list"])),
    (["gone"], .unknownCommand("gone", known: ["go", "box", "help"])),
    (["help", "gone"], .unknownCommand("gone", known: ["go", "box"])),
  ]) func isRefused(_ words: [String], _ error: UsageError) {
    #expect(throws: error) { try Self.parser.parse(words) }
  }

  @Test func unknownOptionsComeWithASuggestion() throws {
    let error = #expect(throws: UsageError.self) { try Self.parser.parse(["go", "a", "--nmae", "b"]) }
    #expect(error?.failure.nextStep == "did you mean `--name`?")
    let far = #expect(throws: UsageError.self) { try Self.parser.parse(["go", "a", "--colour"]) }
    #expect(far?.failure.nextStep == "see `flowsight go --help`")
  }

  @Test(
    arguments: [
      ([], []), (["help"], []), (["--help"], []), (["-h"], []), (["help", "box"], ["box"]),
      (["box", "--help"], ["box"]),
      (["box", "open", "--help"], ["box", "open"]), (["help", "box", "open"], ["box", "open"]), (["go", "-h"], ["go"]),
      (["--help", "go"], ["go"]),
    ] as [([String], [String])]) func helpIsAskedFor(_ words: [String], _ topic: [String]) throws
  {
    guard case .help(let asked) = try Self.parser.parse(words) else {
      Issue.record("no help for \(words)")
      return
    }
    #expect(asked == topic)
  }

  @Test func numbersHaveLimits() throws {
    let arguments = Arguments([(Self.name, "12")])
    #expect(try arguments.integer(Self.name, in: 1...12) == 12)
    #expect(throws: UsageError.self) { try arguments.integer(Self.name, in: 1...11) }
    for text in ["", "1.5", "99999999999999999999", "x"] {
      #expect(throws: UsageError.self) { try Arguments([(Self.name, text)]).integer(Self.name, in: 1...11) }
    }
  }

  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("ingest", "ingest", 0), ("ingst", "ingest", 1), ("ignest", "ingest", 1),
    ("redrive", "discard", 7), ("ab", "ba", 1),
  ]) func distances(_ first: String, _ second: String, _ distance: Int) {
    #expect(Similarity.distance(first, second) == distance)
    #expect(Similarity.distance(second, first) == distance)
  }

  @Test func onlyNearWordsAreSuggested() {
    #expect(Similarity.nearest(to: "ingset", in: ["ingest", "runs"]) == "ingest")
    #expect(Similarity.nearest(to: "over", in: ["overview", "runs"]) == "overview")
    #expect(Similarity.nearest(to: "zzz", in: ["ingest", "runs"]) == nil)
    #expect(Similarity.nearest(to: "a", in: []) == nil)
  }
}
