import Testing

/// Every rule catches what it is there for, and lets pass what only looks like it.
@Suite struct PlantedViolationTests {
  struct Plant: Sendable, CustomTestStringConvertible {
    var rule: Rule
    var path = "Sources/Model/Planted.swift"
    var bad: String
    var good: String
    var testDescription: String { rule.name }
  }

  static let plants: [Plant] = [
    Plant(rule: .fileLength, bad: lines(401), good: lines(400)),
    Plant(rule: .functionLength, bad: function(lines: 71), good: function(lines: 70)),
    Plant(
      rule: .functionLength, bad: "struct A { init() {\n\(lines(70))}}", good: "protocol P { init()\n }\n\(lines(90))"),
    Plant(rule: .noTraps, bad: "let a = try! b()", good: "// try! is not used\nlet a = \"fatalError(\""),
    Plant(rule: .noTraps, bad: "let a = \"\\(b as! Int)\"", good: "let a = b as? Int"),
    Plant(rule: .noTraps, bad: "fatalError(\"\")", good: "func isFatalError() {}"),
    Plant(rule: .noPrint, bad: "print(1)", good: "footprint(1); a.print(1)"),
    Plant(rule: .noPrint, path: "Sources/Console/A.swift", bad: "  debugPrint(1)", good: "/* print(1) */ let a = 1"),
    Plant(rule: .noSilencedConcurrency, bad: "final class A: @unchecked Sendable {}", good: unchecked),
    Plant(
      rule: .noSleepingTests, path: "Tests/A.swift", bad: "try await Task.sleep(for: .seconds(1))",
      good: "func eventually(_ a: () -> Bool) { while !a() { usleep(1) } }"),
    Plant(
      rule: .noDisabledTests, path: "Tests/A.swift", bad: "@Test(.disabled()) func a() {}", good: "@Test func a() {}"),
    Plant(rule: .nothingLeft, bad: "let a = 1  // " + "TO" + "DO", good: "let a = 1  // done"),
    Plant(rule: .nothingLeft, path: "README.md", bad: "FIX" + "ME", good: "fixed"),
    Plant(rule: .sqlInRepositories, bad: "let a = \"SELECT a FROM b\"", good: "let a = \"select a row to UPDATE\""),
    Plant(
      rule: .sqlInRepositories, bad: "let a = \"\"\"\n  INSERT INTO a\n  \"\"\"",
      good: "// UPDATE a SET b = 1\nlet a = 1"),
    Plant(rule: .noMachinePaths, path: "docs/a.md", bad: "see /ho" + "me/ann/a", good: "see ~/a and docs/homework/a"),
    Plant(
      rule: .wordsAreLocalized, path: "Sources/Console/AWords.swift", bad: "static let a = \"Help\"",
      good: "static var a: String { localized(\"\\(b(1)) of \\(c)\", \"帮助\") + \" · \" }"),
    Plant(
      rule: .countsAgree, bad: "localized(\"\\(count) dead letters wait\", \"有\")",
      good: "localized(\"\\(counted(count, \"dead letter\")) of \\(name)\", \"有\")"),
    Plant(rule: .noDeadFiles, bad: "// Nothing here.\n", good: "let a = 1\n"),
  ]

  @Test(arguments: plants) func isCaught(_ plant: Plant) {
    #expect(!plant.rule.check(SourceFile(path: plant.path, text: plant.bad)).isEmpty)
    #expect(plant.rule.check(SourceFile(path: plant.path, text: plant.good)) == [])
  }

  @Test func everyRuleIsPlanted() {
    #expect(Set(Rule.all.map(\.name)) == Set(PlantedViolationTests.plants.map(\.rule.name)))
  }

  @Test func sqlIsAllowedInRepositories() {
    let sql = "let a = \"SELECT a FROM b\""
    #expect(
      Rule.sqlInRepositories.check(SourceFile(path: "Sources/Services/A/RunRepository+Read.swift", text: sql)) == [])
    #expect(Rule.sqlInRepositories.check(SourceFile(path: "Sources/Messaging/Outbox.swift", text: sql)) == [])
  }

  @Test func violationsNameTheLine() {
    let violations = Rule.noTraps.check(
      SourceFile(path: "A.swift", text: "let a = \"\"\"\n  try!\n  \"\"\"\n_ = try! b()\n"))
    #expect(violations.map(\.line) == [4])
  }

  @Test(arguments: [
    (
      "module(\"Foundations/Support\", uses: [\"Model\"]), module(\"Model\")",
      "Support uses Model, which is not below it"
    ),
    (
      "module(\"Services/A\", uses: [\"B\"]), module(\"Services/B\")", "A uses B, which is not below it"
    ),
    ("module(\"Model\", uses: [\"Nowhere\"])", "Model uses Nowhere, which is no target"),
    ("module(\"Elsewhere\")", "Elsewhere stands on no layer"),
    (
      "module(\"Console\", uses: [\"Redis\"]), module(\"Foundations/Redis\")",
      "Console uses Redis: a door knows only Cron, Model, Support, Terminal"
    ),
  ]) func arrowsThatDoNotPointDown(_ manifest: String, _ problem: String) {
    #expect(Layers.problems(in: PackageGraph(manifest: manifest)) == [problem])
  }

  @Test func targetsWithoutTests() {
    let graph = PackageGraph(
      manifest: "cLibrary(\"C\"), module(\"Model\"), module(\"Foundations/Support\"), tests(\"A\", uses: [\"Model\"])")
    #expect(Layers.untested(graph) == ["Support"])
  }

  @Test func importsBeyondTheManifest() {
    let graph = PackageGraph(
      manifest: "module(\"Model\", uses: [\"Support\"]), module(\"Foundations/Support\"), module(\"Foundations/Redis\")"
    )
    let text = "public import Foundation\nimport Support\ninternal import Redis\n"
    let violations = Layers.problems(in: SourceFile(path: "Sources/Model/A.swift", text: text), graph: graph)
    #expect(violations == [Violation(path: "Sources/Model/A.swift", line: 3, problem: "Model may not import Redis")])
    let stray = Layers.problems(in: SourceFile(path: "Sources/Nowhere/A.swift", text: ""), graph: graph)
    #expect(stray.map(\.problem) == ["belongs to no target"])
  }

  private static func lines(_ count: Int) -> String { String(repeating: "let a = 1\n", count: count) }
  private static func function(lines count: Int) -> String { "func a() {\n" + lines(count - 2) + "}\n" }
  private static let unchecked = "// The handle is only touched on its thread.\nfinal class A: @unchecked Sendable {}"
}
