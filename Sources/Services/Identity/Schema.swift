import Messaging
public import Migrations

/// The history of the schema `iam`.
public enum IdentitySchema {
  public static let migrations = ServiceSchema.iam.migrations([
    ("identity", PackageResources.M002_identity_sql), ("people", PackageResources.M003_people_sql),
    ("audit_lists", PackageResources.M004_audit_lists_sql),
    ("short_ids", PackageResources.M005_short_ids_sql),
  ])
}
