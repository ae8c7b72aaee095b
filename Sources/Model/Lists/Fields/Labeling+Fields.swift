extension LabelProject: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<LabelProject>] = [
    .name("name", \.name), .choice("status", \.status), .number("schema", \.schemaVersion),
    .number("guidelines", \.guidelinesVersion), .name("by", \.createdBy), .age { $0.createdAt },
    .time("created", \.createdAt), .time("updated", \.updatedAt), .id("id", isSortable: true, \.id),
  ]
}

extension LabelTask: Listed {
  /// What a task is for.
  public enum Kind: String, Hashable, Sendable, CaseIterable { case task, gold }

  public var kind: Kind { isGold ? .gold : .task }
  public var listID: String { id.description }

  public static let fields: [ListField<LabelTask>] = [
    .name("key", \.key), .choice("state", \.state), .choice("kind", \.kind), .number("priority", \.priority),
    .number("labels", \.submitted), .number("overlap", \.overlap), .name("lane") { $0.lane.rawValue },
    .number("version", \.version), .age { $0.updatedAt }, .time("updated", \.updatedAt),
    .id("id", isSortable: true, \.id),
  ]
}

extension WorkItem: Listed {
  public var listID: String { lease.assignment.description }

  public static let fields: [ListField<WorkItem>] = [
    .name("key", \.key), .choice("state", \.state), .number("fence", \.lease.fence), .id("task", \.taskID),
    .id("assignment", isSortable: true, \.lease.assignment),
  ]
}

extension SkillGroup: Listed {
  public var listID: String { name }

  public static let fields: [ListField<SkillGroup>] = [
    .name("name", \.name), .text("members") { $0.members.joined(separator: " ") },
  ]
}
