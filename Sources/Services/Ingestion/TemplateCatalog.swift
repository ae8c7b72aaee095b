import Foundation
import Model
import Support
import Tabular
import YAML

/// Templates: those that this build carries, and those made from a file's header.
enum TemplateCatalog {
  /// The templates of the package, by name. Fails with `template_invalid`.
  static func builtIn() throws -> [Template] {
    try [PackageResources.doudian_chat_session_yaml].map { try parse(String(decoding: $0, as: UTF8.self)) }
  }

  static func parse(_ document: String) throws(Failure) -> Template {
    do {
      return try YAML.parse(document).decode(as: Template.self)
    } catch {
      throw Failure(
        "template_invalid", "the template cannot be read: \(error)", nextStep: "repair the document and try again")
    }
  }

  /// A template that keeps every column of the file as an optional text, together with those of `existing`.
  static func inferred(from head: Head, dataset: String, existing: Template?) -> Template {
    var fields = existing?.fields ?? []
    let known = Set(fields.map(\.name))
    for (name, header) in zip(SQLIdentifier.names(from: head.columnNames), head.columnNames) {
      let aliases = header == name || header.isEmpty ? [] : [header]
      if !known.contains(name) { fields.append(Template.Field(name: name, aliases: aliases)) }
    }
    return Template(
      name: "inferred:\(dataset)", version: (existing?.version ?? 0) + 1, odsTable: "ods.ods_{dataset}",
      dwdTable: "dwd.dwd_{dataset}", key: [], mode: .strict, isInferred: true, fields: fields)
  }

  /// The template with the dataset's name in its tables' names.
  static func resolved(_ template: Template, tableName: String) -> Template {
    var resolved = template
    resolved.odsTable = template.odsTable.replacingOccurrences(of: "{dataset}", with: tableName)
    resolved.dwdTable = template.dwdTable.replacingOccurrences(of: "{dataset}", with: tableName)
    return resolved
  }
}

/// The names that datasets and versions may have.
enum Naming {
  static let versionBytesMax = 64

  /// Fails with `dataset_name_invalid`.
  static func checkDataset(_ name: String) throws(Failure) {
    try Dataset.checkName(name)
  }

  /// Fails with `version_invalid`.
  static func checkVersion(_ version: String) throws(Failure) {
    let isAllowed = version.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "._-+".utf8.contains($0)
    }
    guard !version.isEmpty, version.utf8.count <= versionBytesMax, isAllowed else {
      throw Failure(
        "version_invalid", "'\(version.prefix(versionBytesMax))' cannot be a version",
        nextStep: "use 1 to \(versionBytesMax) of A–Z, a–z, 0–9, '.', '_', '-', '+'")
    }
  }

  /// The part of the tables' names that stands for the dataset.
  static func tableName(of dataset: String) -> String {
    String(String.UnicodeScalarView(dataset.lowercased().unicodeScalars.map { $0 == "-" || $0 == "." ? "_" : $0 }))
  }
}
