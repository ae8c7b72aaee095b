import Foundation

extension Run: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<Run>] = [
    .choice("state", \.state), .name("dataset", \.datasetName), .name("version", \.datasetVersion),
    .name("workflow", \.workflow), .duration("took", from: \.startedAt, to: \.finishedAt), .age { $0.createdAt },
    .time("created", \.createdAt), .time("started", \.startedAt), .time("finished", \.finishedAt),
    .name("code") { $0.failure?.errorCode.rawValue }, .text("message") { $0.failure?.message },
    .id("id", isSortable: true, \.id), .id("trace", \.traceID), .id("parent", \.parentID), .id("root", \.rootID),
    .name("undoes") { $0.compensates?.description }, .name("by") { $0.origin?.actor },
    .name("operation") { $0.origin?.operation?.description }, .name("schedule") { $0.origin?.schedule },
  ]
}

extension RowIssue: Listed {
  public var listID: String { "\(row) \(field ?? "") \(reason)" }

  public static let fields: [ListField<RowIssue>] = [
    .number("row", \.row), .number("line", \.line), .name("field", \.field), .text("reason", \.reason),
    .text("value", \.value), .text("suggestion", \.suggestion),
  ]
}

extension StateChange: Listed {
  public var listID: String { "\(at.timeIntervalSince1970) \(subject) \(event) \(to)" }

  public static let fields: [ListField<StateChange>] = [
    .age { $0.at }, .time("at", \.at), .name("subject", \.subject), .name("event", \.event), .name("from", \.from),
    .name("to", \.to), .name("by", \.actor), .text("detail", \.detail),
  ]
}
