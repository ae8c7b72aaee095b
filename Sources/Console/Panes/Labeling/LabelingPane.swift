import Model

/// Projects → one project → its tasks → one task with its history → two of its versions (`labeling/moods/TASK/1,3`); and the places where one works: `labeling/moods/work`,
/// `labeling/moods/review`, `labeling/moods/adjudication`;
/// `labeling/moods/agreement` and others are parts of the project's view; `labeling/moods/groups` are the people who can do certain tasks.
enum LabelingPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let project = path.first else { return ListScene(LabelProjectSource()) }
    guard path.count > 1 else { return LabelProjectScene(project) }
    if path.count == 3 {
      let versions = path[2].split(separator: ",").compactMap { Int($0) }
      guard versions.count == 2 else { return nil }
      let pair = LabelTaskDetailSource.Pair(from: versions[0], to: versions[1])
      return PaneRegistry.scene(of: path[1], in: LabelTaskSource(project: project), then: [path[2]]) {
        DetailScene(LabelTaskDetailSource(id: $0, project: project, pair: pair))
      }
    }
    guard path.count == 2 else { return nil }
    switch path[1] {
    case "work": return WorkbenchScene(project)
    case "tasks": return ListScene(LabelTaskSource(project: project))
    case "groups": return ListScene(SkillGroupSource(project: project))
    default:
      if let section = LabelProjectScene.Section(path: path.dropFirst()) { return LabelProjectScene(project, section) }
      if let queue = ReviewQueue(rawValue: path[1]) { return ReviewScene(project, queue) }
      return PaneRegistry.scene(of: path[1], in: LabelTaskSource(project: project)) {
        DetailScene(LabelTaskDetailSource(id: $0, project: project))
      }
    }
  }
}
