import Foundation
import Model
import Support
import Testing

private struct Thing: Listed {
  enum State: String, CaseIterable {
    case dead = "DEAD"
    case quarantined = "QUARANTINED"
    case redriven = "REDRIVEN"
  }

  var name = "客服 sessions"
  var message = "duplicate key value"
  var state = State.dead.rawValue
  var size: Int64 = 1500
  var madeAt = Date(timeIntervalSince1970: 0)
  var trace: TraceID?

  var listID: String { name }
  static let fields: [ListField<Thing>] = [
    .name("name", \.name), .text("message", \.message), .choice("state") { State(rawValue: $0.state) ?? .dead },
    .number("size", \.size), .age { $0.madeAt }, .time("made", \.madeAt), .id("trace", \.trace),
  ]
}

private func query(_ text: String) throws(FilterError) -> ListQuery {
  try ListQuery(parsing: text, fields: Thing.fieldInfos)
}

@Suite struct FilterTests {
  private static let now = Date(timeIntervalSince1970: 3 * 3600)

  @Test(arguments: [
    ("", true), ("sessions", true), ("SSS", true), ("客s", true), ("dupkey", false), ("key", true), ("dead", true),
    ("!dead", false), ("!nothing", true), ("~^dup", true), ("~\"key value$\"", true), ("!~\\d", true),
    ("name:sess", true), ("name=sessions", false), ("name=\"客服 sessions\"", true), ("name!=x", true),
    ("state=dead,quarantined", true), ("state:quar", false), ("STATE=Dead", true), ("size>1k", true),
    ("size>=1500 size<=1.5KB", true), ("size<1500", false), ("age>2h", true), ("age<2h30m", false),
    ("made<1970-01-02", true), ("trace=\"\"", true), ("trace!=\"\"", false), ("message:zz,key", true),
    ("a\\=b", false), ("\"duplicate key\"", true), ("'duplicate  key'", false), ("!message:key", false),
  ])
  func accepts(text: String, expected: Bool) throws {
    #expect(try query(text).filter.accepts(Thing(), at: Self.now) == expected)
  }

  @Test func aTraceIsFoundWholeOrByAPart() throws {
    let id = TraceID(UUID.version7(at: Date()))
    let thing = Thing(trace: id)
    #expect(try query("trace:\(id)").filter.accepts(thing, at: Self.now))
    #expect(try query("trace:\(id.description.suffix(8))").filter.accepts(thing, at: Self.now))
    #expect(try !query("trace:\(UUID().text)").filter.accepts(thing, at: Self.now))
  }

  @Test(arguments: [
    ("foo=1", 0), ("name=x sort:message", 12), ("state=gone", 6), ("size>many", 5), ("age>soon", 4), ("age=2h", 4),
    ("made>yesterday", 5), ("name>3", 5), ("trace=abc", 6), ("name=", 5), ("\"open", 0), ("!", 1), ("~", 1),
    ("~a(b", 2),
    ("~[z-a]", 5), ("~*", 1), ("~a{3,2}", 2), ("size>1,2", 7), ("sort:", 5), ("x\\", 2), ("~a**", 3), ("~\\q", 2),
    ("~a|", 3), ("age>99999999999999h", 4),
  ])
  func whatMakesNoSenseSaysWhere(text: String, position: Int) {
    do throws(FilterError) {
      _ = try query(text)
      Issue.record("\(text) was taken")
    } catch {
      #expect(error.position == position, "\(text): \(error.message)")
      #expect(!error.message.isEmpty && !error.hint.isEmpty)
      #expect(error.failure.errorCode == "filter_invalid")
    }
  }

