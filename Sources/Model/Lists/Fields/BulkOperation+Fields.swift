import Support

extension BulkOperation: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<BulkOperation>] = [
    .choice("state", \.state), .name("action", \.action.name), .name("workflow", \.action.backfill?.workflow),
    .number("total", \.total), .name("by", \.actor), .age { $0.createdAt }, .time("created", \.createdAt),
    .time("started", \.startedAt), .time("finished", \.finishedAt), .text("reason", \.reason),
    .text("filter", \.filter), .id("id", \.id),
  ]

  /// Operations on letters, and backfills, are listed apart.
  public static let ofLetters = Filter(
    [Filter.Term(isNegated: true, test: .equals("action", [.text("backfill")]))], text: "action!=backfill"
  ).and(begun)
  public static let backfills = Filter.field("action", is: ["backfill"]).and(begun)

  /// A preview that nobody went on with leaves a prepared operation, which is nobody's business.
  private static let begun = Filter.field(
    "state", is: BulkOperationState.allCases.filter { $0 != .prepared }.map(\.rawValue))
}

extension BulkOperationItem: Listed {
  public var listID: String { subject.text }

  public static let fields: [ListField<BulkOperationItem>] = [
    .choice("outcome", \.outcome), .text("item", \.title), .name("code", \.failure?.errorCode.rawValue),
    .text("message", \.failure?.message), .id("id") { Identifier<BulkOperationItem>($0.subject) }, .id("run", \.runID),
    .time("at", \.at),
  ]
}
