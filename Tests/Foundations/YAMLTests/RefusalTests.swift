import Support
import Testing
import YAML

@Suite struct RefusalTests {
  private func refusal(_ text: String) throws -> YAMLError {
    try #require(throws: YAMLError.self) { try YAML.parse(text) }
  }

  @Test(
    "What is not supported is refused where it stands",
    arguments: [
      ("a: 1\nb: 2\na: 3", "the key 'a' stands in line 1 already", 3, 1),
      ("a: {x: 1, x: 2}", "the key 'x' stands in line 1 already", 1, 11),
      ("1: a\n'1': b", "the key '1' stands in line 1 already", 2, 1),
      ("a: &x 1", "anchors are not supported; write the value out", 1, 4),
      ("a: &x [1]", "anchors are not supported; write the value out", 1, 4),
      ("- *x", "aliases are not supported; write the value out", 1, 3),
      ("&x a: 1", "anchors are not supported; write the value out", 1, 1),
      ("*x : 1", "aliases are not supported; write the value out", 1, 1),
      ("a: !!str 1", "tags are not supported", 1, 4),
      ("a: !run {}", "tags are not supported", 1, 4),
      ("<<: {a: 1}", "merge keys are not supported; write the members out", 1, 1),
      ("[a]: 1", "a key is a text, no collection", 1, 1),
      ("? {a: 1}\n: 2", "a key is a text, no collection", 1, 3),
      ("a: 1\n---\nb: 2", "a second document starts here; one is allowed", 2, 1),
      ("a: 9223372036854775808", "this number does not fit into 64 bits; quote it if it is a text", 1, 4),
      ("a: 0xffffffffffffffffff", "this number does not fit into 64 bits; quote it if it is a text", 1, 4),
      ("a: 1e999", "this number does not fit into 64 bits; quote it if it is a text", 1, 4),
      ("中文: -.inf", "this number is not finite; quote it if it is a text", 1, 5),
      ("a: .NaN", "this number is not finite; quote it if it is a text", 1, 4),
    ])
  func unsupported(text: String, problem: String, line: Int, column: Int) throws {
    #expect(try refusal(text) == YAMLError(problem, line: line, column: column))
  }

  @Test(
    "A syntax error has its place",
    arguments: [
      ("a: [1, 2", 1), ("a: 1\n\tb: 2", 2), ("a: 1\n  b: 2", 2), ("a: 'open", 1), ("a: \"\\q\"", 1), ("- a\nb: 1", 2),
      ("a: b: c", 1), ("%YAML 9.9\n---\na", 1), ("a: 1\n}", 2), ("@a", 1), ("`a", 1), ("a: |x", 1),
    ])
  func syntaxErrors(text: String, line: Int) throws {
    let error = try refusal(text)
    #expect(error.line >= line && error.line <= text.count { $0 == "\n" } + 2)
    #expect(error.column >= 1)
    #expect(!error.problem.isEmpty)
    #expect("\(error)".hasPrefix("line \(error.line), column \(error.column): "))
  }

  @Test func aControlCharacterIsRefusedWithItsPlace() throws {
    #expect(try refusal("a: 1\nbé: x\u{7}y") == YAMLError("control characters are not allowed", line: 2, column: 6))
    #expect(try refusal("a: 1\0").line == 1)
  }
}

@Suite struct HostileTests {
  @Test func deepNestingEndsEarly() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try YAML.parse(nested(YAML.depthMax)).array != nil)
    let error = try #require(throws: YAMLError.self) { try YAML.parse(nested(YAML.depthMax + 1)) }
    #expect(error == YAMLError("values nest deeper than 64 levels", line: 1, column: 65))
    #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: "[", count: 500_000)) }
    #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: "- ", count: 100_000)) }
    #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: "{a: ", count: 100_000)) }
  }

  @Test func aBombOfAliasesIsRefusedAtItsFirstAnchor() throws {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      text += "\(name): &\(name) [\(repeatElement("*\(previous)", count: 9).joined(separator: ", "))]\n"
    }
    let error = try #require(throws: YAMLError.self) { try YAML.parse(text) }
    #expect(error.line == 1 && error.column == 4)
  }

  @Test func sizesAreLimited() throws {
    let long = String(repeating: "x", count: YAML.bytesMax)
    #expect(try YAML.parse(long) == .string(long))
    #expect(throws: YAMLError.self) { try YAML.parse(long + "x") }
    let many = "[" + String(repeating: "1,", count: YAML.nodeCountMax) + "]"
    let error = try #require(throws: YAMLError.self) { try YAML.parse(many) }
    #expect(error.problem == "there are more than 200000 values")
  }

  @Test func manyKeysAreReadInTime() throws {
    let count = 20_000
    let text = (0..<count).map { "key-\($0): \($0)\n" }.joined()
    #expect(try YAML.parse(text).members?.count == count)
  }

  @Test("Random bytes are refused or read, and nothing worse", arguments: 0..<20)
  func noise(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &* 7919 &+ 1)
    let alphabet = Array("ab01 :-?[]{},&*!|>'\"%@`#~.\n\t\\<=é中\u{85}\u{feff}".unicodeScalars)
    for _ in 0..<200 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<60, using: &random) {
        text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
      }
      let source = String(text)
      guard let value = try? YAML.parse(source) else { continue }
      #expect(throws: Never.self, "\(source)") { try #require(try YAML.parse(YAML.text(value)) == value) }
    }
  }
}
