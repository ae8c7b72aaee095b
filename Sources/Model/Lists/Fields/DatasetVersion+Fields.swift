extension DatasetVersion: Listed {
  public var listID: String { "\(datasetID)/\(version)" }

  public static let fields: [ListField<DatasetVersion>] = [
    .choice("state", \.state), .name("dataset", \.datasetName), .name("version", \.version),
    .number("read", \.rows.read), .number("loaded", \.rows.loaded), .number("rejected", \.rows.rejected),
    .age { $0.createdAt }, .time("created", \.createdAt), .time("updated", \.updatedAt),
    .time("published", \.publishedAt), .name("ods", \.odsTable), .name("dwd", \.dwdTable),
    .text("code") { $0.failure?.errorCode.rawValue }, .text("message") { $0.failure?.message }, .id("run", \.runID),
    .id("trace", \.traceID),
  ]
}
