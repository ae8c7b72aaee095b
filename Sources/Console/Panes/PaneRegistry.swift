import Model

/// Opens addresses. To add a pane: a case of ``PaneID``, a folder beside the others, and a line here.
enum PaneRegistry {
  /// The scene at an address; `nil` when its path leads nowhere.
  static func scene(at address: Address) -> (any Scene)? {
    switch address.pane {
    case .overview: address.path.isEmpty ? OverviewScene() : nil
    case .ingestion: IngestionPane.scene(path: address.path)
    case .topology: TopologyPane.scene(path: address.path)
    case .dlq: DeadLettersPane.scene(path: address.path)
    }
  }
}
