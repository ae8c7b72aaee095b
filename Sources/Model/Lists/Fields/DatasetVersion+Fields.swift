extension Dataset: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<Dataset>] = [
    .name("name", \.name), .choice("state", \.state), .name("latest", \.latest), .number("versions", \.versions),
    .number("published", \.published), .number("rows", \.rows), .number("size", \.byteCount),
    .name("template", \.template), .age { $0.updatedAt }, .time("created", \.createdAt),
    .time("updated", \.updatedAt), .id("id", isSortable: true, \.id),
  ]
}

extension DatasetVersion: Listed {
  public var listID: String { "\(datasetID)/\(version)" }

  public static let fields: [ListField<DatasetVersion>] = [
    .choice("state", \.state), .name("dataset", \.datasetName), .name("version", \.version),
    .number("read", \.rows.read), .number("loaded", \.rows.loaded), .number("rejected", \.rows.rejected),
    .number("size") { $0.source?.byteCount ?? 0 }, .name("template") { $0.source?.template },
    .name("file") { $0.source?.fileName }, .name("by") { $0.source?.createdBy }, .text("sha256") { $0.source?.sha256 },
    .age { $0.createdAt }, .time("created", \.createdAt), .time("updated", \.updatedAt),
    .time("published", \.publishedAt), .name("ods", \.odsTable), .name("dwd", \.dwdTable),
    .text("code") { $0.failure?.errorCode.rawValue }, .text("message") { $0.failure?.message }, .id("run", \.runID),
    .id("upload") { $0.source?.upload }, .id("trace", \.traceID), .id("dataset_id", \.datasetID),
  ]
}

extension VersionColumn: Listed {
  public var listID: String { name }

  public static let fields: [ListField<VersionColumn>] = [
    .name("name", \.name), .choice("type", \.type), .name("origin", \.origin), .name("mask") { $0.mask?.rawValue },
    .name("required") { $0.isRequired ? "yes" : "no" },
  ]
}
