import Model
import Support
import Terminal

extension Command {
  static let uploads: [Command] = [uploadList, uploadShow, reingest]

  private static let reingest = Command(
    "uploads reingest", "make a new version from the stored file of an upload",
    operands: [Operand("ID", "uploads, by id or the end of it", .several)], options: Option.acting
  ) { invocation in
    try await invocation.intervene(onEach: UploadSession.self, noun: "upload", command: "uploads reingest") {
      .reingest($0)
    }
  }

  private static let uploadList = Command("uploads list", "list upload sessions, newest first", options: Option.listing)
  {
    invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(uploadColumns, empty: "no uploads") { try await platform.uploads($0, $1) }
    }
  }

  private static let uploadShow = Command(
    "uploads show", "show an upload: its chunks and log",
    operands: [Operand("ID", "the upload's id, or the end of it")],
    options: [.format]
  ) { invocation in
    let named = try invocation.named(UploadSession.self)
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let detail = try await platform.upload(id)
      return try invocation.show(detail) { detail.details }
    }
  }

  private static let uploadColumns: [Column<UploadSession>] = [
    Column("id") { $0.id.description }, Column("state") { $0.state.rawValue },
    Column("dataset", isFlexible: true) { "\($0.datasetName) \($0.version)" },
    Column("received", .trailing) { "\(byteCountText($0.receivedBytes)) of \(byteCountText($0.byteCount))" },
    Column("created at") { $0.createdAt.shortText }, Column("by") { $0.createdBy },
    Column("file", isFlexible: true) { $0.fileName },
    Column("error", isFlexible: true) { $0.failure.map { "\($0.errorCode.rawValue): \($0.message)" } ?? "" },
  ]
}

extension UploadDetail {
  fileprivate var details: Details {
    var details = Details()
    details.add("upload", session.id.description)
    details.add("state", session.state.rawValue)
    details.add("dataset", "\(session.datasetName) \(session.version)")
    details.add("file", session.fileName)
    details.add("received", "\(session.receivedBytes) of \(session.byteCount) bytes")
    details.add("sha256", session.sha256)
    details.add("trace", session.traceID.description)
    details.add("run", runID?.description)
    details.add("created", "\(session.createdAt.shortText) by \(session.createdBy)")
    details.add("updated at", session.updatedAt)
    details.add("error", session.failure.map { "\($0.errorCode.rawValue): \($0.message)" })
    details.add("next step", session.failure?.nextStep)
    details.section("log", StateChange.table(log))
    if !chunks.isEmpty { details.section("chunks", Table(columns: UploadDetail.chunkColumns).text(chunks)) }
    return details
  }

  private static let chunkColumns: [Column<UploadChunk>] = [
    Column("offset", .trailing) { String($0.offset) }, Column("bytes", .trailing) { String($0.byteCount) },
    Column("stored at") { $0.storedAt.shortText }, Column("sha256") { $0.sha256 },
  ]
}
