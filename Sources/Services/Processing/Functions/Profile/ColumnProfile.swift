import Support

/// What the values of a column are.
struct ColumnProfile: Hashable, Sendable, Codable {
  var column: String
  /// Of PostgreSQL.
  var type: String
  /// Rows without a value.
  var empty: Int64 = 0
  var distinctValues: Int64 = 0
  /// `nil` where all rows are empty. Long values are cut.
  var least: String?
  var greatest: String?
  var commonest: [Common] = []

  struct Common: Hashable, Sendable, Codable {
    var value: String
    var rows: Int64
  }
}

/// What `processing.plan_profile` decided.
struct ProfilePlan: Hashable, Sendable, Codable {
  var table: String
  var rows: Int64
  /// The columns of each part.
  var parts: [[String]]
}

/// What `processing.profile_columns` found out, and where it stands while it works.
struct ProfilePart: Hashable, Sendable, Codable {
  var columns: [ColumnProfile]
}

/// The profile of a version.
struct VersionProfile: Hashable, Sendable, Codable {
  var table: String
  var rows: Int64
  var columns: [ColumnProfile]
  /// `nil` when the file was not asked for.
  var file: VerifiedFile?
}

/// What `processing.verify_file` found.
struct VerifiedFile: Hashable, Sendable, Codable {
  var objectKey: String
  var bytes: Int64
  var sha256: String
}
