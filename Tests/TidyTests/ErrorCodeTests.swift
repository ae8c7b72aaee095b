import Testing

/// Every failure is told in both languages, with what to do about it.
@Suite struct ErrorCodeTests {
  /// Every error code that a part of the program names has a title and a next step in the console's other language.
  @Test func everyCodeHasChinese() throws {
    let files = try Repository.files.get()
    let table = try #require(files.first { $0.name == "ChineseFailure.swift" })
    let codes = Set(files.filter { $0.isIn("Sources") }.flatMap(\.failures).map(\.code))
    #expect(codes.count > 100)
    let entry = try Regex(#""([a-z_]+)": \.init\(\s*"[^"]+",\s*"[^"]+"\)"#)
    let known = Set(table.text.matches(of: entry).compactMap { $0.output[1].substring.map(String.init) })
    #expect(codes.subtracting(known).isEmpty, "without Chinese: \(codes.subtracting(known).sorted())")
  }

  /// A failure says what to do about it, or its code does.
  @Test func everyFailureHasANextStep() throws {
    let files = try Repository.files.get()
    let table = try #require(files.first { $0.name == "ErrorCode+NextStep.swift" })
    let bare = Set(files.filter { $0.isIn("Sources") }.flatMap(\.failures).filter { !$0.hasNextStep }.map(\.code))
    #expect(bare.count > 10)
    let missing = bare.filter { !table.text.contains("\"\($0)\": \"") }
    #expect(missing.isEmpty, "nothing to do about \(missing.sorted())")
  }

  /// The sentences of failures, as the services word them, stand in the console's phrase book.
  @Test func everySentenceOfAFailureHasChinese() throws {
    let files = try Repository.files.get()
    let book = Set(files.filter { $0.name.hasPrefix("Phrases+") }.flatMap { $0.swift?.literals.map(\.text) ?? [] })
    #expect(book.count > 600)
    let layers = ["Services", "Client", "Messaging", "Listing", "Model", "ObjectStore", "LabelFormats"]
    var missing: [String] = []
    for file in files where layers.contains(where: { file.isIn("Sources/\($0)") }) {
      for literal in file.swift?.literals ?? [] where literal.isSentenceOfAFailure && !book.contains(literal.form) {
        missing.append("\(file.path):\(literal.line): \(literal.form)")
      }
    }
    #expect(missing.isEmpty, "not in the phrase book: \(missing.joined(separator: "\n"))")
  }

  @Test func theFindersFindWhatIsMissing() {
    let file = SourceFile(
      path: "Sources/Services/A.swift",
      text: """
        throw Failure("file_empty", "'\\(name)' is (as it seems) \\(f("x")) empty", nextStep: step)
        throw Failure(
          "bare_code", localized("no words", "没有"))
        log("the job started")
        """)
    #expect(file.failures.map(\.code) == ["file_empty", "bare_code"])
    #expect(file.failures.map(\.hasNextStep) == [true, false])
    let sentences = file.swift?.literals.filter(\.isSentenceOfAFailure).map(\.form)
    #expect(sentences == ["'{}' is (as it seems) {} empty"])
  }

  /// So has every reason for which a measure has no value.
  @Test func everyReasonOfAFigureHasChinese() throws {
    let files = try Repository.files.get()
    let reasons = try #require(files.first { $0.name == "Undefined.swift" })
    let words = try #require(files.first { $0.name == "FigureReason.swift" })
    let codes = reasons.text.matches(of: /case \w+ = "([a-z_]+)"/).map(\.output.1)
    #expect(codes.count > 10)
    let missing = codes.filter { !words.text.contains("case \"\($0)\": localized(") }
    #expect(missing.isEmpty, "without Chinese: \(missing)")
  }
}

extension SwiftText.Literal {
  /// Two words or more, in the arguments of a failure that no language is chosen for.
  fileprivate var isSentenceOfAFailure: Bool {
    guard calls.contains(where: ["Failure", "invalid", "refused"].contains), !isLocalized else { return false }
    guard !calls.contains("log"), !calls.contains("joined"), !form.hasPrefix("flowsight ") else { return false }
    return form.contains(/[a-z}]['`]? ['`]?[a-z{]/)
  }
}

extension SourceFile {
  struct NamedFailure {
    var code: String
    var hasNextStep: Bool
  }

  /// The failures that the file makes by the name of their code.
  fileprivate var failures: [NamedFailure] {
    guard let code = swift?.codeLines.joined(separator: "\n").utf8 else { return [] }
    return text.matches(of: /\b(?:Failure|self\.init)\(\s*"([a-z]+(?:_[a-z]+)*)"/).map { match in
      let begin = text.utf8.distance(from: text.startIndex, to: match.range.lowerBound)
      var depth = 0
      let call = code.dropFirst(begin).prefix { byte in
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        return byte != UInt8(ascii: ")") || depth > 0
      }
      return NamedFailure(
        code: String(match.output.1), hasNextStep: String(decoding: call, as: UTF8.self).contains("nextStep:"))
    }
  }
}
