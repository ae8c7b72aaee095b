extension Queue: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<Queue>] = [
    .name("stream", \.stream), .name("group", \.group), .name("queue") { $0.gate?.id.name },
    .name("state") { $0.gate?.state.rawValue }, .number("waiting", \.waiting), .number("lag") { $0.lag ?? 0 },
    .number("pending", \.pending), .number("length", \.length), .number("consumers", \.consumers),
    .number("leased") { $0.jobs?.leased ?? 0 }, .time("oldest", \.waitingSince),
  ]
}
