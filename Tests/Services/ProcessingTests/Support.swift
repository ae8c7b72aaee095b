import Foundation
import Model
import ObjectStore
import Postgres
import Servers
import Support
import Testing

@testable import Processing

/// Tests of the functions against a real server, which runs as long as the suite.
@Suite(.processing, .timeLimit(.minutes(5)))
struct FunctionTests {}

/// A server with the service's schema, and a store for raw files.
struct World: Sendable {
  @TaskLocal static var current: World?

  let dsn: String
  let pool: PostgresPool
  let store: LocalObjectStore

  static func here() throws -> World { try #require(current) }

  func strings(_ sql: String, _ parameters: any PostgresEncodable...) async throws -> [[String?]] {
    let rows = try await pool.query(Statement(sql, parameters: parameters))
    return rows.map { row in rows.columns.map { row[$0] } }
  }

  func count(_ table: String) async throws -> Int {
    try await pool.query(Statement("SELECT count(*) FROM \(table)", parameters: [])).value()
  }
}

struct ProcessingTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let servers = try await PrivateServers.start()
    do {
      let world = try await prepare(servers)
      try await World.$current.withValue(world, operation: function)
      await world.pool.close()
    } catch {
      await servers.stop()
      throw error
    }
    await servers.stop()
  }

  private func prepare(_ servers: PrivateServers) async throws -> World {
    let configuration = PostgresConfiguration(dsn: servers.postgresDSN, applicationName: "tests")
    let connection = try await PostgresConnection.connect(configuration)
    let schemas = ["processing", "ods", "dwd"].map { "CREATE SCHEMA \($0);" }.joined()
    let notify = """
      CREATE FUNCTION processing.notify_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      SET search_path = processing;
      """
    let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let migrations = repository.appending(path: "Sources/Services/Processing/Migrations")
    let tables = try String(contentsOf: migrations.appending(path: "M002_processing.sql"), encoding: .utf8)
    try await connection.execute(script: schemas + notify + tables)
    await connection.close()
    let store = try LocalObjectStore(root: URL(filePath: servers.directory).appending(path: "store"))
    return World(dsn: servers.postgresDSN, pool: PostgresPool(configuration), store: store)
  }
}

extension Trait where Self == ProcessingTrait {
  static var processing: Self { Self() }
}

/// One file on its way through the steps, as the orchestrator would order them.
final class Journey {
  let world: World
  var template: Template
  var version = "1"
  var mode = LoadMode.lenient
  var parameters: JSON = [:]
  private(set) var run = RunID(UUID())
  private(set) var inputs: JSON = [:]
  private(set) var jobs: [String: StepID] = [:]
  private let objectKey = "raw/\(UUID().text)"
  private var byteCount = 0

  init(_ bytes: [UInt8], _ template: Template) async throws {
    world = try World.here()
    self.template = template
    try await replaceFile(bytes)
  }

  convenience init(_ text: String, _ template: Template) async throws {
    try await self.init(Array(text.utf8), template)
  }

  func replaceFile(_ bytes: [UInt8]) async throws {
    byteCount = bytes.count
    try await world.store.put(bytes, at: try ObjectKey(objectKey))
  }

  func deleteFile() async throws { try await world.store.delete(try ObjectKey(objectKey)) }

  /// A run that repeats this one from its first step.
  func redrive() {
    run = RunID(UUID())
    inputs = [:]
  }

  /// Leases a new job for the step, or an existing one again.
  func job(_ step: String, again id: StepID? = nil) async throws -> JobContext {
    let id = id ?? StepID(UUID())
    jobs[step] = id
    let file = IngestedFile(
      ingestionJobID: UploadID(UUID()), datasetName: "tests", objectKey: objectKey, fileSize: Int64(byteCount),
      status: .ingested, fileName: "file.csv", sha256: "", mode: mode, template: template, createdBy: "tester")
    let order = JobOrder(
      jobID: id, runID: run, workflow: "dataset.load", step: step, function: "processing.\(step)", queue: "processing",
      retry: .standard, timeoutSeconds: 60, priorAttempts: 0, file: file, parameters: parameters, inputs: inputs)
    let dataset = DatasetID(UUID())
    let row = try await world.pool.query(
      Statement(
        """
        INSERT INTO processing.proc_job (id, run_id, step, function, status, job_order, trace_id, dataset_id,
          dataset_version, source_stream, source_entry_id, lease_epoch)
        VALUES ($1, $2, $3, $4, 'LEASED', $5, $2, $6, $7, '', '', 1)
        ON CONFLICT (id) DO UPDATE SET lease_epoch = proc_job.lease_epoch + 1 RETURNING lease_epoch, work_cursor
        """, id.rawValue, run.rawValue, step, order.function, try JSON(encoding: order), dataset.rawValue, version)
    ).first
    let (epoch, cursor) = try #require(try row?.decode((Int64, JSON?).self))
    return JobContext(
      order: order, datasetID: dataset, datasetVersion: version, cursor: cursor, store: world.store, pool: world.pool,
      log: .silent, lease: Lease(jobID: id, epoch: epoch, worker: "tester"))
  }

  /// Runs a step; its output goes to the steps behind it.
  @discardableResult
  func perform(_ step: String) async throws -> JSON {
    let function = try #require(JobFunctions.registry["processing.\(step)"])
    return try await perform(step, function)
  }

  @discardableResult
  func perform(_ step: String, _ function: some JobFunction, again id: StepID? = nil) async throws -> JSON {
    let output = try await function.run(try await job(step, again: id))
    inputs[step] = output
    return output
  }

  /// All steps; the output of the last.
  @discardableResult
  func performAll() async throws -> ProcessedVersion {
    for step in ["validate", "standardize", "clean", "load_ods"] { try await perform(step) }
    return try await perform("build_dwd").decode()
  }

  /// The failure with which a step ends.
  func failure(_ step: String) async throws -> Failure {
    let job = try await job(step)
    let function = try #require(JobFunctions.registry["processing.\(step)"])
    return try #require(await #expect(throws: Failure.self) { _ = try await function.run(job) })
  }

  func report() async throws -> [RowIssue] {
    let validation: Validation? = try inputs["validate"]?.decode()
    let id = try #require(validation?.reportID ?? jobs["validate"])
    return try await ProcessingService(pool: world.pool).issues(of: id, ListQuery(), PageRequest(limit: 1000)).items
  }

  /// The rows of the version in ODS, in the order of the file.
  func odsRows() async throws -> [[String?]] {
    let tables = try LandingTables(template)
    let columns = tables.columns.map { SQLName.quoted($0.name) }.joined(separator: ", ")
    return try await world.strings(
      "SELECT row_number, \(columns) FROM \(tables.ods.quoted) WHERE dataset_version = $1 ORDER BY row_number, 2",
      version)
  }
}

/// Table names that no other test has.
func uniqueTemplate(
  key: [String] = [], isInferred: Bool = false, _ fields: [Template.Field]
) -> Template {
  let id = UUID().text.prefix(8)
  return Template(
    name: "test", version: 1, odsTable: "ods.ods_\(id)", dwdTable: "dwd.dwd_\(id)", key: key, mode: .lenient,
    isInferred: isInferred, fields: fields)
}
