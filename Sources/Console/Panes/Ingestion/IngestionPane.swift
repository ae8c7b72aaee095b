import Model

/// Uploads → one upload with its report, chunks and events.
enum IngestionPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(UploadSource()) }
    return path.count == 1 ? UploadID(first).map(UploadScene.init) : nil
  }
}
