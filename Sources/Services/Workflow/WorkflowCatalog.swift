import Foundation
public import Model
public import Postgres
public import Support
import YAML

/// The workflow documents that this build carries, checked when they are loaded.
public enum WorkflowCatalog {
  /// Fails with `workflow_invalid`, which names every problem of the document.
  public static func load(knownFunctions: Set<String>) throws -> [Workflow] {
    try [PackageResources.dataset_load_yaml].map {
      try parse(String(decoding: $0, as: UTF8.self), knownFunctions: knownFunctions)
    }
  }

  public static func parse(_ document: String, knownFunctions: Set<String>) throws -> Workflow {
    let workflow: Workflow
    do {
      workflow = try YAML.parse(document).decode()
    } catch {
      throw Failure("workflow_invalid", "the workflow document cannot be read: \(error)")
    }
    let problems = workflow.problems(knownFunctions: knownFunctions)
    guard problems.isEmpty else {
      throw Failure(
        "workflow_invalid", "workflow \(workflow.name): \(problems.joined(separator: "; "))",
        nextStep: "repair the document and start the service again")
    }
    return workflow
  }

  /// Records the documents, so that a run can be read with the version that it was made from.
  public static func register(
    _ workflows: [Workflow], environment: Environment, on connection: PostgresConnection
  ) async throws {
    for workflow in workflows {
      try await WorkflowRepository.insert(workflow, id: environment.newID(), connection)
    }
  }
}
