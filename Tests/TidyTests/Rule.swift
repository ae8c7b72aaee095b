import Testing

/// One thing that is asked of every file.
struct Rule: Sendable, CustomTestStringConvertible {
  var name: String
  var check: @Sendable (SourceFile) -> [Violation]
  var testDescription: String { name }

  /// Refuses code (not comments, not string contents) that matches.
  static func forbid(
    _ name: String, pattern: String, because reason: String, in isAffected: @escaping @Sendable (SourceFile) -> Bool
  ) -> Rule {
    Rule(name: name) { file in
      guard let swift = file.swift, isAffected(file) else { return [] }
      guard let regex = try? Regex(pattern) else {
        return [Violation(path: file.path, line: 1, problem: "the rule's pattern is wrong")]
      }
      return swift.codeLines.enumerated().compactMap { index, line in
        !line.isEmpty && line.contains(regex) ? Violation(path: file.path, line: index + 1, problem: reason) : nil
      }
    }
  }

  static let all: [Rule] = [
    fileLength, functionLength, noTraps, noPrint, noSilencedConcurrency, noSleepingTests, noDisabledTests, nothingLeft,
    wordsAreLocalized, countsAgree, sqlInRepositories, noMachinePaths, noDeadFiles,
  ]
}
