import Messaging
public import Migrations

/// The history of the schema `processing`.
public enum ProcessingSchema {
  public static let migrations = ServiceSchema.processing.migrations([
    ("processing", PackageResources.M002_processing_sql),
    ("queues", PackageResources.M003_queues_sql),
    ("turns", PackageResources.M004_turns_sql),
    ("no_woken_at", PackageResources.M005_no_woken_at_sql),
  ])
}
