import Model

/// Runs → the graph of one run; beside them the workflows.
enum TopologyPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(RunSource()) }
    guard path.count == 1 else { return nil }
    return first == "workflows" ? ListScene(WorkflowSource()) : RunID(first).map(RunScene.init)
  }
}
