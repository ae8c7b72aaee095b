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

  /// Fails with `workflow_invalid`, which names every problem of the document in a line of its own, with its place.
  public static func parse(_ text: String, knownFunctions: Set<String>) throws -> Workflow {
    let reading = try read(text, knownFunctions: knownFunctions)
    if let workflow = reading.workflow { return workflow }
    let lines = reading.problems.map { "\nline \($0.line ?? 1): \($0.message)" }.joined()
    throw Failure("workflow_invalid", "\(reading.name) cannot be run:\(lines)", nextStep: nextStep)
  }

  /// A document as far as it can be read.
  public struct Reading: Sendable {
    /// What it is called in a sentence.
    public var name: String
    /// `nil` when there are problems.
    public var workflow: Workflow?
    /// In the order of their lines.
    public var problems: [Workflow.Problem] = []
  }

  public static func read(_ text: String, knownFunctions: Set<String>) throws -> Reading {
    var reading = Reading(name: "the workflow document")
    let document: YAML.Document
    do throws(YAMLError) {
      document = try YAML.document(text)
    } catch {
      reading.problems = [
        Workflow.Problem([], "it cannot be read: \(error.problem) (column \(error.column))", line: error.line)
      ]
      return reading
    }
    if let name = document.value["name"]?.string { reading.name = "workflow \(name)" }
    var problems = DocumentShape.workflow.problems(in: document.value)
    if problems.isEmpty {
      let workflow: Workflow = try document.value.decode()
      problems = workflow.problems(knownFunctions: knownFunctions)
      if problems.isEmpty { reading.workflow = workflow }
    } else if let rest: Workflow = try? DocumentShape.workflow.mended(document.value)?.decode() {
      // What is malformed says nothing more than that.
      let malformed = problems.map(\.path)
      problems += rest.problems(knownFunctions: knownFunctions)
        .filter { problem in !malformed.contains { problem.path.starts(with: $0) || $0.starts(with: problem.path) } }
    }
    reading.problems = problems.map { Workflow.Problem($0.path, $0.message, line: document.line(of: $0.path)) }
      .sorted { ($0.line ?? 1, $0.message) < ($1.line ?? 1, $1.message) }
    return reading
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
