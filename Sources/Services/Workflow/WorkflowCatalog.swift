import Foundation
public import Model
public import Postgres
public import Support
import YAML

/// The workflow documents that this build carries, checked when they are loaded.
public enum WorkflowCatalog {
  /// As they are written.
  static let sources = [PackageResources.dataset_load_yaml, PackageResources.dataset_profile_yaml]
    .map { String(decoding: $0, as: UTF8.self) }

  /// Fails with `workflow_invalid`, which names every problem of the document.
  public static func load(knownFunctions: Set<String>) throws -> [Workflow] {
    try sources.map { try parse($0, knownFunctions: knownFunctions) }
  }

  /// Fails with `workflow_invalid`, which names every problem of the document and the line of each.
  public static func parse(_ text: String, knownFunctions: Set<String>) throws -> Workflow {
    let document: YAML.Document
    do throws(YAMLError) {
      document = try YAML.document(text)
    } catch {
      throw Failure("workflow_invalid", "the workflow document cannot be read: \(error)", nextStep: nextStep)
    }
    var problems = DocumentShape.workflow.problems(in: document.value)
    if problems.isEmpty {
      let workflow: Workflow = try document.value.decode()
      problems = workflow.problems(knownFunctions: knownFunctions)
      if problems.isEmpty { return workflow }
    } else if let rest: Workflow = try? DocumentShape.workflow.mended(document.value)?.decode() {
      // What is malformed says nothing more than that.
      let malformed = problems.map(\.path)
      problems += rest.problems(knownFunctions: knownFunctions)
        .filter { problem in !malformed.contains { problem.path.starts(with: $0) || $0.starts(with: problem.path) } }
    }
    let name = document.value["name"]?.string.map { "workflow \($0)" } ?? "the workflow document"
    let lines = problems.map { (line: document.line(of: $0.path), text: $0.message) }
      .sorted { ($0.line, $0.text) < ($1.line, $1.text) }
    throw Failure(
      "workflow_invalid",
      "\(name): \(lines.map { "line \($0.line): \($0.text)" }.joined(separator: "; "))", nextStep: nextStep)
  }

  /// The document as it is written, or as it would be.
  static func source(of workflow: Workflow) throws -> String {
    let own = sources.first { text in
      let value = try? YAML.parse(text)
      return value?["name"]?.string == workflow.name && value?["version"]?.integer == Int64(workflow.version)
    }
    return try own ?? YAML.text(try JSON(encoding: workflow))
  }

  private static let nextStep = "repair the document; `flowsight workflows check FILE` looks at it again"

  /// Records the documents, so that a run can be read with the version that it was made from.
  public static func register(
    _ workflows: [Workflow], environment: Environment, on connection: PostgresConnection
  ) async throws {
    for workflow in workflows {
      try await WorkflowRepository.register(
        workflow, source: try source(of: workflow), id: environment.newID(), connection)
    }
  }
}
