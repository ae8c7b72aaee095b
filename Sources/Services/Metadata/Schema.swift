import Messaging
public import Migrations

/// The history of the schema `metadata`.
public enum MetadataSchema {
  public static let migrations = ServiceSchema.metadata.migrations([
    ("metadata", PackageResources.M002_metadata_sql), ("lineage", PackageResources.M003_lineage_sql),
    ("sources", PackageResources.M004_sources_sql),
    ("orders_taken_back", PackageResources.M005_orders_taken_back_sql),
    ServiceSchema.stateCounts, ("version_counts", PackageResources.M007_version_counts_sql),
  ])
}
