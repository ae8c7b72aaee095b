import Support

/// Words that several panes use.
enum CommonWords {
  static var error: String { localized("error", "错误") }
  static var why: String { localized("why", "原因") }
  static var nextStep: String { localized("next step", "下一步") }
  static var crashed: String { localized("the worker died", "工作进程中途退出") }
  static func ofRun(_ id: String) -> String { localized("of run \(id)", "属于运行 \(id)") }
  static func share(_ done: String, of total: String) -> String {
    localized("\(done) of \(total)", "\(done) / \(total)")
  }
  /// Of what there is no room for: how much, and the key that shows it.
  static func more(_ count: Int, key: String? = nil) -> String {
    let more = localized("… \(Format.count(count)) more", "… 另有 \(Format.count(count)) 项")
    return more + (key.map { localized(" · \($0) shows all", " · 按 \($0) 查看全部") } ?? "")
  }
  /// The column of how long ago.
  static var age: String { localized("age", "距今") }
  static var succeeded: String { localized("succeeded", "成功") }
}
