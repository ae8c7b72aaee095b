import Model
import Support

enum ScheduleWords {
  static var schedules: String { localized("schedules", "时间表") }
  static var noSchedules: [String] {
    [
      localized("No schedules yet", "还没有时间表"),
      localized("N makes one: a workflow run again and again, by a clock", "按 N 新建：按时钟反复运行工作流"),
    ]
  }
  static var times: String { localized("times", "执行时间") }
  static var noTimes: [String] {
    [
      localized("No time has come yet", "还没有到来的时间"),
      localized("R on the schedule begins a backfill now; Esc goes back", "在时间表上按 R 立即开始一次回填；Esc 返回"),
    ]
  }
  static var state: String { localized("state", "状态") }
  static var name: String { localized("name", "名称") }
  static var cron: String { localized("when", "何时") }
  static var zone: String { localized("time zone", "时区") }
  static var next: String { localized("next (UTC)", "下一次（UTC）") }
  static var nextTimes: String { localized("Next times", "接下来的时间") }
  static var outcome: String { localized("last", "最近结果") }
  static var last: String { localized("Last time", "最近一次") }
  static var due: String { localized("due (UTC)", "应于（UTC）") }
  static var noticed: String { localized("noticed", "执行于") }
  static var missed: String { localized("missed", "错过") }
  static var backfill: String { localized("backfill", "回填") }
  static var byHand: String { localized("begun by hand", "手动触发") }
  static var why: String { localized("why", "原因") }
  static var by: String { localized("by", "操作者") }
  static var misfire: String { localized("missed times", "错过时") }
  static var overlap: String { localized("overlap", "重叠时") }

  static func name(_ outcome: ScheduleFire.Outcome) -> String {
    switch outcome {
    case .started: localized("started", "已开始")
    case .nothing: localized("nothing to do", "无需处理")
    case .missed: localized("missed", "已错过")
    case .skipped: localized("left out", "已跳过")
    case .queued: localized("waits", "排队")
    case .failed: localized("failed", "失败")
    }
  }

  static func name(_ misfire: ScheduleSettings.Misfire) -> String {
    switch misfire {
    case .skip: localized("left out", "跳过")
    case .runOnce: localized("done once", "补一次")
    case .runAll: localized("each is done", "逐次补")
    }
  }

  static func name(_ overlap: ScheduleSettings.Overlap) -> String {
    switch overlap {
    case .skip: localized("the time is left out", "跳过该次")
    case .queue: localized("it waits for the one before", "等待前一次")
    case .cancelRunning: localized("the one before is cancelled", "取消前一次")
    case .allow: localized("both are at work", "同时进行")
    }
  }
}
