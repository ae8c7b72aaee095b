import Model
import Support
import Terminal

extension Command {
  static let datasets: [Command] = [datasetList, versionList, datasetShow]

  private static let datasetList = Command("datasets list", "list datasets, newest first", options: Option.listing) {
    invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(datasetColumns, empty: "no datasets") { try await platform.datasets($0, $1) }
    }
  }

  private static let versionList = Command(
    "datasets versions", "list dataset versions, newest first", options: [.datasetFilter] + Option.listing
  ) { invocation in
    let scope = Filter.field("dataset", is: invocation.arguments.values(.datasetFilter))
    return try await invocation.withPlatform { platform in
      try await invocation.list(versionColumns, empty: "no versions", scope: scope) {
        try await platform.versions($0, $1)
      }
    }
  }

  private static let datasetShow = Command(
    "datasets show", "show a dataset, or one version of it: its columns, lineage and log",
    operands: [Operand("NAME[@VERSION]", "the dataset's name or id, and a version of it")], options: [.format]
  ) { invocation in
    let (name, version) = invocation.arguments.nameAndVersion(invocation.arguments.operands.first)
    guard !name.isEmpty else {
      throw Failure.invalid("'' is no dataset", nextStep: "list them with `flowsight datasets list`")
    }
    return try await invocation.withPlatform { platform in
      let id = try await platform.datasetID(name)
      if let version {
        let detail = try await platform.versionDetail(dataset: id, version: version)
        return try invocation.show(detail) { detail.details }
      }
      let found = try await platform.datasets(ListQuery(.field("id", is: [id.description])), PageRequest(limit: 1))
      guard let dataset = found.items.first else {
        throw Failure.notFound("dataset", name, list: "flowsight datasets list")
      }
      let versions = ListQuery(.field("dataset_id", is: [id.description]))
      let newest = try await platform.versions(versions, PageRequest(limit: 20)).items
      return try invocation.show(dataset) { dataset.details(newest) }
    }
  }

  private static let datasetColumns: [Column<Dataset>] = [
    Column("name", isFlexible: true) { $0.name }, Column("state") { $0.state.rawValue }, Column("latest") { $0.latest },
    Column("versions", .trailing) { String($0.versions) }, Column("published", .trailing) { String($0.published) },
    Column("rows", .trailing) { String($0.rows) }, Column("size", .trailing) { byteCountText($0.byteCount) },
    Column("template") { $0.template ?? "" }, Column("updated at") { $0.updatedAt.shortText },
    Column("id") { $0.id.description },
  ]

  fileprivate static let versionColumns: [Column<DatasetVersion>] = [
    Column("dataset", isFlexible: true) { $0.datasetName }, Column("version") { $0.version },
    Column("state") { $0.state.rawValue }, Column("read", .trailing) { String($0.rows.read) },
    Column("loaded", .trailing) { String($0.rows.loaded) }, Column("rejected", .trailing) { String($0.rows.rejected) },
    Column("updated at") { $0.updatedAt.shortText }, Column("ods table") { $0.odsTable ?? "" },
    Column("dwd table") { $0.dwdTable ?? "" }, Column("run") { $0.runID?.description ?? "" },
  ]
}

extension Dataset {
  fileprivate func details(_ newest: [DatasetVersion]) -> Details {
    var details = Details()
    details.add("dataset", name)
    details.add("id", id.description)
    details.add("latest", "\(latest) \(state.rawValue)")
    details.add("versions", "\(versions), \(published) published")
    details.add("rows", String(rows))
    details.add("size", byteCountText(byteCount))
    details.add("template", template)
    details.add("created at", createdAt)
    details.add("updated at", updatedAt)
    details.section("newest versions", Table(columns: Array(Command.versionColumns.dropFirst())).text(newest))
    return details
  }
}

extension VersionDetail {
  fileprivate var details: Details {
    var details = Details()
    details.add("version", "\(version.datasetName)@\(version.version)")
    details.add("state", version.state.rawValue)
    details.add("rows", "\(version.rows.read) read, \(version.rows.loaded) loaded, \(version.rows.rejected) rejected")
    if let source = version.source {
      details.add("file", "\(source.fileName), \(source.byteCount) bytes")
      details.add("sha256", source.sha256)
      details.add("template", "\(source.template) v\(source.templateVersion), \(source.mode.rawValue)")
      details.add("upload", "\(source.upload) by \(source.createdBy)")
    }
    details.add("ods table", version.odsTable)
    details.add("dwd table", version.dwdTable)
    details.add("run", version.runID?.description)
    details.add("letters", letters > 0 ? "\(letters)\(letters < Self.lettersMax ? "" : " or more") waiting" : nil)
    details.add("labeled in", labelProjects.isEmpty ? nil : labelProjects.joined(separator: ", "))
    details.add("trace", version.traceID.description)
    details.add("created at", version.createdAt)
    details.add("published at", version.publishedAt)
    details.add("error", version.failure.map { "\($0.errorCode.rawValue): \($0.message)" })
    details.add("next step", version.failure?.nextStep)
    if !columns.isEmpty { details.section("columns", Table(columns: VersionDetail.columnColumns).text(columns)) }
    if !lineage.isEmpty { details.section("lineage", Table(columns: VersionDetail.edgeColumns).text(lineage)) }
    details.section("log", StateChange.table(log))
    return details
  }

  private static let columnColumns: [Column<VersionColumn>] = [
    Column("name") { $0.name }, Column("type") { $0.type.rawValue }, Column("mask") { $0.mask?.rawValue ?? "" },
    Column("required") { $0.isRequired ? "yes" : "" }, Column("in the file") { $0.origin ?? "" },
  ]

  private static let edgeColumns: [Column<LineageEdge>] = [
    Column("from") { $0.source }, Column("to") { $0.target },
    Column("version") { edge in edge.dataset.map { "\($0)@\(edge.version ?? "")" } ?? "" },
  ]
}
