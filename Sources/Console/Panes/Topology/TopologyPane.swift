import Model

/// Runs → the graph of one run.
enum TopologyPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(RunSource()) }
    return path.count == 1 ? RunID(first).map(RunScene.init) : nil
  }
}
