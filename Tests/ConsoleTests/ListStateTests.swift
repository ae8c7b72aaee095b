import Foundation
import Model
import Terminal
import Testing

@testable import Console

private struct Item: Listed {
  var listID: String
  var note = ""

  static let fields: [ListField<Item>] = [.text("id", \.listID), .name("note", \.note)]
}

private func items(_ range: Range<Int>) -> [Item] { range.map { Item(listID: "\($0)") } }

/// A list of `count` rows behind keys, newest (0) first; rows may be added in front.
private struct Source {
  var ids: [String]
  init(_ count: Int) { ids = (0..<count).map(String.init) }

  func page(_ request: PageRequest, _ query: ListQuery = ListQuery()) -> Page<Item> {
    query.page(of: ids.map { Item(listID: $0) }, request, at: .distantPast)
  }
}

private func query(_ text: String) -> ListQuery {
  (try? ListQuery(parsing: text, fields: Item.fieldInfos)) ?? ListQuery()
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
      #expect(list.cursor?.listID == "20")
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
    #expect(list.cursor?.listID == "4")
    #expect(list.tombstones == ["4"])
    #expect(list.selection.isEmpty)
    list.toggleMark()
    #expect(list.marks.isEmpty)
    list.move(.down)
    #expect(list.cursor?.listID == "5")
    #expect(list.tombstones.isEmpty)
    #expect(list.rows.count == 9)
  }

  @Test func marksFreezeTheOrderAndCountWhatIsHeld() {
    var source = Source(5)
    var list = loaded(source)
    list.toggleMark()
    source.ids.insert(contentsOf: ["a", "b"], at: 0)
    let request = list.refresh
    list.receive(source.page(request), for: request, isFrozen: list.isFrozen)
    #expect(list.rows.map(\.listID) == ["0", "1", "2", "3", "4"])
    #expect(list.heldRows == 2)
    #expect(list.selection.map(\.listID) == ["0"])
  }

  /// While rows are marked, what vanishes stays in its place, and nothing can be done with it.
  @Test func whatVanishesWhileFrozenIsATombstone() {
    var source = Source(6)
    var list = loaded(source)
    list.toggleMark()
    list.toggleMark()
    source.ids.removeAll { ["1", "4"].contains($0) }
    source.ids.insert("new", at: 0)
    list.receive(source.page(list.refresh), for: list.refresh, isFrozen: list.isFrozen)
    #expect(list.rows.map(\.listID) == ["0", "1", "2", "3", "4", "5"])
    #expect(list.tombstones == ["1", "4"] && list.heldRows == 3)
    #expect(list.selection.map(\.listID) == ["0"], "the mark of what is gone is gone")
    list.move(to: 4)
    list.toggleMark()
    #expect(list.selection.map(\.listID) == ["0"])
    list.markAll()
    #expect(list.selection.map(\.listID).sorted() == ["0", "2", "3", "5"])
    list.mark(only: [])
    list.move(to: 1)
    #expect(list.selection.isEmpty)
    list.receive(source.page(list.refresh), for: list.refresh, isFrozen: false)
    #expect(list.rows.map(\.listID).filter { $0 != "1" } == ["new", "0", "2", "3", "5"], "it thaws")
    #expect(list.heldRows == 0)
  }

  /// A page that ends before a row says nothing of it.
  @Test func whatAPageDoesNotReachIsNoTombstone() {
    let source = Source(250)
    var list = loaded(source)
    readOn(&list, source)
    for _ in 0..<4 where list.rows.count < 200 {
      list.move(to: list.rows.count - 1)
      readOn(&list, source)
    }
    #expect(list.rows.count >= 200)
    let first = PageRequest(limit: 50)
    list.receive(source.page(first), for: PageRequest(limit: 100), isFrozen: true)
    #expect(list.tombstones.isEmpty && list.heldRows == 0)
  }

  /// Where nobody has counted the rows in front, no place is made up.
  @Test func theStatusSaysOnlyWhatIsKnown() {
    let source = Source(5000)
    var list = loaded(source)
    #expect(list.status == "1/100+")
    list.total = 1000
    #expect(list.status == "1/1,000", "something else that was read tells how many there are")
    list.total = nil
    list.move(.last)
    readOn(&list, source)
    #expect(list.status == "last")
    list.move(.up)
    #expect(list.status == "2 from the end")
    list.total = 1000
    #expect(list.status == "999/1,000")
    list.total = nil
    for _ in 0..<2500 {
      list.move(.up)
      readOn(&list, source)
    }
    #expect(list.status == "…")
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
    for _ in 0..<5000 {
      list.move(.down)
      readOn(&list, source)
      largest = max(largest, list.items.count)
    }
    #expect(list.cursor?.listID == "4999")
    #expect(largest <= 2 * PageWindow<Item>.rowsKept + PageWindow<Item>.pageRows)
    for _ in 0..<5000 {
      list.move(.up)
      readOn(&list, source)
    }
    #expect(list.cursor?.listID == "0")
  }

  @Test func theEndIsReachedInOneStepAndRowsComeBeforeIt() {
    let source = Source(100_000)
    var list = loaded(source)
    list.move(.last)
    #expect(list.wanted == PageRequest(limit: 100, .last))
    list.receive(source.page(PageRequest(limit: 100, .last)), for: PageRequest(limit: 100, .last), isFrozen: true)
    #expect(list.cursor?.listID == "99999")
    #expect(list.items.count == 100)
    for number in (99_000..<99_999).reversed() {
      list.move(.up)
      readOn(&list, source)
      #expect(list.cursor?.listID == "\(number)")
    }
    list.move(.first)
    readOn(&list, source)
    #expect(list.cursor?.listID == "0")
  }

  @Test func aRefreshInTheMiddleKeepsTheRowsBelow() {
    var source = Source(5000)
    var list = loaded(source)
    for _ in 0..<2500 {
      list.move(.down)
      readOn(&list, source)
    }
    for round in 0..<200 {
      source.ids.insert("new\(round)", at: 2480 - round)
      if let place = source.ids.firstIndex(of: "\(2520 + round)") { source.ids.remove(at: place) }
      let (cursor, count) = (list.cursor?.listID, list.items.count)
      let request = list.refresh
      list.receive(source.page(request), for: request, isFrozen: false)
      #expect(list.cursor?.listID == cursor)
      #expect(list.items.count >= count - 60)
      let held = list.rows.map(\.listID)
      if let start = held.first.flatMap({ source.ids.firstIndex(of: $0) }) {
        #expect(
          held.filter { source.ids.contains($0) }.elementsEqual(held.filter { source.ids[start...].contains($0) }))
      }
    }
  }

  @Test func everyRowIsSeenOnceOnTheWayDown() {
    let source = Source(3210)
    var list = loaded(source)
    var seen: [String] = list.cursor.map { [$0.listID] } ?? []
    for _ in 1..<3210 {
      list.move(.down)
      readOn(&list, source)
      seen.append(list.cursor?.listID ?? "")
    }
    #expect(seen == source.ids)
  }

  @Test func aFilterKeepsTheCursorWhereItCan() {
    var list = loaded(Source(40))
    list.move(to: 13)
    list.setQuery(query("3"), at: .distantPast)
    #expect(list.rows.map(\.listID) == ["3", "13", "23"] + (30..<40).map(String.init))
    #expect(list.cursor?.listID == "13")
    list.setQuery(ListQuery(), at: .distantPast)
    #expect(list.cursor?.listID == "13")
  }

  @Test func aLongListIsFilteredWhereItIsKept() {
    let source = Source(100_000)
    var list = loaded(source)
    list.setQuery(query("99999"), at: .distantPast)
    #expect(list.needsReading)
    #expect(list.rows.isEmpty, "none of those held; the others are not known yet")
    #expect(list.wanted == nil)
    let request = list.refresh
    list.receive(source.page(request, list.query), for: request, isFrozen: false)
    #expect(list.rows.map(\.listID) == ["99999"])
    #expect(!list.needsReading)
  }

  @Test func everyRowOfTheQueryIsMarkedHeldOrNot() {
    let source = Source(3000)
    var list = loaded(source)
    list.markAll()
    readOn(&list, source)
    #expect(list.marks.count == 3000)
    list.toggleMark()
    #expect(list.selection.count == 2999)
  }

  @Test func aRangeIsMarkedAndTurnedRound() {
    var list = loaded(Source(10))
    list.toggleMark()
    list.move(to: 3)
    list.markRange()
    #expect(list.selection.map(\.listID) == ["0", "1", "2", "3"])
    list.invertMarks()
    #expect(Set(list.selection.map(\.listID)) == Set((4..<10).map(String.init)))
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
