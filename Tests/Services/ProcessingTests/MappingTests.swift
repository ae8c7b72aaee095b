import Model
import Testing

@testable import Processing

@Suite struct MappingTests {
  private let fields: [Template.Field] = [
    .init(name: "session_id", aliases: ["会话ID"], isRequired: true), .init(name: "eval", aliases: ["评价结果", "score"]),
    .init(name: "score"),
  ]

  @Test func namesAndAliasesWithoutSpaceAndCase() {
    let mapping = Mapping(header: ["评价 结果", "会话\u{3000}id ", "extra", "SCORE"], fields: fields)
    #expect(mapping.columns == [1, 0, 3])
    #expect(mapping.unmapped == [2])
  }

  @Test func aNameGoesBeforeAnAlias() {
    #expect(Mapping(header: ["score", "session_id"], fields: fields).columns == [1, nil, 0])
  }

  @Test func aNameAsWrittenGoesBeforeOneAlike() {
    #expect(Mapping(header: ["a", "A"], fields: [.init(name: "A"), .init(name: "a")]).columns == [1, 0])
  }

  @Test func equalNamesAreTakenInTurn() {
    let fields: [Template.Field] = [.init(name: "a"), .init(name: "a_2", aliases: ["a"])]
    let mapping = Mapping(header: ["a", "a", "a"], fields: fields)
    #expect(mapping.columns == [0, 1])
    #expect(mapping.unmapped == [2])
  }

  @Test func aColumnWithoutNameHasItsNumber() {
    #expect(Mapping(header: ["", "b"], fields: [.init(name: "b"), .init(name: "column_1")]).columns == [1, 0])
  }

  @Test func missingRequiredFieldIsRefused() throws {
    let template = uniqueTemplate(fields)
    let header = ["eval", "时间"]
    let failure = try #require(Mapping(header: header, fields: fields).failure(header: header, template: template))
    #expect(failure.errorCode == "required_column_missing")
    #expect(failure.message.contains("'session_id'"))
    #expect(failure.nextStep?.contains("eval, 时间") == true)
    #expect(failure.nextStep?.contains("会话ID") == true)
    #expect(throws: failure) { try RowPlan(template, header: header) }
  }

  @Test func aRowInPlaceOfTheHeaderIsRefusedWithoutTellingWhoItIs() throws {
    let header = ["S1", "13812345678"]
    let template = uniqueTemplate(fields)
    let failure = try #require(Mapping(header: header, fields: fields).failure(header: header, template: template))
    #expect(failure.errorCode == "header_missing")
    #expect(failure.message.contains("S1, 138****5678"))
    #expect(!failure.isTransient)
  }
}
