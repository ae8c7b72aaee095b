import Support
import Testing
import YAML

@Suite struct TextTests {
  @Test func blockStyle() throws {
    let value: JSON = [
      "name": "dataset.load", "version": 1, "ratio": 0.5, "on": true, "none": nil,
      "steps": [
        ["id": "validate", "needs": [], "options": [:]],
        ["id": "load", "needs": ["validate", "clean"], "sql": "select 1\n  from t\n", "grid": [[1, 2], []]],
      ],
      "note": "two\nlines", "true": "true", "a: b": "a: b", "手机": "中文，标点",
    ]
    let text = """
      name: dataset.load
      version: 1
      ratio: 0.5
      "on": true
      none: null
      steps:
        - id: validate
          needs: []
          options: {}
        - id: load
          needs:
            - validate
            - clean
          sql: |
            select 1
              from t
          grid:
            - - 1
              - 2
            - []
      note: |-
        two
        lines
      "true": "true"
      "a: b": "a: b"
      手机: "中文，标点"

      """
    #expect(YAML.text(value) == text)
    #expect(try YAML.parse(text) == value)
  }

  @Test(
    "Every text comes back as it was",
    arguments: [
      "", " ", "a ", " a", "true", "null", "~", "1", "1.5", "0x1", "1e5", ".inf", "yes", "y", "-", "- a", "? a", "a: b",
      "a:", ":a", "a #b", "#a", "'", "\"", "\\", "\\n", "a\nb", "a\n", "\na", "a\n\nb", "a\n\n", "\n", "a \nb", " a\nb",
      "a\n b", "a\r\nb", "a\tb", "\ta\nb", "a\n\tb", "---", "--- a\nb", "...\n", "%a\nb", "&a", "*a", "!a", "@a", "|",
      ">",
      "[a]", "{a}", "a,b", "<<", "\u{0}\u{1}\u{7f}\u{85}\u{a0}", "\u{2028}\u{2029}", "\u{feff}a", "\u{fffe}\u{ffff}",
      "😀\u{10ffff}", "e\u{301}", " \u{301}", "a \u{301}", "中文", "ａ", "a\nb\u{85}c", "2026-01-02", "12:30",
    ])
  func texts(text: String) throws {
    for value: JSON in [
      .string(text), [.string(text)], .object([JSON.Member("k", .string(text))]),
      [[["k": .string(text)], .string(text)]],
      .object([JSON.Member(text, [.string(text)])]),
    ] {
      #expect(try YAML.parse(YAML.text(value)) == value)
    }
  }

  @Test(
    "Every number comes back as it was",
    arguments: [
      .integer(.max), .integer(.min), 0, .number(1e20), .number(.leastNonzeroMagnitude),
      .number(-.greatestFiniteMagnitude),
      .number(0.1),
      .number(1),
    ] as [JSON])
  func numbers(value: JSON) throws {
    #expect(try YAML.parse(YAML.text(value)) == value)
  }

  @Test func longKeysComeBack() throws {
    let key = String(repeating: "k", count: 5000)
    let value: JSON = [
      .object([JSON.Member(key, [1, ["a": 2]]), JSON.Member(key + "2", ["b": 1]), JSON.Member(key + "3", "v")])
    ]
    #expect(try YAML.parse(YAML.text(value)) == value)
  }

  @Test("Any value comes back as it was", arguments: 0..<50)
  func anyValue(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) &* 104_729 &+ 3)
    let value = JSON.random(depth: 5, using: &random)
    let text = YAML.text(value)
    #expect(try YAML.parse(text) == value, "\(text)")
  }
}

extension JSON {
  fileprivate static func random(depth: Int, using random: inout SplitMix64) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(.random(in: .min ... .max, using: &random))
    case 3: return .number(.random(in: -1e6...1e6, using: &random))
    case 4, 5: return .string(text(using: &random))
    case 6:
      return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      return .object(
        (0..<Int.random(in: 0..<4, using: &random)).map { index in
          Member("\(text(using: &random))\(index)", .random(depth: depth - 1, using: &random))
        })
    }
  }

  private static func text(using random: inout SplitMix64) -> String {
    let pieces = [
      "a", "Bc", "1", " ", "\n", ": ", "- ", "#", "'", "\"", "\\", "\t", "中", "😀", "\u{85}", "\u{2028}", "%", "|",
    ]
    return (0..<Int.random(in: 0..<8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }
}
