import Model
import Postgres
import Support

/// `processing.standardize`: decides which column holds which field (B3) and makes the tables fit (C4), with a
/// partition for the version in each.
struct Standardize: JobFunction {
  func run(_ job: JobContext) async throws -> JSON {
    let validation: Validation = try job.input("validate")
    let template = job.order.file.template
    let plan = try RowPlan(template, header: validation.columns)
    let tables = try LandingTables(template)
    let version = job.datasetVersion
    let total = job.order.file.fileSize
    try await job.commit(cursor: [:], progress: Model.Progress(done: total, total: total)) {
      _ = try await LandingRepository.prepare(tables, version: version, $0)
    }
    return try JSON(encoding: Standardize.output(plan, tables, version))
  }

  static func output(_ plan: RowPlan, _ tables: LandingTables, _ version: String) -> Standardization {
    let partitions = LandingRepository.Partitions(tables, version: version)
    var lineage: [Standardization.Edge] = []
    for field in plan.fields {
      let column = tables.columns[field.field].name
      let ods = "\(tables.ods).\(column)"
      lineage.append(Standardization.Edge(from: "file.\(plan.header[field.column])", to: ods))
      lineage.append(Standardization.Edge(from: ods, to: "\(tables.dwd).\(column)"))
    }
    return Standardization(
      mapping: plan.fields.map {
        Standardization.Column(column: plan.header[$0.column], field: plan.template.fields[$0.field].name)
      }, unmappedColumns: plan.mapping.unmapped.map { plan.header[$0] }, odsTable: tables.ods.description,
      dwdTable: tables.dwd.description, odsPartition: partitions.ods.description,
      dwdPartition: partitions.dwd.description, lineage: lineage)
  }
}
