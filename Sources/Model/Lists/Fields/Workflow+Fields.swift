extension WorkflowSummary: Listed {
  public var listID: String { name }

  public static let fields: [ListField<WorkflowSummary>] = [
    .choice("state", \.state), .name("name", \.name), .number("version") { $0.document.version },
    .number("steps") { $0.document.steps.count }, .number("running") { $0.runs[.running, default: 0] },
    .number("pending") { $0.runs[.pending, default: 0] }, .number("failed") { $0.runs[.failed, default: 0] },
    .name("by", \.gate.actor), .text("reason", \.gate.reason),
  ]
}
