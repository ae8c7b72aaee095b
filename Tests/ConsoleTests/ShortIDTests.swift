import Model
import Support
import Terminal
import Testing

@testable import Console

/// Addresses that name things by the ends of their ids.
@Suite struct ShortIDTests {
  @Test(arguments: [
    ("topology/00000201", "topology/0195a000-0000-7000-8000-000000000201"),
    ("topology/…00000201/logs", "topology/0195a000-0000-7000-8000-000000000201/logs"),
    ("ingestion/000102", "ingestion/0195a000-0000-7000-8000-000000000102"),
    ("dlq/...00000301", "dlq/0195a000-0000-7000-8000-000000000301"),
    ("dlq/00000301/edit", "dlq/0195a000-0000-7000-8000-000000000301/edit"),
  ])
  func theOneThingThatEndsSoOpens(typed: String, whole: String) async {
    var session = await Session(at: typed).settled()
    #expect(session.address == whole)
    session.press("esc")
    #expect(session.address == String(whole.prefix { $0 != "/" }), "behind it is its pane, and no search")
  }

  @Test func whereNothingEndsSoTheListSaysIt() async {
    var session = await Session(at: "topology/abcdef").settled()
    #expect(session.address == "topology id:…abcdef")
    #expect(session.text.contains("abcdef"))
    session.press("esc")
    await session.settle()
    #expect(session.address == "topology", "the filter is taken away as any other")
  }

  @Test func whatIsTypedIsOneStepOfTheHistory() async {
    var session = await Session(at: "overview").settled()
    session.press(":")
    session.type("topology/00000201")
    session.press("enter")
    await session.settle()
    #expect(session.address == "topology/0195a000-0000-7000-8000-000000000201")
    session.press("[")
    #expect(session.address == "overview")
  }
}
