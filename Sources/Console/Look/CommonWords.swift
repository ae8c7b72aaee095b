import Support

/// Words that several panes use.
enum CommonWords {
  static var error: String { localized("error", "错误") }
  static var why: String { localized("why", "原因") }
  static var nextStep: String { localized("next step", "下一步") }
  static var crashed: String { localized("the worker died", "工作进程中途退出") }
  static func share(_ done: String, of total: String) -> String {
    localized("\(done) of \(total)", "\(done) / \(total)")
  }
  /// The column of how long ago.
  static var age: String { localized("age", "距今") }
  static var succeeded: String { localized("succeeded", "成功") }
}
