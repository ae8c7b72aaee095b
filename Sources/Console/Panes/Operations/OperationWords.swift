import Model
import Support

/// The words of backfills. What all operations have in common is worded by ``DeadLettersWords``.
enum OperationWords {
  static var backfills: String { localized("backfills", "回填") }
  static func backfill(_ id: BulkOperationID) -> String {
    localized("backfill \(Format.short(id))", "回填 \(Format.short(id))")
  }
  static func backfill(of workflow: String) -> String { localized("backfill of \(workflow)", "回填 \(workflow)") }
  static var noBackfills: [String] {
    [
      localized("No backfills yet", "还没有回填"),
      localized("B on a workflow or a dataset prepares one; Tab goes on", "在工作流或数据集上按 B 即可准备；Tab 前往下一处"),
    ]
  }
  static var noVersions: [String] { [localized("No versions", "没有版本")] }
  static var allVersions: String { localized("all versions", "全部版本") }
  static var notUndone: String {
    localized("Marks alone are taken back; what was sent again is sent", "只有标记可以撤回；已重投的无法收回")
  }
  static var isOver: String { localized("It is over: nothing of it can be held or cancelled", "已结束：没有可暂停或取消的") }
  static var nothingToUndo: String {
    localized("Nothing of it is left to take back", "没有可撤回的了")
  }
  static var options: String { localized("how", "方式") }
}
