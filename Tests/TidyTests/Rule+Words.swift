extension Rule {
  static let noTraps = forbid(
    "no traps", pattern: #"\btry!|\bas!|\bfatalError\("#, because: "traps instead of reporting an error"
  ) { _ in true }

  static let noPrint = forbid(
    "only programs print", pattern: #"(^|[^.\w])(print|debugPrint|NSLog|dump)\("#,
    because: "prints outside the command line"
  ) { $0.isIn("Sources") && !$0.isIn("Sources/flowsight") && !$0.isIn("Sources/Bench") }

  /// Only a function named `eventually`, which looks again and again until a condition holds, may pause between looks.
  static let noSleepingTests = Rule(name: "tests wait for conditions") { file in
    guard let swift = file.swift, file.isTest, let sleep = try? Regex(#"\b(Task\.sleep|Thread\.sleep|usleep|sleep)\("#)
    else { return [] }
    let lines = swift.codeLines
    let bodies = FunctionScanner.bodies(in: lines)
    return lines.enumerated().compactMap { index, line in
      guard line.contains("sleep("), line.contains(sleep) else { return nil }
      let inside = bodies.filter { ($0.firstLine...$0.lastLine).contains(index + 1) }
      if inside.contains(where: { lines[$0.firstLine - 1].contains("func eventually") }) { return nil }
      return Violation(path: file.path, line: index + 1, problem: "sleeps: wait for a condition")
    }
  }

  /// What a person reads has both languages: in the console's `*Words.swift`, a text with letters in it is an argument
  /// of `localized`.
  static let wordsAreLocalized = Rule(name: "words have both languages") { file in
    guard let swift = file.swift, file.isIn("Sources/Console"), file.name.hasSuffix("Words.swift") else { return [] }
    return swift.literals.compactMap { literal in
      guard !literal.isLocalized, literal.text.contains(where: \.isLetter) else { return nil }
      return Violation(path: file.path, line: literal.line, problem: "'\(literal.text)' stands outside of localized()")
    }
  }

  /// `1 letters` is never said: a number before a noun of many goes through `counted`.
  static let countsAgree = Rule(name: "counts agree with their nouns") { file in
    guard let swift = file.swift, file.isIn("Sources") else { return [] }
    let nouns =
      "letters|rows|runs|tasks|versions|operations|uploads|steps|jobs|lines|entries|backfills|parts|items|changes"
      + "|updates|leases|tries|labels|columns|files|attempts|times|events|predictions|workers"
    guard let many = try? Regex(#"\{\} ([a-z]+ )?(\#(nouns))\b"#) else {
      return [Violation(path: file.path, line: 1, problem: "the rule's pattern is wrong")]
    }
    return swift.literals.compactMap { literal in
      guard literal.isLocalized, literal.form.contains(many) else { return nil }
      return Violation(path: file.path, line: literal.line, problem: "'\(literal.form)' does not go through counted()")
    }
  }

  static let noDisabledTests = forbid(
    "no test is switched off", pattern: #"\.disabled\(|\bXCTSkip|\bwithKnownIssue\b"#, because: "switches a test off"
  ) { $0.isTest }

  /// An exception from the compiler's data-race checks says why, in a comment on its line or the ones above.
  static let noSilencedConcurrency = Rule(name: "unchecked concurrency is explained") { file in
    guard let swift = file.swift else { return [] }
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    return swift.codeLines.enumerated().compactMap { index, code in
      guard code.contains("@unchecked Sendable") || code.contains("nonisolated(unsafe)") else { return nil }
      let near = lines[max(0, index - 1)...index]
      guard !near.contains(where: { $0.contains("//") }) else { return nil }
      return Violation(path: file.path, line: index + 1, problem: "unchecked concurrency without a reason beside it")
    }
  }

  static let nothingLeft = Rule(name: "nothing is left to do") { file in
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
    return file.lines { line in
      marks.first { line.contains($0) }.map { "'\($0)' is left in the text" }
    }
  }

  static let noMachinePaths = Rule(name: "no paths of one machine") { file in
    let paths = ["/wo" + "rk/", "/ro" + "ot/", "/far" + "m/", "/ho" + "me/"]
    return file.lines { line in
      paths.first { line.contains($0) }.map { "'\($0)' exists on one machine only" }
    }
  }

  private static let foldersWithSQL = [
    "Sources/Foundations/Postgres", "Sources/Foundations/Migrations", "Sources/Messaging",
  ]

  /// SQL lives in migrations and in one repository file per aggregate; the PostgreSQL client, the migrator, and the
  /// outbox and inbox hold their own.
  static let sqlInRepositories = Rule(name: "SQL stands in repositories") { file in
    guard let swift = file.swift, file.isIn("Sources"), !file.name.contains("Repository"),
      !foldersWithSQL.contains(where: file.isIn),
      let statement = try? Regex(#"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\s+[\w"*(]"#)
    else { return [] }
    return swift.literals.compactMap { literal in
      guard literal.text.contains(statement) else { return nil }
      return Violation(path: file.path, line: literal.line, problem: "SQL outside a repository")
    }
  }
}

extension SourceFile {
  /// A violation for each line of the text in which `problem` finds one.
  fileprivate func lines(_ problem: (Substring) -> String?) -> [Violation] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      problem(line).map { Violation(path: path, line: index + 1, problem: $0) }
    }
  }
}
