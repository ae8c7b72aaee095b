/// What the steps of a workflow can be, by the name that its document uses (C6).
public enum JobFunctions {
  public static let registry: [String: any JobFunction] = [
    "processing.nothing": Nothing(),
    "processing.validate": Validate(),
    "processing.standardize": Standardize(),
    "processing.clean": Clean(),
    "processing.load_ods": LoadODS(),
    "processing.build_dwd": BuildDWD(),
    "processing.empty_ods": EmptyPartition(layer: .ods),
    "processing.empty_dwd": EmptyPartition(layer: .dwd),
    "processing.verify_file": VerifyFile(),
    "processing.plan_profile": PlanProfile(),
    "processing.profile_columns": ProfileColumns(),
    "processing.summarize_profile": SummarizeProfile(),
  ]
}
