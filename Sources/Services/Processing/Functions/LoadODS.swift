import Model
import ObjectStore
import Support
import Tabular

/// `processing.load_ods`: streams the good rows of the file, standardized and masked, into the version's partition.
///
/// Rows travel in blocks, each in one fenced transaction that also moves the durable cursor (C3): a worker that takes
/// over starts behind the last block that was committed, so that every row is there once. While a block is on its way
/// the next one is made on this task's own thread.
struct LoadODS: JobFunction {
  let limits: LoadLimits

  init(limits: LoadLimits = LoadLimits()) { self.limits = limits }

  func run(_ job: JobContext) async throws -> JSON {
    try JSON(encoding: try await load(job))
  }

  private func load(_ job: JobContext) async throws -> Loading {
    let cleaning: Cleaning = try job.input("clean")
    let table = try await SourceTable.open(job, limits: limits.reader)
    let tables = try LandingTables(job.order.file.template)
    let partition = LandingTables.partition(of: tables.ods, version: job.datasetVersion)
    let columns = table.plan.fields.map { tables.columns[$0.field] }
    let start = try job.cursor.map { (cursor) throws(Failure) in try LoadCursor(cursor) }
    let skip = try await DuplicateList.open(cleaning.skipKey, in: job.store)
    let pass = try LoadPass(table, skip: skip, version: job.datasetVersion, from: start, limits: limits)
    var isFirst = start == nil

    try await withThrowingTaskGroup(of: Void.self) { sending in
      while true {
        try Task.checkCancellation()
        guard let block = try pass.nextBlock(isFirst: isFirst) else { break }
        let truncates = isFirst
        isFirst = false
        try await sending.next()
        let progress = Model.Progress(done: Int64(block.cursor.byteOffset), total: table.byteCount)
        sending.addTask(executorPreference: globalConcurrentExecutor) {
          try await job.commit(cursor: block.cursor.json, progress: progress) { connection in
            if truncates { try await LandingRepository.truncate(partition, connection) }
            try await LandingRepository.copy(block.pieces, of: columns, into: partition, connection)
          }
        }
      }
      try await sending.waitForAll()
    }
    let loading = Loading(pass.cursor, tables, partition)
    job.log(
      .info, "loaded",
      ["rows": JSON(loading.rowsLoaded), "rejected": JSON(loading.rowsRejected), "into": .string(loading.partition)])
    return loading
  }
}

/// What a load holds in memory and sends at a time.
struct LoadLimits: Hashable, Sendable {
  /// A block ends behind the batch with which it reaches either.
  var blockRows = 50_000
  var blockBytes = 8 << 20
  /// Encoded bytes that are handed over at a time.
  var pieceBytes = 1 << 20
  var reader = ReaderLimits()
}

extension Loading {
  init(_ cursor: LoadCursor, _ tables: LandingTables, _ partition: SQLName) {
    self.init(
      rowsRead: cursor.rowsRead, rowsLoaded: cursor.rowsLoaded, rowsRejected: cursor.rowsRejected,
      rowsDuplicate: cursor.rowsDuplicate, odsTable: tables.ods.description, partition: partition.description)
  }
}
