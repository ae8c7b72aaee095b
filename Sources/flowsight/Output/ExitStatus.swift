import Model

/// What the program tells its caller.
enum ExitStatus: Int32, CaseIterable, Sendable {
  case success = 0
  case failed = 1
  case usage = 2
  case refused = 3
  case unavailable = 4
  case interrupted = 130

  var meaning: String {
    switch self {
    case .success: "done"
    case .failed: "the work failed"
    case .usage: "the command line or the input is not understood"
    case .refused: "not found, not allowed, or not possible in this state"
    case .unavailable: "a server does not answer; try again later"
    case .interrupted: "stopped by a signal"
    }
  }

  /// The status for a failure.
  init(_ failure: Failure) {
    switch failure.errorCode.rawValue {
    case "usage", "invalid_argument", "id_ambiguous", "too_many", "reason_required", "reason_too_long",
      "not_configured",
      "profile_unknown", "theme_unknown", "workflow_invalid", "cron_invalid", "time_zone_unknown",
      "payload_edit_refused", "file_too_large":
      self = .usage
    case let code where code.hasPrefix("config_"): self = .usage
    case "interrupted": self = .interrupted
    case "not_found", "forbidden", "read_only": self = .refused
    case "confirmation_required", "nothing_eligible", "cancelled": self = .refused
    case let code where code.hasSuffix("_conflict"): self = .refused
    case let code where ExitStatus.notUnderstood.contains(code): self = .usage
    case let code where ExitStatus.notNow.contains(code) || ExitStatus.notAsItIs.contains(code): self = .refused
    default: self = failure.isTransient || failure.errorCode == "unavailable" ? .unavailable : .failed
    }
  }

  /// Of labeling: what was said is not what was asked for.
  private static let notUnderstood: Set<String> = [
    "annotation_invalid", "column_unknown", "dataset_name_invalid", "format_unfit", "group_unknown",
    "judgements_unreadable", "prediction_invalid",
    "project_name_invalid", "schema_invalid", "settings_invalid", "task_invalid",
  ]

  /// Of runs, letters and what steers them: it is not, or no longer, in a state that allows it.
  private static let notAsItIs: Set<String> = [
    "intervention_refused", "letter_not_eligible", "run_not_repeatable", "run_superseded", "version_at_work",
    "version_changed", "workflow_version_not_higher",
  ]

  /// Of labeling: somebody was quicker, or it is too early or too late.
  private static let notNow: Set<String> = [
    "answered_before", "assignment_lost", "idempotency_key_reused", "labels_differ", "leases_too_many", "not_postponed",
    "nothing_accepted",
    "own_work", "project_exists", "project_paused", "review_lost", "too_late_to_undo", "version_not_published",
  ]
}
