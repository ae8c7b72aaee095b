import Model
import Testing

@testable import Processing

@Suite struct LandingTablesTests {
  @Test func typesOfTheTypedTable() throws {
    var fields = Template.FieldType.allCases.map { Template.Field(name: $0.rawValue, type: $0) }
    fields.append(.init(name: "masked", type: .integer, mask: .phone))
    let types = try LandingTables(uniqueTemplate(fields)).columns.map(\.dwdType)
    #expect(
      types == ["text", "bigint", "numeric", "boolean", "date", "timestamp without time zone", "bigint", "text"])
  }

  @Test func columnsThatCannotBeNamedLikeTheirFieldGetAName() throws {
    let long = String(repeating: "长", count: 30)
    let names = ["row_number", "row_number_2", "ctid", "", long, long + "x", "a"]
    let columns = try LandingTables(uniqueTemplate(names.map { .init(name: $0) })).columns.map(\.name)
    #expect(Set(columns).count == names.count)
    #expect(columns.allSatisfy { $0.utf8.count <= 63 && !$0.isEmpty })
    #expect(!columns.contains("row_number") && !columns.contains("ctid"))
    #expect(columns.last == "a")
  }

  @Test(arguments: ["processing.proc_job", "t", "ods.", "dwd.t", ".t", "ods.\(String(repeating: "t", count: 64))"])
  func tablesOutsideOfTheSchemaAreRefused(_ name: String) throws {
    var template = uniqueTemplate([.init(name: "a")])
    template.odsTable = name
    let failure = try #require(throws: Failure.self) { try LandingTables(template) }
    #expect(failure.errorCode == "template_invalid")
  }

  @Test func partitionsOfDifferentVersionsHaveDifferentNames() {
    let table = SQLName(schema: "ods", name: String(repeating: "t", count: 50))
    let versions = ["1", "a-b", "a_b", "a b", "A", "a", "", "版本", String(repeating: "v", count: 200), "' OR 1=1 --\""]
    let names = versions.map { LandingTables.partition(of: table, version: $0).name }
    #expect(Set(names).count == versions.count)
    #expect(names.allSatisfy { $0.utf8.count <= 63 })
    #expect(LandingTables.partition(of: SQLName(schema: "ods", name: "t"), version: "1").name == "t__1")
  }

  @Test func quoting() {
    #expect(SQLName(schema: "ods", name: "a\"; DROP \0x").quoted == "\"ods\".\"a\"\"; DROP \u{fffd}x\"")
    #expect(SQLName.literal("it's \\ \"x\"") == "E'it''s \\\\ \"x\"'")
  }
}
