import Support

enum AuditWords {
  static var noEntries: [String] {
    [
      localized("Nobody has done anything yet", "还没有任何操作"),
      localized(
        "Every act that changes something leaves an entry here; J shows what you did yourself",
        "每次改变状态的操作都会在此留下记录；按 J 查看你自己的操作"),
    ]
  }
  static var at: String { localized("when", "时间") }
  static var by: String { localized("who", "操作者") }
  static var role: String { localized("role", "角色") }
  static var credential: String { localized("credential", "凭证") }
  static var action: String { localized("action", "操作") }
  static var target: String { localized("on", "对象") }
  static var reason: String { localized("reason", "原因") }
  static var id: String { localized("id", "编号") }
  static var trace: String { localized("trace", "追踪") }
  static var changes: String { localized("Changes", "变更") }
  static var before: String { localized("Before", "之前") }
  static var after: String { localized("After", "之后") }

  /// A kind and a name.
  static func of(_ kind: String, _ name: String) -> String { kind + " " + name }
  static var letter: String { localized("letter", "死信") }
  static func lettersBefore(_ time: String) -> String {
    localized("letters settled before \(time)", "\(time) 之前了结的死信")
  }
  static var run: String { localized("run", "运行") }
  static var operation: String { localized("operation", "批量操作") }
  static var backfill: String { localized("backfill", "回填") }
  static var schedule: String { localized("schedule", "时间表") }
  static var queue: String { localized("queue", "队列") }
  static var workflow: String { localized("workflow", "工作流") }
  static var job: String { localized("job", "作业") }
  static var event: String { localized("event", "事件") }
  static var upload: String { localized("upload", "上传") }
  static var project: String { localized("project", "标注项目") }
  static var task: String { localized("task", "标注任务") }
  static var group: String { localized("group", "技能组") }
}
