import Messaging
public import Model
import Postgres
import Support

// What a person on call does to steer or repair. Each kind has its preview and its act; all have the same shape.

extension WorkflowService {
  public func preview(_ intervention: Intervention) async throws -> ActionPreview {
    if let change = OperationChange(intervention) { return try await preview(change) }
    return switch intervention {
    case .startRun(let request): try await previewStart(request)
    case .rerun(let run, let scope, let parameters): try await previewRerun(run, scope, parameters)
    case .cancelRun(let run): try await previewCancel(run)
    case .skipStep(let run, let step): try await previewSkip(run, step)
    case .pause(let gate): try await preview(gate, .paused)
    case .resume(let gate): try await preview(gate, .resumed)
    case .limitQueue(let queue, let limits): try await previewLimit(queue, limits)
    case .undoRun(let run, let last): try await previewUndo(run, downTo: last)
    case .republish(let event): try await previewRepublish(event)
    case .saveSchedule(let id, let settings): try await preview(id, saving: settings)
    case .changeSchedule(let id, let change): try await preview(id, change)
    case .editPayload(let letter, let base, let document): try await previewEdit(letter, base: base, document)
    default: throw WorkflowService.unknown(intervention)
    }
  }

  public func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult {
    try Reason.check(reason)
    if let change = OperationChange(intervention) { return try await perform(change, reason: reason) }
    return switch intervention {
    case .startRun(let request): try await start(request, reason: reason)
    case .rerun(let run, let scope, let parameters): try await rerun(run, scope, parameters, reason: reason)
    case .cancelRun(let run): try await cancel(run, reason: reason)
    case .skipStep(let run, let step): try await skip(run, step, reason: reason)
    case .pause(let gate): try await change(gate, .paused, reason: reason)
    case .resume(let gate): try await change(gate, .resumed, reason: reason)
    case .limitQueue(let queue, let limits): try await limit(queue, limits, reason: reason)
    case .undoRun(let run, let last): try await undo(run, downTo: last, reason: reason)
    case .republish(let event): try await republish(event, reason: reason)
    case .saveSchedule(let id, let settings): try await save(id, settings, reason: reason)
    case .changeSchedule(let id, let change): try await self.change(id, change, reason: reason)
    case .editPayload(let letter, let base, let document):
      try await editPayload(letter, base: base, document, reason: reason)
    default: throw WorkflowService.unknown(intervention)
    }
  }

  private static func unknown(_ intervention: Intervention) -> Failure {
    Failure("intervention_unknown", "the workflow service does not know \(intervention.name)")
  }
}
