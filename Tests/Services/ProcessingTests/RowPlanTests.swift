import Model
import Tabular
import Testing

@testable import Processing

@Suite struct RowPlanTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var field: Template.Field
    var raw: String
    /// The stored value (`nil` for NULL), or why it is refused.
    var expected: Result<String?, Reason>

    var testDescription: String { "\(field.type) '\(raw)'" }

    struct Reason: Error, Equatable { var code: String }

    static func stores(_ field: Template.Field, _ raw: String, _ value: String?) -> Case {
      Case(field: field, raw: raw, expected: .success(value))
    }

    static func refuses(_ field: Template.Field, _ raw: String, _ code: String) -> Case {
      Case(field: field, raw: raw, expected: .failure(Reason(code: code)))
    }
  }

  static let text = Template.Field(name: "f")
  static let short = Template.Field(name: "f", lengthMax: 6)
  static let integer = Template.Field(name: "f", type: .integer, minimum: -5, maximum: 2000)
  static let decimal = Template.Field(name: "f", type: .decimal, minimum: 0, maximum: 1)
  static let date = Template.Field(name: "f", type: .date)
  static let timestamp = Template.Field(name: "f", type: .timestamp)
  static let duration = Template.Field(name: "f", type: .duration, minimum: 0, maximum: 3600)

  static let cases: [Case] = [
    .stores(text, " a b\u{3000}", "a b"), .stores(text, "  ", nil), .stores(text, "\\N", "\\N"),
    .stores(text, "a\tb\\\\", "a\tb\\\\"),
    .refuses(.init(name: "f", isRequired: true), " \u{3000}", "required_value_missing"),
    .stores(short, "张三", "张三"), .refuses(short, "张三x", "value_too_long"),
    .stores(.init(name: "f", allowed: ["b", "a", "是"]), "是", "是"),
    .stores(.init(name: "f", allowed: ["b", "a"]), "", nil),
    .refuses(.init(name: "f", allowed: ["b", "a"]), "ab", "value_not_allowed"),
    .stores(integer, "+1,234", "1234"), .stores(integer, "-5", "-5"), .refuses(integer, "-6", "below_minimum"),
    .refuses(integer, "2001", "above_maximum"), .refuses(integer, "1.5", "type_mismatch"),
    .refuses(integer, "99999999999999999999999", "type_mismatch"),
    .stores(decimal, " .50 ", ".50"), .stores(decimal, "1e-3", "1e-3"), .refuses(decimal, "1.01", "above_maximum"),
    .refuses(decimal, "NaN", "type_mismatch"), .refuses(decimal, "1e999999", "type_mismatch"),
    .stores(.init(name: "f", type: .boolean), "是", "true"), .stores(.init(name: "f", type: .boolean), "N", "false"),
    .refuses(.init(name: "f", type: .boolean), "maybe", "type_mismatch"),
    .stores(date, "2024年1月2日", "2024-01-02"), .stores(date, "2024/1/2 00:00", "2024-01-02"),
    .refuses(date, "2024-01-02 00:01", "type_mismatch"), .refuses(date, "2023-02-29", "type_mismatch"),
    .stores(timestamp, "2024-01-02 03:04:05", "2024-01-02 03:04:05"),
    .stores(timestamp, "2024/1/2 3:04", "2024-01-02 03:04:00"),
    .stores(timestamp, "2024-01-02T03:04:05+08:00", "2024-01-01 19:04:05"),
    .refuses(timestamp, "2024-13-01 00:00:00", "type_mismatch"),
    .refuses(timestamp, "0001-01-01T00:00:00+08:00", "type_mismatch"),
    .stores(duration, "1分20秒", "80"), .stores(duration, "080", "80"), .stores(duration, "00:01:20", "80"),
    .refuses(duration, "2小时", "above_maximum"), .refuses(duration, "-1", "type_mismatch"),
    .stores(.init(name: "f", mask: .phone), "张三 13812345678", "张三 138****5678"),
    .stores(.init(name: "f", mask: .identity), "11010119900307721X", "110101********721X"),
    .stores(.init(name: "f", mask: .identity), "no number", "****"),
    .stores(.init(name: "f", mask: .token), "secret", "****"), .stores(.init(name: "f", mask: .token), " ", nil),
    .stores(.init(name: "f", type: .integer, mask: .phone), "13812345678", "138****5678"),
    .refuses(.init(name: "f", type: .integer, mask: .phone), "1381234567x", "type_mismatch"),
  ]

  @Test(arguments: cases) func value(_ test: Case) throws {
    // A second column keeps a row with an empty value from being a blank line.
    let template = Template(
      name: "t", version: 1, odsTable: "ods.t", dwdTable: "dwd.t", key: [], mode: .lenient, isInferred: false,
      fields: [test.field, .init(name: "g")])
    let quoted = "\"" + test.raw.replacing("\"", with: "\"\"") + "\""
    let reader = try DelimitedReader(MemorySource(Array("f,g\n\(quoted),g\n".utf8)), format: DelimitedFormat())
    let plan = try RowPlan(template, header: reader.columnNames)
    var batch = RowBatch()
    #expect(try reader.nextBatch(into: &batch))
    var nulls = NullCounts(fields: 2)
    let problem = plan.problem(batch, batch.row(0), nulls: &nulls)
    var encoder = CopyEncoder()
    let version = Array("v".utf8)
    let isStored = version.withUnsafeBufferPointer { plan.encode(batch, batch.row(0), version: $0, to: &encoder) }
    // What is refused when the file is validated is what is left out when it is loaded.
    #expect(isStored == (problem == nil))
    let row = String(decoding: encoder.bytes, as: UTF8.self)
    switch test.expected {
    case .failure(let reason):
      #expect(problem?.reason == reason.code)
      #expect(row.isEmpty)
    case .success(let value):
      #expect(problem == nil)
      #expect(row == "v\t1\t\(copyForm(value))\tg\n")
      #expect(nulls[0] == (value == nil ? 1 : 0))
    }
  }

  private func copyForm(_ value: String?) -> String {
    value?.replacing("\\", with: "\\\\").replacing("\t", with: "\\t") ?? "\\N"
  }

  @Test func theKeyIsTheCanonicalValue() throws {
    let template = uniqueTemplate(key: ["t", "n"], [.init(name: "t", type: .timestamp), .init(name: "n")])
    let lines = ["t,n", "2024-01-02 03:04:00,x", "2024/1/2 3:04, x ", "2024/1/2 3:04,y", ",x", "2024/1/2 3:04,"]
    let reader = try DelimitedReader(
      MemorySource(Array(lines.joined(separator: "\n").utf8)), format: DelimitedFormat())
    let plan = try RowPlan(template, header: reader.columnNames)
    var batch = RowBatch()
    #expect(try reader.nextBatch(into: &batch))
    var scratch = ByteBuffer()
    var keys: [Hash128?] = []
    for index in 0..<batch.rowCount { keys.append(plan.keyHash(batch, batch.row(index), scratch: &scratch)) }
    #expect(keys[0] != nil)
    #expect(keys[0] == keys[1])
    #expect(keys[0] != keys[2])
    #expect(keys[3] == nil && keys[4] == nil)
  }

  @Test func aKeyWithoutItsColumnFindsNothing() throws {
    let template = uniqueTemplate(key: ["a", "b"], [.init(name: "a"), .init(name: "b")])
    #expect(try RowPlan(template, header: ["a", "b"]).findsDuplicates)
    #expect(try !RowPlan(template, header: ["a"]).findsDuplicates)
  }

  @Test func everyStructuralProblemIsRefused() {
    let statuses: [(Row.Status, String)] = [
      (.columnCount(found: 3), "column_count_mismatch"), (.invalidEncoding, "invalid_encoding"),
      (.nulByte, "nul_byte"), (.unclosedQuote, "unclosed_quote"), (.invalidJSON(offset: 4), "invalid_json"),
    ]
    for (status, reason) in statuses {
      let problem = RowProblem(status, columns: 2)
      #expect(problem?.reason == reason)
      #expect(problem?.isStructural == true)
      #expect(problem?.suggestion(uniqueTemplate([]), .gbk).isEmpty == false)
    }
    #expect(RowProblem(.ok, columns: 2) == nil)
  }
}
