import Model
import Postgres
import Support

/// `processing.empty_ods` and `processing.empty_dwd`: take a version's rows out of its table, in one fenced transaction.
struct EmptyPartition: JobFunction {
  enum Layer: Hashable { case ods, dwd }

  let layer: Layer

  func run(_ job: JobContext) async throws -> JSON {
    let tables = try LandingTables(job.order.file.template)
    let partitions = LandingRepository.Partitions(tables, version: job.datasetVersion)
    let partition = layer == .ods ? partitions.ods : partitions.dwd
    try await job.commit(cursor: [:], progress: Model.Progress(done: 1, total: 1)) {
      try await LandingRepository.empty(partition, $0)
    }
    return ["partition": .string(partition.description)]
  }
}
