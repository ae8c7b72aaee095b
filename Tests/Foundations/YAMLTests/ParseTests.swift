import Support
import Testing
import YAML

@Suite struct ParseTests {
  @Test func aWorkflowKeepsItsOrder() throws {
    let text = """
      # how a file is loaded
      name: dataset.load
      version: 1
      steps:
        - id: validate
          retry: {attempts: 3, base_seconds: 0.5}
        - id: standardize   # after it
          needs: [validate]
          note: |
            two
            lines
          folded: >-
            one
            line
      empty:
      """
    let expected: JSON = [
      "name": "dataset.load", "version": 1,
      "steps": [
        ["id": "validate", "retry": ["attempts": 3, "base_seconds": 0.5]],
        ["id": "standardize", "needs": ["validate"], "note": "two\nlines\n", "folded": "one line"],
      ],
      "empty": nil,
    ]
    #expect(try YAML.parse(text) == expected)
  }

  @Test(
    "Plain scalars have the types of the core schema",
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", "nULL"),
      ("true", true), ("True", true), ("FALSE", false), ("tRUE", "tRUE"), ("yes", "yes"), ("on", "on"), ("n", "n"),
      ("0", 0), ("-0", 0), ("+12", 12), ("-12", -12), ("007", 7), ("0o17", 15), ("0xfF", 255), ("0o8", "0o8"),
      ("0x", "0x"), ("0xg", "0xg"), ("-0x1", "-0x1"), ("1_000", "1_000"), ("12:30", "12:30"), ("0b1", "0b1"),
      ("9223372036854775807", 9_223_372_036_854_775_807), ("-9223372036854775808", .integer(.min)),
      ("1.5", 1.5), ("-.5", -0.5), ("1.", 1.0), ("1.e3", 1000.0), ("+1e3", 1000.0), ("1E-2", 0.01), ("1e", "1e"),
      (".", "."), ("+", "+"), ("-", "-"), ("1.2.3", "1.2.3"), ("e5", "e5"), ("1e+", "1e+"),
      ("2026-01-02", "2026-01-02"),
      ("0x1p3", "0x1p3"), ("infinity", "infinity"), ("nan", "nan"), ("٣", "٣"), ("中文", "中文"),
    ] as [(String, JSON)])
  func plainScalars(text: String, value: JSON) throws {
    // A lone dash would start a list.
    guard text != "-" else { return }
    #expect(try YAML.parse("v: \(text)") == .object([JSON.Member("v", value)]))
  }

  @Test("Quoted scalars are texts", arguments: ["true", "1", "null", "", "1.5", "~"])
  func quotedScalars(text: String) throws {
    #expect(try YAML.parse("\"\(text)\"") == .string(text))
    #expect(try YAML.parse("'\(text)'") == .string(text))
  }

  @Test func keysAreTexts() throws {
    #expect(try YAML.parse("1: a\ntrue: b\nnull: c\n'': d") == ["1": "a", "true": "b", "null": "c", "": "d"])
  }

  @Test("A text without a document is null", arguments: ["", "\n\n", "# a comment", "---", "---\n...\n", "\u{feff}"])
  func emptyTexts(text: String) throws {
    #expect(try YAML.parse(text) == .null)
  }

  @Test func markersOfASingleDocumentAreFine() throws {
    #expect(try YAML.parse("%YAML 1.2\n---\na: 1\n...\n") == ["a": 1])
    #expect(try YAML.parse("a: 1\r\nb: 2\r\n") == ["a": 1, "b": 2])
  }
}
