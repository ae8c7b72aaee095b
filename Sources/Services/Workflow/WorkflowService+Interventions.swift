import Messaging
public import Model
import Postgres
import Support

// What a person on call does to steer or repair. Each kind has its preview and its act; all have the same shape.

extension WorkflowService {
  public func preview(_ intervention: Intervention) async throws -> ActionPreview {
    guard let change = OperationChange(intervention) else { throw WorkflowService.unknown(intervention) }
    return try await preview(change)
  }

  public func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult {
    guard let change = OperationChange(intervention) else { throw WorkflowService.unknown(intervention) }
    return try await perform(change, reason: reason)
  }

  private static func unknown(_ intervention: Intervention) -> Failure {
    Failure("intervention_unknown", "the workflow service does not know \(intervention.name)")
  }
}
