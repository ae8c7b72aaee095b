import Model
import Tabular
import Testing

@testable import Ingestion

@Suite struct TemplateCatalogTests {
  @Test func theShippedTemplateKnowsTheChineseHeaders() throws {
    let template = try #require(try TemplateCatalog.builtIn().first)
    #expect(template.name == "doudian_chat_session" && template.mode == .lenient)
    let field = try #require(template.fields.first { $0.aliases.contains("会话ID") })
    #expect(field.name == "session_id" && template.key == ["session_id"])
    #expect(template.fields.contains { $0.mask != nil })
    #expect(TemplateCatalog.resolved(template, tableName: "x").odsTable.hasPrefix("ods.ods_"))
  }

  @Test func aHeaderMakesATemplateOfTexts() throws {
    let head = try Head(inspecting: Array("ID,会话 名,ID\n1,a,b\n".utf8), isWhole: true)
    let template = TemplateCatalog.inferred(from: head, dataset: "d", existing: nil)
    #expect(template.isInferred && template.mode == .strict && template.version == 1 && template.key == [])
    #expect(template.fields.count == 3)
    #expect(Set(template.fields.map(\.name)).count == 3)
    #expect(template.fields.allSatisfy { $0.type == .text && !$0.isRequired })
    #expect(TemplateCatalog.resolved(template, tableName: "d").odsTable == "ods.ods_d")
  }

  @Test func laterHeadersAddAndTakeNothingAway() throws {
    let first = try Head(inspecting: Array("a,b\n1,2\n".utf8), isWhole: true)
    let second = try Head(inspecting: Array("b,c\n1,2\n".utf8), isWhole: true)
    let one = TemplateCatalog.inferred(from: first, dataset: "d", existing: nil)
    let two = TemplateCatalog.inferred(from: second, dataset: "d", existing: one)
    #expect(two.fields.map(\.name) == ["a", "b", "c"] && two.version == 2)
  }

  @Test(arguments: ["", "name: x", "fields: 3", "- a", "name: [", "a: b: c"]) func brokenDocumentsAreRefused(
    _ text: String
  ) {
    let failure = #expect(throws: Failure.self) { try TemplateCatalog.parse(text) }
    #expect(failure?.errorCode == "template_invalid")
  }
}
