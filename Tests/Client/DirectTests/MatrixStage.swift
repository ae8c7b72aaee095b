import Foundation
import MemoryLabeling
import Model
import Support
import Testing

/// The people beside the one whose rights are tried, and projects for them.
struct Stage: Sendable {
  let cast: any Cast
  let lead: any LabelingOperations
  let ann: any LabelingOperations
  let bob: any LabelingOperations

  init(_ cast: any Cast) async throws {
    self.cast = cast
    lead = try await cast.person("lea", .lead)
    ann = try await cast.person("ann", .annotator)
    bob = try await cast.person("bob", .annotator)
  }

  static let good: JSON = ["mood": "good"]
  static let bad: JSON = ["mood": "bad"]

  func project(_ settings: LabelSettings) async throws -> LabelProject {
    try await lead.createLabelProject(
      LabelProjectDraft(
        name: "p-\(UUID().uuidString)",
        schema: LabelSchema(fields: [
          LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) })
        ]), settings: settings))
  }
}

/// One person in one project.
struct MatrixCell: Sendable {
  let stage: Stage
  let project: LabelProject
  let name: String
  let me: any LabelingOperations

  /// The code of the refusal, or what the act came to.
  func outcome(_ body: () async throws -> MatrixOutcome) async -> MatrixOutcome {
    do {
      return try await body()
    } catch let failure as Failure {
      return .refused(failure.errorCode.rawValue)
    } catch {
      return .refused("\(error)")
    }
  }

  /// A task that is the project's only one that can be claimed; its id.
  @discardableResult
  func task(_ change: (inout LabelTaskDraft) -> Void = { _ in }) async throws -> LabelTaskID {
    var draft = LabelTaskDraft(key: UUID().uuidString, payload: ["text": "x"])
    change(&draft)
    _ = try await stage.lead.importLabelTasks(project.id, [draft])
    let tasks = try await stage.lead.labelTasks(project.id, ListQuery(), PageRequest()).items
    return try #require(tasks.first { $0.key == draft.key }).id
  }

  func label(_ person: any LabelingOperations, _ answer: JSON = Stage.good) async throws {
    let item = try #require(try await person.nextLabelTask(project.id))
    _ = try await person.submitLabel(
      Submission(lease: item.lease, annotation: answer, idempotencyKey: UUID().uuidString))
  }

  func intervene(_ intervention: Intervention) async throws {
    if let platform = me as? any Platform {
      let result = try await platform.perform(intervention, reason: "so it is")
      if let failure = result.items.first?.failure { throw failure }
    } else {
      let memory = try #require(me as? any LabelsInMemory)
      #expect(try memory.labels.perform(intervention))
    }
  }

  /// What the act needs of a lease where there can be none.
  var noLease: LabelLease { LabelLease(assignment: AssignmentID(UUID()), fence: 1, expiresAt: Date(), now: Date()) }
}

enum MatrixOutcome: Hashable, Sendable {
  case done
  /// Allowed, with nothing to show: no task is served, no label is seen.
  case nothing
  case refused(String)
}

/// Whether the condition of a cell holds.
enum MatrixSituation: Sendable { case plain, holds, fails }
