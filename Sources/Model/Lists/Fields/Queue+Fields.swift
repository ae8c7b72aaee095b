extension JobLease: Listed {
  public var listID: String { jobID.description }

  public static let fields: [ListField<JobLease>] = [
    .name("step", \.step), .name("dataset", \.datasetName), .name("version", \.datasetVersion),
    .name("worker", \.worker),
    .number("epoch") { Int($0.epoch) }, .time("since", \.since), .time("expires", \.expiresAt),
    .number("done") { Int(($0.progress?.fraction ?? 0) * 100) }, .id("id", \.jobID), .id("run", \.runID),
    .id("trace", \.traceID),
  ]
}

extension Queue: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<Queue>] = [
    .name("stream", \.stream), .name("group", \.group), .name("queue") { $0.gate?.id.name },
    .name("state") { $0.gate?.state.rawValue }, .number("waiting", \.waiting), .number("lag") { $0.lag ?? 0 },
    .number("pending", \.pending), .number("length", \.length), .number("consumers", \.consumers),
    .number("leased") { $0.jobs?.leased ?? 0 }, .time("oldest", \.waitingSince),
  ]
}
