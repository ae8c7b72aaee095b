extension LetterOperation: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<LetterOperation>] = [
    .choice("state", \.state), .name("action", \.action.name), .number("total", \.total), .name("by", \.actor),
    .age { $0.createdAt }, .time("created", \.createdAt), .time("started", \.startedAt),
    .time("finished", \.finishedAt), .text("reason", \.reason), .text("filter", \.filter), .id("id", \.id),
  ]
}

extension LetterOperationItem: Listed {
  public var listID: String { letterID.description }

  public static let fields: [ListField<LetterOperationItem>] = [
    .choice("outcome", \.outcome), .text("letter", \.title), .name("code", \.failure?.errorCode.rawValue),
    .text("message", \.failure?.message), .id("id", \.letterID), .id("run", \.runID), .time("at", \.at),
  ]
}
