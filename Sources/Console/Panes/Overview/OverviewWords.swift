import Support

enum OverviewWords {
  static var causes: String { localized("What is wrong, and why", "问题与原因") }
  /// Of the causes outside of the window, after an arrow that says where.
  static func more(_ count: Int) -> String { localized("\(Format.count(count)) more", "另有 \(Format.count(count)) 项") }
  static var cured: String { localized("this is over", "已经解决") }
  static var nothingWrong: String { localized("Nothing is wrong", "一切正常") }
  static var uploads: String { localized("Uploads", "上传") }
  static var runs: String { localized("Runs", "运行") }
  static var versions: String { localized("Versions", "版本") }
  static var letters: String { localized("Letters", "死信") }
  static var queue: String { localized("queue → group", "队列 → 组") }
  static var length: String { localized("length", "长度") }
  static var lag: String { localized("lag", "积压") }
  static var pending: String { localized("pending", "未确认") }
  static var consumers: String { localized("consumers", "消费者") }
  static var noQueues: String { localized("No queues yet. flowsight serve", "还没有队列。请运行 flowsight serve") }
  static func workers(_ count: Int) -> String { localized("Workers \(count)", "工作进程 \(count)") }
  static var noWorkers: String {
    localized("No worker has been seen. flowsight serve", "没有见到工作进程。请运行 flowsight serve")
  }
  static func leases(_ count: Int) -> String { localized(counted(count, "lease"), "\(count) 个租约") }
  static func seen(_ age: String) -> String { localized("seen \(age) ago", "\(age)前出现") }
}
