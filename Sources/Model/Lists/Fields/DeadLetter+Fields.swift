extension DeadLetter: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<DeadLetter>] = [
    .choice("state", \.state), .name("dataset", \.datasetName), .name("version", \.datasetVersion),
    .name("step", \.step), .name("code", \.failure.errorCode.rawValue), .number("tries", \.attempts.count),
    .number("crashes", \.crashCount), .number("redrives", \.redriveCount), .age { $0.lastFailedAt },
    .time("failed", \.lastFailedAt), .time("first", \.firstFailedAt), .time("created", \.createdAt),
    .name("function", \.function), .name("event", \.eventType), .name("stream", \.sourceStream),
    .text("message", \.failure.message), .text("reason", \.discardReason), .name("by", \.actor),
    .text("signature", \.signature), .id("id", isSortable: true, \.id), .id("run", \.runID), .id("trace", \.traceID),
    .id("parent", \.parentID), .id("root", \.rootID), .id("operation", \.operationID),
  ]
}

extension LetterGroup: Listed {
  public var listID: String { signature }

  public static let fields: [ListField<LetterGroup>] = [
    .number("waiting", \.waiting), .number("total", \.total), .name("code", \.errorCode.rawValue),
    .name("step", \.place), .name("function", \.function), .age { $0.lastFailedAt }, .time("first", \.firstFailedAt),
    .time("last", \.lastFailedAt),
    .text("message", \.message), .text("signature", \.signature),
  ]
}

extension LetterState {
  /// Those that wait for a decision.
  public static let waiting: [LetterState] = [.dead, .quarantined]
}

extension ListQuery {
  /// Letters in one of these states (in any, when there are none), with one signature when one is given.
  public static func letters(_ states: [LetterState] = [], signature: String? = nil) -> ListQuery {
    ListQuery(
      Filter.field("state", is: states.map(\.rawValue)).and(Filter.field("signature", is: signature.map { [$0] } ?? []))
    )
  }

  /// Letters in these states about a dataset version.
  public static func letters(_ states: [LetterState], of version: DatasetVersion) -> ListQuery {
    let about = Filter.field("dataset", is: [version.datasetName]).and(.field("version", is: [version.version]))
    return ListQuery(about.and(Filter.field("state", is: states.map(\.rawValue))))
  }
}
