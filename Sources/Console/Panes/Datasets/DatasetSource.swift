import Foundation
import Model
import Support
import Terminal

/// The datasets of the catalog, newest first.
struct DatasetSource: ListSource {
  var address: Address { Address(.datasets) }
  var neighbour: Address? { Address(.datasets, DatasetsPane.all) }
  var crumb: String { PaneID.datasets.title }
  var empty: [String] { DatasetsWords.noDatasets }

  var name: ListName { .datasets }
  func concerns(_ change: Change) -> Bool { change == .versions }

  func page(in answer: Answer) -> Page<Dataset>? {
    if case .datasets(let page) = answer { page } else { nil }
  }

  func address(of dataset: Dataset) -> Address? { .dataset(dataset.name, dataset.id) }
  func isLively(_ dataset: Dataset) -> Bool { dataset.state == .running }

  var actions: [Command] { [.backfill] }
  func request(_ verb: Verb, of dataset: Dataset) -> ActionRequest? {
    ActionRequest(verb: verb, subject: .backfill(Backfill(dataset: dataset.name)))
  }

  func columns(width: Int) -> [ListColumn<Dataset>] {
    typealias Words = DatasetsWords
    var columns: [ListColumn<Dataset>] = [
      ListColumn("state", width >= 50 ? Words.state : "", .fixed(width >= 50 ? 11 : 1)) { dataset, _ in
        width >= 50 ? dataset.state.sign.span : dataset.state.sign.short
      },
      ListColumn("name", ListWords.dataset, .atLeast(10)) { dataset, _ in Span(dataset.name) },
      ListColumn("latest", Words.latest, .fixed(7), keepsEnd: true) { dataset, _ in Span(dataset.latest, .muted) },
    ]
    if width >= 50 {
      columns.append(
        ListColumn("versions", Words.versions, .fixed(8), .trailing) { dataset, _ in
          Span(Format.count(dataset.versions))
        })
    }
    if width >= 56 {
      columns.append(
        ListColumn("rows", Words.rows, .fixed(11), .trailing) { dataset, _ in Span(Format.count(dataset.rows)) })
    }
    if width >= 64 {
      columns.append(
        ListColumn("size", Words.size, .fixed(6), .trailing) { dataset, _ in
          Span(Format.bytes(dataset.byteCount), .muted)
        })
    }
    if width >= 90 {
      columns.append(
        ListColumn("template", Words.template, .atLeast(8)) { dataset, _ in Span(dataset.template ?? "–", .muted) })
    }
    columns.append(
      ListColumn("age", CommonWords.age, .fixed(4), .trailing) { dataset, now in
        Span(Format.age(of: dataset.updatedAt, at: now), .muted)
      })
    return columns
  }

  func describe(_ dataset: Dataset, in document: inout Document) {
    typealias Words = DatasetsWords
    document.line([dataset.state.sign.span, Span("  " + dataset.name, .title)])
    document.fact(Words.latest, dataset.latest)
    document.fact(
      Words.versions,
      Format.count(dataset.versions) + ", " + Words.published(Format.count(dataset.published)))
    document.fact(Words.rows, Format.count(dataset.rows))
    document.fact(Words.size, Format.bytes(dataset.byteCount))
    document.fact(Words.template, dataset.template)
    document.fact(Words.created, Format.time(dataset.createdAt))
    document.fact(Words.updated, Format.time(dataset.updatedAt))
    document.fact(Words.id, dataset.id.description)
  }
}
