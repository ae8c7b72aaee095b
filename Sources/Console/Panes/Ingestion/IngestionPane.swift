import Model

/// Uploads → one upload with its report; `ingestion/<upload>/chunks` and `…/events` are its other parts.
enum IngestionPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(UploadSource()) }
    guard let id = UploadID(first), let section = UploadScene.Section(path: path.dropFirst()) else { return nil }
    return UploadScene(id, section)
  }
}
