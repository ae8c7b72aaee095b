import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// A text on the screen: searched, folded, wrapped by the keys of the keymap.
@Suite struct ReadingTests {
  private func letter(payload: String) async -> Session {
    var data = Fixture.full()
    data.letters[0].payload = payload
    return await Session(data, at: "dlq/\(data.letters[0].id)", size: Size(80, 60)).settled()
  }

  private let payload = #"{"rows": [{"id": 1, "name": "张三"}, {"id": 2, "name": "李四"}], "file": "orders.csv"}"#

  @Test func aPayloadIsSearchedAsItIsTyped() async {
    var session = await letter(payload: payload)
    session.press("/")
    session.type("name")
    #expect(session.text.contains("/name 1/2"))
    session.press("enter", "n")
    #expect(session.text.contains("/name 2/2"))
    session.press("n")
    #expect(session.text.contains("/name 1/2"))
    session.press("N")
    #expect(session.text.contains("/name 2/2"))
    session.press("esc")
    #expect(!session.text.contains("/name") && session.address.hasPrefix("dlq/"), "esc ends the search first")
    session.press("/", "up")
    #expect(session.text.contains("/name"), "up recalls what was sought before")
    session.press("esc")
    #expect(session.state.trail.top.scene.text?.searchText == "")
    session.press("/")
    session.type("nowhere")
    session.press("enter")
    #expect(session.state.notice?.tone == .warning)
  }

  @Test func aPayloadFolds() async {
    var session = await letter(payload: payload)
    session.press("/")
    session.type("\"rows\"")
    session.press("enter", "enter")
    #expect(session.text.contains(#""rows": [ … 2 ],"#))
    session.press("z")
    #expect(session.text.contains("张三"))
    session.press("z", "/")
    session.type("李四")
    session.press("enter")
    #expect(session.text.contains("李四"), "a find is never hidden")
  }

  @Test func aLongLineWrapsOrRunsOn() async {
    var session = await letter(payload: #"{"text": ""# + String(repeating: "数据 ", count: 40_000) + #"end"}"#)
    session.press("w")
    #expect(session.state.trail.top.scene.commands.contains(.move(.right)))
    session.press("/")
    session.type("end\"")
    session.press("enter")
    #expect(session.text.contains("end\""))
    session.press("w", "G")
    #expect(session.text.contains("sha256"))
  }

  @Test func aChangedLetterKeepsThePlace() async {
    var session = await letter(payload: payload)
    session.press("/")
    session.type("file")
    session.press("enter")
    let before = session.lines.first { $0.contains("▌") }
    session.send(.changed(.letters, at: Fixture.now))
    await session.settle(wakes: true)
    #expect(session.lines.first { $0.contains("▌") } == before)
  }
}
