import Foundation
import Messaging
import Model
import Postgres
import Support
import Tabular

/// Finds the dataset of an upload, or makes it: with the template that was asked for, its own, or one inferred from
/// the file's header.
struct DatasetResolver {
  let environment: Environment

  func resolve(
    _ request: UploadRequest, _ head: Head, _ connection: PostgresConnection
  ) async throws -> DatasetRepository.Record {
    guard var dataset = try await DatasetRepository.findLocked(name: request.dataset, connection) else {
      return try await create(request, head, connection)
    }
    let template = try template(request, head, existing: dataset.template)
    if template != dataset.template {
      dataset.template = template
      dataset.templateID = try await DatasetRepository.register(template, id: environment.newID(), connection)
      try await DatasetRepository.update(dataset, connection)
    }
    return dataset
  }

  private func create(
    _ request: UploadRequest, _ head: Head, _ connection: PostgresConnection
  ) async throws -> DatasetRepository.Record {
    let tableName = Naming.tableName(of: request.dataset)
    if let owner = try await DatasetRepository.owner(ofTableName: tableName, connection) {
      throw Failure(
        "dataset_name_conflict", "the tables of '\(request.dataset)' would be those of the dataset '\(owner)'",
        nextStep: "choose another name")
    }
    let template = try template(request, head, existing: nil)
    let record = DatasetRepository.Record(
      id: DatasetID(environment.newID()), name: request.dataset, tableName: tableName, template: template,
      templateID: try await DatasetRepository.register(template, id: environment.newID(), connection),
      mode: request.mode ?? template.mode)
    try await DatasetRepository.insert(record, channel: .file, connection)
    return record
  }

  private func template(_ request: UploadRequest, _ head: Head, existing: Template?) throws -> Template {
    let known = try TemplateCatalog.builtIn()
    if let name = request.template {
      guard let template = known.first(where: { $0.name == name }) else {
        throw Failure(
          "template_unknown", "there is no template '\(name)'",
          nextStep: "use one of: \(known.map(\.name).joined(separator: ", ")); or leave --template out")
      }
      return template
    }
    guard let existing else { return TemplateCatalog.inferred(from: head, dataset: request.dataset, existing: nil) }
    guard existing.isInferred else { return existing }
    let widened = TemplateCatalog.inferred(from: head, dataset: request.dataset, existing: existing)
    return widened.fields == existing.fields ? existing : widened
  }
}
