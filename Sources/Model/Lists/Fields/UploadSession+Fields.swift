extension UploadSession: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<UploadSession>] = [
    .choice("state", \.state), .name("dataset", \.datasetName), .name("version", \.version), .name("file", \.fileName),
    .number("size", \.byteCount), .number("received", \.receivedBytes), .age { $0.createdAt },
    .time("created", \.createdAt), .time("updated", \.updatedAt), .name("by", \.createdBy),
    .text("code") { $0.failure?.errorCode.rawValue }, .text("message") { $0.failure?.message },
    .text("sha256", \.sha256),
    .id("id", isSortable: true, \.id), .id("trace", \.traceID),
  ]
}

extension UploadChunk: Listed {
  public var listID: String { "\(offset)" }

  public static let fields: [ListField<UploadChunk>] = [
    .number("offset", \.offset), .number("bytes", \.byteCount), .time("stored", \.storedAt), .text("sha256", \.sha256),
  ]
}
