import Messaging
public import Migrations

/// The history of the schema `workflow`.
public enum WorkflowSchema {
  public static let migrations = ServiceSchema.workflow.migrations([
    ("workflow", PackageResources.M002_workflow_sql),
    ("letter_operations", PackageResources.M003_letter_operations_sql),
    ("gates", PackageResources.M004_gates_sql),
    ("queue_samples", PackageResources.M005_queue_samples_sql),
    ("compensation", PackageResources.M006_compensation_sql),
    ("operation_rate", PackageResources.M007_operation_rate_sql),
    ("letter_keeping", PackageResources.M008_letter_keeping_sql),
    ("policies", PackageResources.M009_policies_sql),
    ("queue_limits", PackageResources.M010_queue_limits_sql),
    ("operations", PackageResources.M011_operations_sql),
    ("schedules", PackageResources.M012_schedules_sql),
    ("payload_revisions", PackageResources.M013_payload_revisions_sql),
    ("resolved_letters", PackageResources.M014_resolved_letters_sql),
    ("run_counts", PackageResources.M015_run_counts_sql),
    ("engine_indexes", PackageResources.M016_engine_indexes_sql),
    ("operation_counts", PackageResources.M017_operation_counts_sql),
    ("waiting_items", PackageResources.M018_waiting_items_sql),
    ("open_steps", PackageResources.M019_open_steps_sql),
    ("counts_that_changed", PackageResources.M020_counts_that_changed_sql),
    ("dates_of_causes", PackageResources.M021_dates_of_causes_sql),
    ("waiting_letters", PackageResources.M022_waiting_letters_sql),
    ("run_origins", PackageResources.M023_run_origins_sql),
    ("short_ids", PackageResources.M024_short_ids_sql),
    ("overdue_runs", PackageResources.M025_overdue_runs_sql),
  ])
}
