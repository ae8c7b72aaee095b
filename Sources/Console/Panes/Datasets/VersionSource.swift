import Foundation
import Model
import Support
import Terminal

/// The versions of one dataset, or of all, newest first.
struct VersionSource: ListSource {
  /// The dataset's name or id; `nil` for all.
  private let dataset: String?

  init(_ dataset: String?) { self.dataset = dataset }

  var address: Address { Address(.datasets, dataset ?? DatasetsPane.all) }
  var neighbour: Address? { dataset == nil ? Address(.datasets) : nil }
  var crumb: String { dataset ?? DatasetsWords.allVersions }
  var empty: [String] { DatasetsWords.noVersions(of: dataset) }

  var name: ListName { .versions }

  var scope: Filter {
    guard let dataset else { return .none }
    return DatasetID(dataset).map { .field("dataset_id", is: [$0.description]) } ?? .field("dataset", is: [dataset])
  }

  func concerns(_ change: Change) -> Bool { change == .versions }

  func page(in answer: Answer) -> Page<DatasetVersion>? {
    if case .versions(let page) = answer { page } else { nil }
  }

  func address(of version: DatasetVersion) -> Address? {
    .version(version.version, of: version.datasetName, version.datasetID)
  }
  var actions: [Command] { [.backfill] }
  func request(_ verb: Verb, of version: DatasetVersion) -> ActionRequest? {
    let filter = Filter.field("dataset", is: [version.datasetName]).and(.field("version", is: [version.version]))
    return ActionRequest(verb: verb, subject: .backfill(Backfill(filter: filter.text, reprocess: .all)))
  }
  func copyText(of version: DatasetVersion) -> String { version.title }
  func auditTargets(of version: DatasetVersion) -> [AuditTarget] {
    [.version(version.version, dataset: version.datasetName)]
  }
  func isLively(_ version: DatasetVersion) -> Bool { version.state == .running }

  func columns(width: Int) -> [ListColumn<DatasetVersion>] {
    typealias Words = DatasetsWords
    var columns: [ListColumn<DatasetVersion>] = [
      ListColumn("state", width >= 50 ? Words.state : "", .fixed(width >= 50 ? 11 : 1)) { version, _ in
        width >= 50 ? version.state.sign.span : version.state.sign.short
      }
    ]
    columns += ListColumn.dataset(width: width, \.datasetName, \.version)
    columns.append(
      ListColumn("loaded", Words.rows, .fixed(11), .trailing) { version, _ in Span(Format.count(version.rows.loaded)) })
    if width >= 48 {
      columns.append(
        ListColumn("rejected", Words.rejected, .fixed(8), .trailing) { version, _ in
          Span(Format.count(version.rows.rejected), version.rows.rejected > 0 ? .warning : .muted)
        })
    }
    if width >= 58 {
      columns.append(
        ListColumn("size", Words.size, .fixed(6), .trailing) { version, _ in
          Span(version.source.map { Format.bytes($0.byteCount) } ?? "–", .muted)
        })
    }
    columns.append(
      ListColumn("age", CommonWords.age, .fixed(4), .trailing) { version, now in
        Span(Format.age(of: version.createdAt, at: now), .muted)
      })
    if width >= 90 {
      columns.append(
        ListColumn("template", Words.template, .atLeast(8)) { version, _ in
          Span(version.source?.template ?? "–", .muted)
        })
    }
    if width >= 76 {
      columns.append(
        ListColumn("code", CommonWords.error, .atLeast(8)) { version, _ in
          Span(version.failure?.errorCode.rawValue ?? "", .error)
        })
    }
    return columns
  }

  func describe(_ version: DatasetVersion, in document: inout Document) { document.version(version) }
}

extension DatasetVersion {
  var title: String { datasetName + "@" + version }
}

extension Document {
  mutating func version(_ version: DatasetVersion) {
    typealias Words = DatasetsWords
    line([version.state.sign.span, Span("  " + version.title, .title)])
    failure(version.failure)
    fact(
      Words.rows,
      Words.rows(
        read: Format.count(version.rows.read), loaded: Format.count(version.rows.loaded),
        rejected: Format.count(version.rows.rejected)))
    if let source = version.source {
      fact(Words.file, Text.sanitised(source.fileName) + "  " + Format.bytes(source.byteCount))
      fact(Words.template, "\(source.template) v\(source.templateVersion)  \(source.mode.rawValue)")
    }
    fact(Words.tables, [version.odsTable, version.dwdTable].compactMap(\.self).joined(separator: " → "))
    fact(
      Words.created,
      [Format.time(version.createdAt), version.source?.createdBy].compactMap(\.self).joined(separator: "  "))
    fact(Words.publishedAt, version.publishedAt.map(Format.time))
    fact(Words.trace, version.traceID.description)
    fact(Words.sha256, version.source?.sha256)
  }
}
