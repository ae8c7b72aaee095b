import Messaging
public import Migrations

/// The history of the schema `labeling`.
public enum LabelingSchema {
  public static let migrations = ServiceSchema.labeling.migrations([
    ("labeling", PackageResources.M002_labeling_sql), ("claims", PackageResources.M003_claims_sql),
    ("agreement", PackageResources.M004_agreement_sql), ("swift_claims", PackageResources.M005_swift_claims_sql),
    ("bounded_queries", PackageResources.M006_bounded_queries_sql),
    ("claim_plans", PackageResources.M007_claim_plans_sql), ("gold_lanes", PackageResources.M008_gold_lanes_sql),
    ServiceSchema.stateCounts, ("task_counts", PackageResources.M010_task_counts_sql),
    ("refusals", PackageResources.M011_refusals_sql),
    ("reopened", PackageResources.M012_reopened_sql), ("gold_samples", PackageResources.M013_gold_samples_sql),
    ("short_ids", PackageResources.M014_short_ids_sql),
  ])
}
