import Model
import ObjectStore
import Tabular

/// The raw file of a job, open as a table, with the plan for its rows. Used by one task.
final class SourceTable {
  let head: Head
  /// The columns as the file names them.
  let columns: [String]
  let plan: RowPlan
  private let source: ObjectSource
  private let reader: any RowReader

  /// Throws a permanent ``Failure`` for a file that is missing or no table, or whose header does not fit the template.
  static func open(_ job: JobContext, limits: ReaderLimits = ReaderLimits()) async throws -> SourceTable {
    try SourceTable(ObjectSource(try await job.openFile()), job.order.file.template, limits)
  }

  private init(_ source: ObjectSource, _ template: Template, _ limits: ReaderLimits) throws {
    self.source = source
    let sample = try source.head()
    let head = try source.translated { () throws(TabularError) in
      try Head(inspecting: sample, isWhole: Int64(sample.count) >= source.byteCount)
    }
    self.head = head
    columns = head.columnNames
    switch head.format {
    case .delimited:
      // The whole header, which the sample may have cut.
      reader = try source.translated { () throws(TabularError) in try head.reader(source, limits: limits) }
      plan = try RowPlan(template, header: reader.columnNames)
    case .jsonLines:
      let header = try SourceTable.header(head, template)
      plan = try RowPlan(template, header: header)
      reader = try source.translated { () throws(TabularError) in
        try JSONLinesReader(source, columnNames: header, limits: limits)
      }
    }
  }

  /// JSON objects may have members that first appear behind the sample: such a member has a column when it is named
  /// as a field of the template.
  private static func header(_ head: Head, _ template: Template) throws(Failure) -> [String] {
    let mapping = Mapping(header: head.columnNames, fields: template.fields)
    if let failure = mapping.failure(header: head.columnNames, template: template) { throw failure }
    let later = zip(template.fields, mapping.columns).filter { $1 == nil }.map(\.0.name)
    return head.columnNames + later.filter { !head.columnNames.contains($0) }
  }

  var byteCount: Int64 { source.byteCount }

  var firstRecord: RecordPosition { reader.firstRecord }

  func start(at position: RecordPosition) throws {
    try source.translated { () throws(TabularError) in try reader.start(at: position) }
  }

  /// Replaces the batch with the next rows; `false` at the end.
  func next(_ batch: inout RowBatch) throws -> Bool {
    do throws(TabularError) {
      return try reader.nextBatch(into: &batch)
    } catch {
      throw source.failure(of: error)
    }
  }
}

extension JobContext {
  /// The raw file of the job. A permanent ``Failure`` when it is missing.
  func openFile() async throws -> any ObjectReader {
    do throws(ObjectStoreError) {
      return try await store.open(try ObjectKey(order.file.objectKey))
    } catch {
      throw Failure(error, reading: order.file)
    }
  }
}
