import Listing
public import Model
public import Postgres
import Support

/// What people ask of the catalog.
public struct MetadataService: Sendable {
  let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  public func datasets(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Dataset> {
    try await pool.withConnection { try await CatalogRepository.list.page(query, page, $0) }
  }

  public func dataset(named name: String) async throws -> Dataset {
    guard let dataset = try await pool.withConnection({ try await CatalogRepository.find(named: name, $0) }) else {
      throw Failure.notFound("dataset", name, list: "flowsight datasets list")
    }
    return dataset
  }

  public func versions(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DatasetVersion> {
    try await pool.withConnection { try await VersionRepository.list.page(query, page, $0) }
  }

  public func version(dataset: DatasetID, version: String) async throws -> DatasetVersion {
    let found = try await pool.withConnection {
      try await VersionRepository.find(dataset: dataset, version: version, $0)
    }
    guard let found else {
      throw Failure.notFound("version", "\(version) of dataset \(dataset)", list: "flowsight datasets versions")
    }
    return found
  }

  /// The version with its columns, log and lineage. What other services know of it is left empty.
  public func detail(dataset: DatasetID, version: String) async throws -> VersionDetail {
    let version = try await self.version(dataset: dataset, version: version)
    return try await pool.withConnection { connection in
      let origins = try await CatalogRepository.origins(version, connection)
      let fields = try await CatalogRepository.fields(version, connection)
      return VersionDetail(
        version: version, columns: Lineage.columns(fields, version, origins),
        log: try await CatalogRepository.log(version, connection),
        lineage: Lineage.tables(origins, version) + (try await CatalogRepository.uses(version, connection)))
    }
  }

  public func counts() async throws -> [VersionState: Int] {
    try await pool.withConnection { try await VersionRepository.countByState($0) }
  }
}

/// Lineage between columns told apart from that between tables. Pure.
enum Lineage {
  private static let filePrefix = "file."

  /// Edges between columns begin at a column of the file or of the version's own table.
  static func tables(_ edges: [LineageEdge], _ version: DatasetVersion) -> [LineageEdge] {
    inOrder(
      edges.filter { edge in
        !edge.source.hasPrefix(filePrefix) && version.odsTable.map { edge.source.hasPrefix($0 + ".") } != true
      })
  }

  /// What is made from something comes behind what makes it.
  private static func inOrder(_ edges: [LineageEdge]) -> [LineageEdge] {
    var (left, ordered) = (edges, [LineageEdge]())
    while !left.isEmpty {
      let made = Set(left.map(\.target))
      let next = left.filter { !made.contains($0.source) }
      // Only a circle leaves none.
      guard !next.isEmpty else { return ordered + left }
      ordered += next
      left.removeAll { next.contains($0) }
    }
    return ordered
  }

  static func columns(_ fields: [Template.Field], _ version: DatasetVersion, _ edges: [LineageEdge]) -> [VersionColumn]
  {
    var origins: [String: String] = [:]
    for edge in edges where edge.source.hasPrefix(filePrefix) {
      guard let table = version.odsTable, edge.target.hasPrefix(table + ".") else { continue }
      origins[String(edge.target.dropFirst(table.count + 1))] = String(edge.source.dropFirst(filePrefix.count))
    }
    return fields.map {
      VersionColumn(
        name: $0.name, type: $0.type, isRequired: $0.isRequired, mask: $0.mask, origin: origins[$0.name])
    }
  }
}
