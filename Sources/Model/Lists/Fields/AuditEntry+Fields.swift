extension AuditEntry: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<AuditEntry>] = [
    .age { $0.at }, .time("at", \.at), .name("by", \.actor.name), .choice("role", \.actor.role),
    .name("credential", \.actor.credential), .name("action", \.action), .text("target", \.target),
    .text("reason", \.reason), .id("id", isSortable: true, \.id), .id("trace", \.traceID),
  ]
}
