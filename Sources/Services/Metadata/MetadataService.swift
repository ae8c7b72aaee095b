import Listing
public import Model
public import Postgres
import Support

/// What people ask of the catalog.
public struct MetadataService: Sendable {
  let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  public func versions(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DatasetVersion> {
    try await pool.withConnection { try await VersionRepository.list.page(query, page, $0) }
  }

  public func version(dataset: DatasetID, version: String) async throws -> DatasetVersion {
    let found = try await pool.withConnection {
      try await VersionRepository.find(dataset: dataset, version: version, $0)
    }
    guard let found else {
      throw Failure.notFound("version", "\(version) of dataset \(dataset)", list: "flowsight datasets list")
    }
    return found
  }

  public func counts() async throws -> [VersionState: Int] {
    try await pool.withConnection { try await VersionRepository.countByState($0) }
  }
}
