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
  static var options: String { localized("how", "方式") }
}
