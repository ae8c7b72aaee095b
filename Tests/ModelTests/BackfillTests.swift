import Model
import Support
import Testing

@Suite struct BackfillTests {
  @Test func optionsSayAllOfIt() throws {
    let backfill = Backfill(
      workflow: "check", filter: "dataset=orders", from: "3", to: "9", reprocess: .failed, order: .newest, limit: 7,
      concurrency: 2, parameters: ["mode": "lenient"])
    #expect(
      backfill.options
        == "workflow=check reprocess=failed order=newest from=3 to=9 limit=7 at_once=2 mode=lenient")
    var read = Backfill(filter: "dataset=orders")
    try read.take(options: [
      "workflow": "check", "reprocess": "failed", "order": "newest", "from": 3, "to": "9", "limit": 7, "at_once": 2,
      "mode": "lenient",
    ])
    #expect(read == backfill)
  }

  @Test(
    arguments: [
      ["reprocess": "some"], ["order": "random"], ["limit": "many"], ["limit": 0], ["at_once": 0], ["at_once": 1000],
    ] as [JSON])
  func whatMakesNoSenseIsRefused(_ options: JSON) {
    var backfill = Backfill()
    #expect(throws: Failure.self) { try backfill.take(options: options) }
  }

  @Test func actionsAreKeptAsTheyWere() throws {
    let actions: [BulkAction] = [
      .letters(.redrive(parameters: ["mode": "lenient"])), .letters(.discard), .backfill(Backfill(dataset: "订单")),
    ]
    for action in actions { #expect(try JSON(encoding: action).decode(as: BulkAction.self) == action) }
    // As operations on letters have always been kept.
    #expect(try (["name": "discard"] as JSON).decode(as: BulkAction.self) == .letters(.discard))
  }
}
