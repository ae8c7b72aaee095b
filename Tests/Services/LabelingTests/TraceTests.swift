import Foundation
import Labeling
import Model
import Postgres
import Support
import TestSupport
import Testing

/// What a trace tells of the labels that were made from a version.
@Suite(.serialized) struct TraceTests {
  private static let dataset = DatasetID(UUID())

  private func what(_ bench: LabelBench, _ version: String) async throws -> [String] {
    try await bench.lead.trace(dataset: Self.dataset, version: version).map(\.what)
  }

  private func source(_ bench: LabelBench, _ project: LabelProject, _ version: String) async throws {
    try await bench.pool.query(
      """
      INSERT INTO labeling.lab_source (project_id, dataset_id, dataset_name, dataset_version, source_table)
      VALUES ($1, $2, 'orders', $3, 'dwd.dwd_orders')
      """, project.id, Self.dataset, version)
  }

  @Test func tasksOfTwoVersionsAreToldApartByTheirKeys() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings())
      try await bench.add(2, to: project)
      try await source(bench, project, "1")
      #expect(try await what(bench, "1") == ["2 tasks made"])
      try await source(bench, project, "10")
      #expect(try await what(bench, "1") == [], "no key says that it is of this version")
      try await bench.pool.query(
        "UPDATE labeling.lab_content SET key = 'orders@1#' || key WHERE task_id = (SELECT id FROM labeling.lab_task LIMIT 1)"
      )
      #expect(try await what(bench, "1") == ["1 task made"])
      #expect(try await what(bench, "10") == [])
    }
  }

  @Test func notAllOfManyAreCounted() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings())
      try await bench.add(labelImportMax, to: project)
      try await bench.add(1, to: project) { draft, _ in draft.key = "one more" }
      try await source(bench, project, "1")
      #expect(try await what(bench, "1") == ["1000 tasks made, or more"])
    }
  }
}
