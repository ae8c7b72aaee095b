import Support

extension LogLine: Listed {
  public var listID: String { String(id) }

  public static let fields: [ListField<LogLine>] = [
    .time("at", \.at), .choice("level", \.level), .name("step", \.step), .number("attempt", \.attempt),
    .text("message", \.message), .text("fields") { $0.fields.text() }, .name("worker", \.worker),
    .id("job", \.jobID),
  ]
}
