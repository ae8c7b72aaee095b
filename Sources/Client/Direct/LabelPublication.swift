import Foundation
import Ingestion
import Labeling
import Model
import Support

/// Brings the accepted results of a labeling project back as a version of a dataset: a file of JSON Lines that goes the
/// way of every file.
struct LabelPublication {
  static let chunkBytes = 1 << 20

  let labeling: LabelingService
  let ingestion: IngestionService

  func publish(_ id: LabelProjectID, dataset: String, reason: String) async throws -> UploadSession {
    let project = try await labeling.project(id)
    let url = FileManager.default.temporaryDirectory.appending(path: "flowsight-labels-\(UUID().text).jsonl")
    defer { try? FileManager.default.removeItem(at: url) }
    let request = try await write(project, to: url, dataset: dataset)
    let opened = try await ingestion.openUpload(request)
    var session = opened.session
    // The event that tells where the version comes from is written first: one too many is harmless, one lost is not.
    try await labeling.recordPublication(
      of: project, as: session, sources: try await labeling.sources(of: id), reason: reason)
    guard opened.outcome != .alreadyIngested else { return session }
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(session.receivedBytes))
    while let bytes = try file.read(upToCount: LabelPublication.chunkBytes), !bytes.isEmpty {
      session = try await ingestion.appendChunk(to: session.id, at: session.receivedBytes, Array(bytes))
    }
    return try await ingestion.completeUpload(session.id)
  }

  private func write(_ project: LabelProject, to url: URL, dataset: String) async throws -> UploadRequest {
    guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw Failure(
        "work_folder_full", "a file for the results cannot be made in \(url.deletingLastPathComponent().path)")
    }
    let file = try FileHandle(forWritingTo: url)
    defer { try? file.close() }
    var digest = SHA256()
    var head: [UInt8] = []
    var byteCount: Int64 = 0
    try await Page.each {
      try await labeling.export(project.id, LabelTaskFilter(states: [.accepted]), $0)
    } take: { page in
      let bytes = Array(page.items.map { LabelPublication.row($0).text() + "\n" }.joined().utf8)
      try file.write(contentsOf: bytes)
      bytes.withUnsafeBytes { digest.update($0) }
      head += bytes.prefix(UploadRequest.headBytesMax - head.count)
      byteCount += Int64(bytes.count)
    }
    guard byteCount > 0 else {
      throw Failure(
        "nothing_accepted", "no task of \(project.name) is accepted yet",
        nextStep: "label and review some; `flowsight label stats` shows where the project stands")
    }
    return UploadRequest(
      dataset: dataset, fileName: "\(dataset).jsonl", byteCount: byteCount, sha256: digest.finish().hex, head: head)
  }

  /// One row a task: its payload, its answers as `label_…`, and who gave them.
  static func row(_ record: LabelRecord) -> JSON {
    var members = [JSON.Member("task_key", .string(record.key))]
    members += (record.payload.members ?? []).filter { $0.name != "task_key" }
    members += (record.result?.annotation.members ?? []).map { JSON.Member("label_\($0.name)", $0.value) }
    members += [
      JSON.Member("labeled_by", JSON(record.result?.annotator)),
      JSON.Member("labeled_at", JSON(record.result?.at?.iso8601)),
      JSON.Member("label_version", .integer(Int64(record.version))),
      JSON.Member("label_schema_version", JSON(record.schemaVersion)),
    ]
    return .object(members)
  }
}
