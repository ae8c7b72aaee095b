import Model

/// Runs → the graph of one run; beside them the workflows → one with its document, the schedules, the backfills → one
/// with its versions, and `topology/trace/<id>`: all that happened to one piece of data. A part of a run's view has an
/// address too: `topology/<run>/logs/<step>`.
enum TopologyPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(RunSource()) }
    if path.count == 2, first == "trace", let id = TraceID(path[1]) { return ListScene(TraceSource(id: id)) }
    if path.count == 2, first == "workflows" { return DetailScene(WorkflowDetailSource(name: path[1])) }
    if first == "backfills", path.count <= 2 {
      guard path.count == 2 else { return ListScene(BulkOperationSource(.backfills)) }
      return PaneRegistry.scene(of: path[1], in: BulkOperationSource(.backfills)) { BulkOperationScene(.backfills, $0) }
    }
    if first == "schedules", path.count <= 2 {
      guard path.count == 2 else { return ListScene(ScheduleSource()) }
      return PaneRegistry.scene(of: path[1], in: ScheduleSource()) { ListScene(ScheduleFireSource($0)) }
    }
    if path == ["workflows"] { return ListScene(WorkflowSource()) }
    return PaneRegistry.scene(of: first, in: RunSource(), then: path.dropFirst()) { run in
      guard path.count > 1 else { return RunScene(run) }
      guard let section = RunScene.Section(rawValue: path[1]), path.count <= 3 else { return nil }
      return RunScene(run, section, step: path.count == 3 ? path[2] : nil)
    }
  }

  static func trace(_ id: TraceID) -> Address { Address(.topology, "trace", id.description) }
}
