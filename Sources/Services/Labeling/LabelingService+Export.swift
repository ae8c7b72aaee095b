import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func export(
    _ project: LabelProjectID, _ filter: LabelTaskFilter, _ page: PageRequest
  ) async throws -> Page<LabelRecord> {
    try actor.require(.export)
    let found = try await pool.withConnection { try await ExportRepository.list(project, filter, page, $0) }
    let shown = found.prefix(page.limit)
    let next = found.count > page.limit ? shown.last.map { RankPlace.text($0.rank, $0.id) } : nil
    return Page(items: shown.map(\.record), next: next)
  }

  /// Records that the results of a project went into a dataset version: who, why, and the event from which the
  /// catalog learns where the version comes from.
  public func recordPublication(
    of project: LabelProject, as upload: UploadSession, sources: [String], reason: String
  ) async throws {
    try actor.require(.configure)
    try Reason.check(reason)
    try await pool.withTransaction { connection in
      try await outbox.append(
        [
          EventDraft(
            .labelingResultsPublished, traceID: upload.traceID, datasetID: upload.datasetID,
            datasetVersion: upload.version,
            payload: try JSON(
              encoding: PublishedLabels(
                projectID: project.id, project: project.name, sources: sources, datasetName: upload.datasetName)))
        ], on: connection)
      _ = try await outbox.audit(
        actor, .publishLabels, target: .labelProject(project.name), reason: reason,
        before: nil, after: ["dataset": .string(upload.datasetName), "version": .string(upload.version)],
        traceID: upload.traceID, on: connection)
    }
  }

  /// The tables that the project's tasks were made from.
  public func sources(of project: LabelProjectID) async throws -> [String] {
    try await pool.withConnection { try await RowRepository.sources(of: project, $0) }
  }

  /// The names of the projects that have tasks made from a dataset version.
  public func projects(dataset: DatasetID, version: String) async throws -> [String] {
    try await pool.withConnection { try await RowRepository.projects(dataset: dataset, version: version, $0) }
  }
}
