import Support

enum AuditWords {
  static var noEntries: [String] {
    [
      localized("Nobody has done anything yet", "还没有任何操作"),
      localized("Every action leaves an entry here", "每次操作都会在此留下记录"),
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
}
