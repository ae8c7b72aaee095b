import Model
import Postgres
import Support

/// `processing.build_dwd`: fills the version's typed partition from the text one, in one fenced transaction. The values
/// in ODS are canonical, so that the casts cannot fail.
struct BuildDWD: JobFunction {
  func run(_ job: JobContext) async throws -> JSON {
    let loading: Loading = try job.input("load_ods")
    let tables = try LandingTables(job.order.file.template)
    let partitions = LandingRepository.Partitions(tables, version: job.datasetVersion)
    let total = job.order.file.fileSize
    try await job.commit(cursor: [:], progress: Model.Progress(done: total, total: total)) { connection in
      try await LandingRepository.truncate(partitions.dwd, connection)
      let rows = try await LandingRepository.build(partitions, tables.columns, connection)
      guard rows == loading.rowsLoaded else {
        throw Failure(
          "row_count_mismatch", "\(partitions.ods) holds \(rows) rows, but \(loading.rowsLoaded) were loaded",
          nextStep: "rerun the run from the step 'load_ods'; nothing else may write that table")
      }
    }
    let rows = RowCounts(
      read: loading.rowsRead, loaded: loading.rowsLoaded, rejected: loading.rowsRead - loading.rowsLoaded)
    job.log(.info, "built", ["rows": JSON(rows.loaded), "into": .string(partitions.dwd.description)])
    return try JSON(
      encoding: ProcessedVersion(
        runID: job.order.runID, rows: rows, odsTable: tables.ods.description, dwdTable: tables.dwd.description))
  }
}
