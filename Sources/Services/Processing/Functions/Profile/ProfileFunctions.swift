import Model
import ObjectStore
import Postgres
import Support

/// `processing.plan_profile`: counts the rows of a version and deals its columns out to parts.
struct PlanProfile: JobFunction {
  static let partsMax = 8

  func run(_ job: JobContext) async throws -> JSON {
    let tables = try LandingTables(job.order.file.template)
    let partition = LandingRepository.Partitions(tables, version: job.datasetVersion).dwd
    guard let rows = try await job.pool.withConnection({ try await ProfileRepository.countRows(partition, $0) }) else {
      throw Failure(
        "table_missing", "the table \(Excerpt.text(partition.description)) is not there",
        nextStep: "load the version first; `flowsight datasets show` tells how it stands")
    }
    return try JSON(
      encoding: ProfilePlan(
        table: partition.description, rows: rows, parts: PlanProfile.parts(tables.columns.map(\.name))))
  }

  /// Neighbours stay together; no part has two columns more than another.
  static func parts(_ columns: [String]) -> [[String]] {
    let count = min(partsMax, columns.count)
    return (0..<count).map { Array(columns[($0 * columns.count / count)..<(($0 + 1) * columns.count / count)]) }
  }
}

/// `processing.profile_columns`: looks at the columns of one part, and goes on behind those that an earlier attempt did.
struct ProfileColumns: JobFunction {
  func run(_ job: JobContext) async throws -> JSON {
    let tables = try LandingTables(job.order.file.template)
    let partition = LandingRepository.Partitions(tables, version: job.datasetVersion).dwd
    let wanted = Set((job.order.part?.item.array ?? []).compactMap(\.string))
    let columns = tables.columns.filter { wanted.contains($0.name) }
    guard !columns.isEmpty else {
      throw Failure(
        "input_missing", "the part names no column of \(Excerpt.text(partition.description))",
        nextStep: "rerun the run from the step that planned it")
    }
    var done: ProfilePart = (try? job.cursor?.decode()) ?? ProfilePart(columns: [])
    for column in columns.dropFirst(done.columns.count) {
      try Task.checkCancellation()
      done.columns.append(
        try await job.pool.withConnection { try await ProfileRepository.profile(column, of: partition, $0) })
      let progress = Model.Progress(done: Int64(done.columns.count), total: Int64(columns.count))
      try await job.commit(cursor: try JSON(encoding: done), progress: progress) { _ in }
    }
    return try JSON(encoding: done)
  }
}

/// `processing.summarize_profile`: joins what the parts found.
struct SummarizeProfile: JobFunction {
  func run(_ job: JobContext) async throws -> JSON {
    let plan: ProfilePlan = try job.input("plan")
    let parts: [ProfilePart] = job.order.inputs["profile"] == nil ? [] : try job.input("profile")
    let file: VerifiedFile? = job.order.inputs["verify_file"] == nil ? nil : try job.input("verify_file")
    return try JSON(
      encoding: VersionProfile(table: plan.table, rows: plan.rows, columns: parts.flatMap(\.columns), file: file))
  }
}