  @Test func errorsSpeakBothLanguages() throws {
    let english = try #require(throws: FilterError.self) { try query("age=2h") }
    let chinese = try #require(throws: FilterError.self) {
      try Language.$current.withValue(.chinese) { try query("age=2h") }
    }
    #expect(english.message == "age can only be compared")
    #expect(chinese.message == "age 只能比较大小")
  }

  @Test func orderIsPartOfWhatIsTypedAndComesBackAsTyped() throws {
    let found = try query("  state=dead   sort:-age size>1k ")
    #expect(found.sort == ListSort("age", isDescending: true))
    #expect(found.text == "state=dead size>1k sort:-age")
    #expect(try query(found.text) == found)
    #expect(try query("name=\"a b\" !\"c d\"").text == "name=\"a b\" !\"c d\"")
  }

  @Test func filtersMadeByCodeReadAsTheyAreTyped() throws {
    let made = Filter.field("state", is: ["DEAD", "REDRIVEN"]).and(.field("name", is: ["a \"b\\"]))
    #expect(try query(made.text).filter.terms == made.terms)
    #expect(Filter.field("state", is: []).isEmpty)
  }

  @Test func agesGrowAsTheirInstantsGoBack() throws {
    let things = [10.0, 30, 20].map { Thing(name: "\($0)", madeAt: Date(timeIntervalSince1970: $0)) }
    #expect(try query("sort:age").apply(to: things, at: Self.now).map(\.name) == ["30.0", "20.0", "10.0"])
    #expect(try query("sort:-made").apply(to: things, at: Self.now).map(\.name) == ["30.0", "20.0", "10.0"])
    #expect(try query("sort:made").apply(to: things, at: Self.now).map(\.name) == ["10.0", "20.0", "30.0"])
  }

  @Test(arguments: [
    ("", ["name:", "message:", "state=", "size>", "age>", "made>", "trace:", "sort:"]), ("st", ["state="]),
    ("x !na", ["name:"]), ("state=", ["dead", "quarantined", "redriven"]), ("state=dead,r", ["redriven"]),
    ("state=dead", []), ("sort:-a", ["age"]), ("sort:m", ["made"]), ("name:d", []), ("age>", []),
  ])
  func completes(text: String, options: [String]) {
    #expect(FilterCompletion(of: text, fields: Thing.fieldInfos).options == options)
  }

  @Test func whatIsCompletedReplacesWhatWasBegun() {
    let completion = FilterCompletion(of: "x state=dead,r", fields: Thing.fieldInfos)
    #expect(String("x state=dead,r".prefix(completion.start)) + completion.options[0] == "x state=dead,redriven")
  }

  @Test func anyTextIsTakenOrRefused() {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array("ab!~=:<>,\"'\\()[]{}|*+?.^$-0 9客é\u{7}\u{202e}state age sort")
    for _ in 0..<20_000 {
      let text = String((0..<Int.random(in: 0..<24)).compactMap { _ in alphabet.randomElement(using: &random) })
      guard let found = try? query(text) else { continue }
      _ = found.filter.accepts(Thing(), at: Self.now)
      #expect((try? query(found.text))?.filter.terms == found.filter.terms, "\(text)")
      _ = FilterCompletion(of: text, fields: Thing.fieldInfos)
    }
  }
}

@Suite struct PageTests {
  private struct Row: Listed {
    var listID: String
    static let fields: [ListField<Row>] = []
  }

  private let rows = (0..<10).map { Row(listID: "\($0)") }
  private func ids(_ page: Page<Row>) -> String { page.items.map(\.listID).joined() }
  private func page(_ limit: Int, _ position: PageRequest.Position) -> Page<Row> {
    ListQuery().page(of: rows, PageRequest(limit: limit, position), at: .distantPast)
  }

  @Test func pagesAreReadFromBothEnds() {
    let first = page(4, .first)
    #expect(ids(first) == "0123" && first.next == "3" && first.previous == nil)
    let second = page(4, .after("3"))
    #expect(ids(second) == "4567" && second.next == "7" && second.previous == "4")
    let end = page(4, .after("7"))
    #expect(ids(end) == "89" && end.next == nil && end.previous == "8")
    let last = page(4, .last)
    #expect(ids(last) == "6789" && last.next == nil && last.previous == "6")
    let before = page(4, .before("6"))
    #expect(ids(before) == "2345" && before.next == "5" && before.previous == "2")
    let start = page(4, .before("2"))
    #expect(ids(start) == "01" && start.next == "1" && start.previous == nil)
    #expect(page(10, .first).next == nil)
    #expect(page(10, .last).previous == nil)
  }
}
