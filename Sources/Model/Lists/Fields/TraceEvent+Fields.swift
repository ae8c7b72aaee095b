extension TraceEvent: Listed {
  public var listID: String { id }

  public static let fields: [ListField<TraceEvent>] = [
    .choice("kind", \.kind), .time("at", \.at), .age { $0.at }, .duration("took", from: { $0.at }, to: \.endedAt),
    .name("subject", \.subject), .name("what", \.what), .name("by", \.actor), .text("detail", \.detail),
    .name("failure") { $0.isFailure ? "yes" : nil },
  ]
}
