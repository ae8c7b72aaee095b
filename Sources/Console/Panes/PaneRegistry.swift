import Foundation
import Model

/// Opens addresses. To add a pane: a case of ``PaneID``, a folder beside the others, and a line here.
enum PaneRegistry {
  /// Lists that are no pane's first view and that nobody has to know an id for.
  static let places: [Address] = [
    Address(.topology, "workflows"), OperationKind.backfills.address, ScheduleSource.address,
    OperationKind.letters.address, Address(.dlq, "all"), Address(.datasets, DatasetsPane.all),
  ]

  /// The scene at an address, showing what the address asks for. Fails when it leads nowhere, or its filter makes no
  /// sense there.
  static func open(_ address: Address, at now: Date) throws(Failure) -> any Scene {
    guard var scene = scene(at: address) else {
      throw Failure.invalid(ShellWords.unknownAddress(address.description), nextStep: ShellWords.knownPanes)
    }
    guard !address.query.isEmpty else { return scene }
    do throws(FilterError) {
      scene.setQuery(try ListQuery(parsing: address.query, fields: scene.fields), at: now)
    } catch {
      throw error.failure
    }
    return scene
  }

  /// The scene of what a part of a path names: by its whole id, or by the end of it among the rows of its list.
  static func scene<Entity>(
    of text: String, in source: some ListSource, then rest: some Sequence<String> = [],
    _ scene: (Identifier<Entity>) -> (any Scene)?
  ) -> (any Scene)? {
    if let id = Identifier<Entity>(text) { return scene(id) }
    return ShortID(text).map { ListScene(source, endingIn: $0, then: rest) }
  }

  /// The scene at the address's path; `nil` when it leads nowhere.
  static func scene(at address: Address) -> (any Scene)? {
    switch address.pane {
    case .overview: address.path.isEmpty ? OverviewScene() : nil
    case .ingestion: IngestionPane.scene(path: address.path)
    case .topology: TopologyPane.scene(path: address.path)
    case .dlq: DeadLettersPane.scene(address)
    case .labeling: LabelingPane.scene(path: address.path)
    case .queues: QueuesPane.scene(path: address.path)
    case .datasets: DatasetsPane.scene(path: address.path)
    case .audit: AuditPane.scene(path: address.path)
    }
  }
}
