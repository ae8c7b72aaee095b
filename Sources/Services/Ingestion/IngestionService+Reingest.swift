import Foundation
import Messaging
public import Model
import Postgres
import Support

// A file that was ingested once may be ingested again: the raw object is never changed, so a new version is made of it.

extension IngestionService {
  public func previewReingest(_ id: UploadID) async throws -> ActionPreview {
    let session = try await upload(id).session
    let next = try await pool.withConnection {
      try await UploadRepository.nextVersion(dataset: session.datasetID, $0)
    }
    return ActionPreview(
      action: Act.reingest.rawValue,
      items: [
        ActionPreview.Item(
          id: id.description, title: "\(session.datasetName) \(session.version): \(session.fileName)",
          skippedBecause: session.state == .ingested
            ? nil : "it is \(session.state.rawValue)")
      ],
      effects: [
        localized(
          "version \(next) of \(session.datasetName) is made from the stored file, \(session.byteCount) bytes",
          "由已存的文件（\(session.byteCount) 字节）生成 \(session.datasetName) 的版本 \(next)"),
        localized("version \(session.version) stays as it is", "版本 \(session.version) 保持原样"),
      ])
  }

  /// Fails with `intervention_refused` when the upload has no file.
  public func reingest(_ id: UploadID, reason: String) async throws -> ActionResult {
    try actor.require(.ingest)
    try Reason.check(reason)
    let audit = try await pool.withTransaction { connection in
      guard let found = try await UploadRepository.findLocked(id, connection) else {
        throw Failure.notFound("upload", id.description, list: "flowsight uploads list")
      }
      let old = found.session
      // Two at once would take the same version.
      _ = try await DatasetRepository.findLocked(name: old.datasetName, connection)
      let completed = try await UploadRepository.changes(of: id, connection).last {
        $0.to == UploadState.ingested.rawValue
      }
      guard old.state == .ingested, let objectKey = completed?.detail else {
        throw Failure(
          "intervention_refused", "upload \(id) is \(old.state.rawValue): there is no file to ingest",
          nextStep: "look at it again; it has changed, or was never in that state")
      }
      var session = old
      session.id = UploadID(environment.newID())
      session.version = try await UploadRepository.nextVersion(dataset: old.datasetID, connection)
      session.traceID = TraceID(environment.newID())
      session.createdBy = actor.name
      session.createdAt = environment.now()
      try await UploadRepository.insert(session, templateID: found.templateID, mode: found.mode, connection)
      try await UploadRepository.update(session, at: environment.now(), connection)
      try await log(session, "reingested", from: nil, detail: objectKey, connection)
      try await publish(found, session, objectKey: objectKey, connection)
      return try await outbox.audit(
        actor, .reingest, target: .upload(id), reason: reason,
        before: ["version": .string(old.version), "sha256": .string(old.sha256)],
        after: ["version": .string(session.version), "upload_id": .string(session.id.description)],
        traceID: session.traceID, on: connection)
    }
    return ActionResult(action: Act.reingest.rawValue, items: [ActionResult.Item(id: id.description, auditID: audit)])
  }
}
