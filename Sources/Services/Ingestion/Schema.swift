import Messaging
public import Migrations

/// The history of the schema `ingestion`.
public enum IngestionSchema {
  public static let migrations = ServiceSchema.ingestion.migrations([
    ("ingestion", PackageResources.M002_ingestion_sql), ("open_uploads", PackageResources.M003_open_uploads_sql),
    ServiceSchema.stateCounts, ("upload_counts", PackageResources.M005_upload_counts_sql),
    ("short_ids", PackageResources.M006_short_ids_sql),
  ])
}
