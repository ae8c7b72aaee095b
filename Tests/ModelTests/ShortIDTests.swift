import Foundation
import Model
import Support
import Testing

/// The ends of ids, as the console shows them, in filters and as names.
@Suite struct ShortIDTests {
  private static let id = "0195a000-0000-7000-8000-0000deadbeef"

  @Test(arguments: [
    "…deadbeef", "...deadbeef", "DEADBEEF", "adbeef", "8000-0000deadbeef", "…0000-7000-8000-0000deadbeef",
  ])
  func anEndIsFoundHoweverItIsWritten(text: String) throws {
    let short = try #require(ShortID(text))
    #expect(short.ends(Self.id) && !short.ends("0195a000-0000-7000-8000-0000deadbee0"))
  }

  @Test(arguments: [
    "", "…", "dbeef", "…beef", "orders", "nightly-1", "0195a000-0000-7000-8000-0000deadbeef", "…dead beef",
  ])
  func whatIsNoEndIsNone(text: String) { #expect(ShortID(text) == nil) }

  /// What a list was asked for is an address: it is read back as it is written.
  @Test func aFilterOfAnEndIsReadBack() throws {
    let short = try #require(ShortID("deadbeef"))
    let filter = Filter.field("id", endsIn: short)
    #expect(filter.text == "id:…deadbeef")
    #expect(try ListQuery(parsing: filter.text, fields: Run.fieldInfos).filter == filter)
    #expect(try ListQuery(parsing: "id:...deadbeef", fields: Run.fieldInfos).filter.terms == filter.terms)
    #expect(throws: FilterError.self) { try ListQuery(parsing: "id:…beef", fields: Run.fieldInfos) }
    #expect(throws: FilterError.self) { try ListQuery(parsing: "id:…deadbeef,orders", fields: Run.fieldInfos) }
  }
}
