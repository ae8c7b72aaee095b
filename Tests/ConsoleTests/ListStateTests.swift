import Model
import Terminal
import Testing

@testable import Console

private struct Item: ListItem {
  var itemID: String
  var note = ""
  var searchFields: [SearchField] { [SearchField("id", itemID), SearchField("note", note)] }
}

private func items(_ range: Range<Int>) -> [Item] { range.map { Item(itemID: "\($0)") } }

/// A list of `count` rows behind keys, newest (0) first; rows may be added in front.
private struct Source {
  var ids: [String]
  init(_ count: Int) { ids = (0..<count).map(String.init) }

  func page(_ request: PageRequest) -> Page<Item> {
    let start = request.after.flatMap { key in ids.firstIndex(of: key) }.map { $0 + 1 } ?? 0
    let end = min(ids.count, start + request.limit)
    return Page(items: ids[start..<end].map { Item(itemID: $0) }, next: end < ids.count ? ids[end - 1] : nil)
  }
}

@Suite struct ListStateTests {
  private func loaded(_ source: Source, height: Int = 10) -> ListState<Item> {
    var list = ListState<Item>()
    list.settle(height: height)
    let request = list.refresh
    list.receive(source.page(request), for: request, isFrozen: false)
    return list
  }

  private func readOn(_ list: inout ListState<Item>, _ source: Source) {
    while let request = list.wanted { list.receive(source.page(request), for: request, isFrozen: false) }
  }

  @Test func aRefreshNeverMovesTheCursorToAnotherThing() {
    var source = Source(50)
    var list = loaded(source)
    list.move(to: 20)
    for round in 0..<30 {
      source.ids.insert("new\(round)", at: 0)
      if round % 3 == 0 { source.ids.removeAll { $0 == "\(40 + round / 3)" } }
      let offset = list.scroll.cursor - list.scroll.top
      let request = list.refresh
      list.receive(source.page(request), for: request, isFrozen: false)
      #expect(list.cursor?.itemID == "20")
      #expect(list.scroll.cursor - list.scroll.top == offset)
    }
  }

  @Test func aRowThatVanishedIsATombstoneUntilLeft() {
    var source = Source(10)
    var list = loaded(source)
    list.move(to: 4)
    source.ids.removeAll { $0 == "4" }
    let request = list.refresh
    list.receive(source.page(request), for: request, isFrozen: false)
    #expect(list.cursor?.itemID == "4")
    #expect(list.tombstone == "4")
    #expect(list.selection.isEmpty)
    list.toggleMark()
    #expect(list.marks.isEmpty)
    list.move(.down)
    #expect(list.cursor?.itemID == "5")
    #expect(list.tombstone == nil)
    #expect(list.rows.count == 9)
  }

  @Test func marksFreezeTheOrderAndCountWhatIsHeld() {
    var source = Source(5)
    var list = loaded(source)
    list.toggleMark()
    source.ids.insert(contentsOf: ["a", "b"], at: 0)
    let request = list.refresh
    list.receive(source.page(request), for: request, isFrozen: list.isFrozen)
    #expect(list.rows.map(\.itemID) == ["0", "1", "2", "3", "4"])
    #expect(list.heldRows == 2)
    #expect(list.selection.map(\.itemID) == ["0"])
  }

  @Test func frozenRowsStillChangeInPlace() {
    var list = loaded(Source(3))
    list.toggleMark()
    var fresh = items(0..<3)
    fresh[1].note = "changed"
    list.receive(Page(items: fresh, next: nil), for: list.refresh, isFrozen: true)
    #expect(list.rows[1].note == "changed")
  }

  @Test func theWindowSlidesOverALongListAndBack() {
    let source = Source(5000)
    var list = loaded(source)
    var largest = 0
    while list.cursor?.itemID != "4999" {
      let before = list.cursor
      list.move(.last)
      readOn(&list, source)
      largest = max(largest, list.items.count)
      #expect(list.cursor != before || list.cursor?.itemID == "4999")
      if list.cursor == before { break }
    }
    #expect(list.cursor?.itemID == "4999")
    #expect(largest <= 2 * PageWindow.rowsKept + PageWindow.pageRows)
    for _ in 0..<5000 {
      list.move(.up)
      readOn(&list, source)
    }
    #expect(list.cursor?.itemID == "0")
  }

  @Test func everyRowIsSeenOnceOnTheWayDown() {
    let source = Source(3210)
    var list = loaded(source)
    var seen: [String] = list.cursor.map { [$0.itemID] } ?? []
    for _ in 1..<3210 {
      list.move(.down)
      readOn(&list, source)
      seen.append(list.cursor?.itemID ?? "")
    }
    #expect(seen == source.ids)
  }

  @Test func aFilterKeepsTheCursorWhereItCan() {
    var list = loaded(Source(40))
    list.move(to: 13)
    list.setFilter(Filter(parsing: "3"))
    #expect(list.rows.map(\.itemID) == ["3", "13", "23"] + (30..<40).map(String.init))
    #expect(list.cursor?.itemID == "13")
    list.setFilter(.none)
    #expect(list.cursor?.itemID == "13")
  }

  @Test func aFilterDoesNotReadAListWithoutEnd() {
    let source = Source(100_000)
    var list = loaded(source)
    list.setFilter(Filter(parsing: "nothing-like-this"))
    var reads = 0
    while let request = list.wanted, reads < 500 {
      list.receive(source.page(request), for: request, isFrozen: false)
      reads += 1
    }
    #expect(reads < 20)
  }

  @Test func anEmptyListTakesEveryKey() {
    var list = ListState<Item>()
    for motion in Motion.allCases { list.move(motion) }
    list.toggleMark()
    list.settle(height: 0)
    #expect(list.cursor == nil)
    #expect(list.selection.isEmpty)
  }
}

@Suite struct FilterTests {
  private let item = Item(itemID: "Abc", note: "客服 dead letter")

  @Test(arguments: [
    ("", true), ("abc", true), ("ABC dead", true), ("客服", true), ("abc nothing", false), ("!nothing", true),
    ("!dead", false), ("id=a", true), ("id=b", false), ("note:客", true), ("unknown=x", false), ("!", true),
    ("=", false),
  ])
  func accepts(text: String, expected: Bool) {
    #expect(Filter(parsing: text).accepts(item) == expected)
  }
}
