import Testing

/// Every error code that a part of the program names has a title in the console's other language.
@Suite struct ErrorCodeTests {
  @Test func everyCodeHasChinese() throws {
    let files = try Repository.files.get()
    let table = try #require(files.first { $0.name == "ChineseFailure.swift" })
    let named = try Regex(#"\bFailure\(\s*"([a-z]+(_[a-z]+)*)""#)
    let codes = files.filter { $0.isIn("Sources") && $0.swift != nil }.reduce(into: Set<Substring>()) { codes, file in
      codes.formUnion(file.text.matches(of: named).compactMap { $0.output[1].substring })
    }
    #expect(codes.count > 50)
    let missing = codes.filter { !table.text.contains("\"\($0)\": .init(") }
    #expect(missing.isEmpty, "without Chinese: \(missing.sorted())")
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
