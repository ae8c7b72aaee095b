import Model

/// Uploads → one upload with its report; `ingestion/<upload>/chunks` and `…/events` are its other parts.
enum IngestionPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(UploadSource()) }
    guard let section = UploadScene.Section(path: path.dropFirst()) else { return nil }
    return PaneRegistry.scene(of: first, in: UploadSource(), then: path.dropFirst()) { UploadScene($0, section) }
  }
}
