import Model
import Support

/// The words of actions: dialogs, results, refusals.
enum ActionWords {
  static func parametersPlaceholder(_ verb: Verb) -> String {
    switch verb {
    case .assign: localized("group:NAME, person:NAME or everybody", "group:名称、person:姓名 或 everybody")
    case .prioritize: localized("higher comes earlier, as in 10", "数字越大越先发放，如 10")
    case .enlist: localized("+ann -bob; of a new group its name first", "+ann -bob；新组先写名称")
    case .limit: localized("rate=50 max=4; empty: no limits", "rate=50 max=4；不填则不限")
    default: localized("optional, such as mode=lenient", "可不填，如 mode=lenient")
    }
  }
  static var versionsPlaceholder: String {
    localized("all; or such as dataset=orders created>2026-03-01", "不填为全部；如 dataset=orders created>2026-03-01")
  }
  static var cronPlaceholder: String {
    localized("minute hour day month weekday, or @daily", "分 时 日 月 星期，或 @daily")
  }
  static var versionsLabel: String { localized("versions", "版本") }
  static var showAgain: String { localized("Show again", "重新预演") }
  static var noLane: String {
    localized("to whom: write group:NAME, person:NAME or everybody", "指派给谁：请写 group:名称、person:姓名 或 everybody")
  }
  static func noPriority(_ range: ClosedRange<Int>) -> String {
    localized(
      "priority: write a number from \(range.lowerBound) to \(range.upperBound)",
      "优先级：请输入 \(range.lowerBound) 到 \(range.upperBound) 的整数")
  }
  static func noSetting(_ name: String) -> String {
    localized("settings: there is none named “\(name)”", "设置：没有名为“\(name)”的项")
  }
  static var noLimits: String {
    localized(
      "limits: rate=R jobs a second from 0.001, max=N jobs at once from 1", "限制：rate=每秒作业数（从 0.001 起），max=同时作业数（从 1 起）")
  }
  static var badSettings: String { localized("settings: a value has the wrong kind", "设置：有的值类型不对") }
  static var noMembers: String {
    localized(
      "members: write +NAME to let in, -NAME to let go; a new group's name comes first",
      "成员：+姓名 为加入，-姓名 为移出；新组请先写组名")
  }
  static var reasonPlaceholder: String { localized("kept in the audit log", "将记入审计日志") }
  static var notAnObject: String { localized("parameters: not a JSON object", "参数：不是 JSON 对象") }
  static func notAParameter(_ text: String) -> String {
    localized("parameters: “\(text)” is not name=value", "参数：“\(text)”不是 name=value 的形式")
  }
  static var typed: String { localized("again to drop what was typed", "再按一次则放弃填写的内容") }
  static var reasonMissing: String { localized("give a reason first", "请先填写原因") }
  static func countWrong(_ count: Int) -> String { localized("type \(count) to confirm", "请输入 \(count) 以确认") }

  static func parametersLabel(_ verb: Verb) -> String {
    switch verb {
    case .assign: localized("to", "指派给")
    case .prioritize: localized("priority", "优先级")
    case .configure: localized("settings", "设置")
    case .enlist: localized("members", "成员")
    case .limit: localized("limits", "限制")
    case .backfill, .schedule: localized("how", "方式")
    default: localized("parameters", "参数")
    }
  }
  static func nameWrong(_ name: String) -> String {
    localized("this is production: type \(name) to confirm", "这是生产环境：请输入 \(name) 以确认")
  }

  static func nameLabel(_ name: String) -> String { localized("type \(name)", "输入 \(name)") }
  static var reasonLabel: String { localized("reason", "原因") }
  static func countLabel(_ count: Int) -> String { localized("type \(count)", "输入 \(count)") }
  /// Where cancelling is what would be done, leaving is called otherwise.
  static func leave(_ verb: Verb) -> String {
    verb == .cancel ? localized("Leave it as it is", "保持原样") : localized("Cancel", "取消")
  }
  static var close: String { localized("Close", "关闭") }
  static var previewing: String { localized("Asking what it would do", "正在预演") }
  static var performing: String { localized("Working", "正在执行") }
  static var failed: String { localized("It was not done", "没有执行") }
  static var unknown: String {
    localized(
      "The connection broke: look whether it was done before asking again", "连接中断：请先确认是否已执行，再重试")
  }
  static var nothing: String { localized("Nothing here can be acted on", "这里没有可操作的对象") }
  static func skipped(_ count: Int, _ because: String) -> String {
    localized("\(Format.count(count)) skipped: \(because)", "跳过 \(Format.count(count)) 项：\(because)")
  }
  static var offline: String {
    localized("not while the connection is lost: what is shown may be old", "连接已断开，显示的可能是旧数据，暂不能操作")
  }
  static func stale(_ why: String) -> String {
    localized("not while what is shown is old: \(why)", "显示的是旧数据，暂不能操作：\(why)")
  }
  static var noAnswer: String { localized("the platform does not answer", "平台没有响应") }
  static var undoReason: String { localized("taken back in the console", "在控制台撤销") }
  static var oneKey: String { localized("by one key, without a reason", "一键执行，未填原因") }
  static var rateLabel: String { localized("a second", "每秒") }
  static var ratePlaceholder: String { localized("letters at most; empty: no limit", "最多几封；不填则不限") }
  static var rateWrong: String { localized("a second: a whole number from 1", "每秒：从 1 起的整数") }

  static func name(_ verb: Verb) -> String {
    switch verb {
    case .redrive: localized("Redrive", "重投")
    case .discard: localized("Discard", "丢弃")
    case .resolve: localized("Resolve", "标为已解决")
    case .restore: localized("Restore", "恢复")
    case .rerun: localized("Rerun", "重跑")
    case .rerunFrom: localized("Rerun from here", "从这里重跑")
    case .replay: localized("Replay", "重放")
    case .skip: localized("Skip the step", "跳过步骤")
    case .undoRun: localized("Undo down to here", "撤销到这里")
    case .undoAll: localized("Undo all of it", "全部撤销")
    case .reingest: localized("Ingest the file again", "重新接入文件")
    case .republish: localized("Say it again", "再次发布")
    case .backfill: localized("Backfill", "回填")
    case .schedule: localized("Save the schedule", "保存时间表")
    case .trigger: localized("Begin now", "立即开始")
    case .publish: localized("Give out", "发放")
    case .assign: localized("Assign", "指派")
    case .prioritize: localized("Set priority of", "设定优先级")
    case .revoke: localized("Take away", "收回")
    case .reopen: localized("Reopen", "重新打开")
    case .gold: localized("Make gold", "设为金标")
    case .ungold: localized("No gold any more", "取消金标")
    case .close: localized("Close the project", "关闭项目")
    case .configure: localized("Change settings", "修改设置")
    case .enlist: localized("Change the group", "修改技能组")
    case .limit: localized("Limit", "限流")
    case .pause: localized("Pause", "暂停")
    case .resume: localized("Resume", "恢复运行")
    case .cancel: localized("Cancel it for good", "彻底取消")
    case .delete: localized("Delete the schedule", "删除时间表")
    case .edit: localized("Keep the edited payload", "保存修订的内容")
    case .release: localized("Release the lease", "释放租约")
    }
  }

  static func things(_ verb: Verb, _ count: Int) -> String {
    let number = Format.count(count)
    let isOne = count == 1
    return switch verb {
    case .backfill: localized("\(number) version\(isOne ? "" : "s")", "\(number) 个版本")
    case .rerun, .rerunFrom, .replay: localized("\(number) run\(isOne ? "" : "s")", "\(number) 次运行")
    case .redrive, .discard, .resolve, .restore: localized("\(number) letter\(isOne ? "" : "s")", "\(number) 封死信")
    case .publish, .assign, .prioritize, .revoke, .reopen, .gold, .ungold:
      localized("\(number) task\(isOne ? "" : "s")", "\(number) 个任务")
    case .skip, .undoRun, .undoAll, .reingest, .republish, .schedule, .trigger, .pause, .resume, .cancel, .delete,
      .limit, .close, .configure, .enlist, .edit, .release:
      ""
    }
  }

  /// What an act is done to, which its name begins with: `run` of `run.cancel`.
  private enum Thing: String {
    case upload, run, lease, event, operation, workflow, queue, schedule
  }

  /// Several of what an act is done to: `2 runs` of `run.cancel`. Empty of one alone, and where the verb says it.
  static func several(_ act: String, _ count: Int) -> String {
    guard count > 1 else { return "" }
    let number = Format.count(count)
    return switch Thing(rawValue: String(act.prefix { $0 != "." })) {
    case .upload: localized(counted(count, "upload", shown: number), "\(number) 次上传")
    case .run: localized(counted(count, "run", shown: number), "\(number) 次运行")
    case .lease: localized(counted(count, "lease", shown: number), "\(number) 个租约")
    case .event: localized(counted(count, "event", shown: number), "\(number) 个事件")
    case .operation: localized(counted(count, "operation", shown: number), "\(number) 个批量操作")
    case .workflow: localized(counted(count, "workflow", shown: number), "\(number) 个工作流")
    case .queue: localized(counted(count, "queue", shown: number), "\(number) 个队列")
    case .schedule: localized(counted(count, "schedule", shown: number), "\(number) 个时间表")
    case nil: ""
    }
  }

  /// `2 letters`; empty where there is one thing that needs no number.
  static func things(_ verb: Verb, _ count: Int, of act: String) -> String {
    let things = things(verb, count)
    return things.isEmpty ? several(act, count) : things
  }

  /// `Redrive 2 letters`, `Cancel for good 2 runs`.
  static func title(_ verb: Verb, _ count: Int, of act: String = "") -> String {
    let several = several(act, count)
    let name =
      switch verb {
      case .cancel where !several.isEmpty: localized("Cancel for good", "彻底取消")
      case .delete where !several.isEmpty: localized("Delete", "删除")
      case .release where !several.isEmpty: localized("Release", "释放")
      case .reingest where !several.isEmpty: localized("Ingest again", "重新接入")
      case .undoAll where !several.isEmpty: localized("Undo", "撤销")
      default: name(verb)
      }
    return [name, things(verb, count, of: act)].filter { !$0.isEmpty }.joined(separator: " ")
  }

  static func done(_ verb: Verb, _ count: Int, of act: String = "") -> String {
    let several = things(verb, count).isEmpty ? several(act, count) : ""
    let done = done(verb, things(verb, count), isOne: several.isEmpty)
    return several.isEmpty ? done : localized("\(several): \(done)", "\(several)：\(done)")
  }

  private static func done(_ verb: Verb, _ things: String, isOne: Bool) -> String {
    switch verb {
    case .redrive: localized("\(things) on the way again", "\(things)已重新投递")
    case .discard: localized("\(things) discarded", "\(things)已丢弃")
    case .resolve: localized("\(things) marked as resolved", "\(things)已标为解决")
    case .restore: localized("\(things) restored", "\(things)已恢复")
    case .rerun, .rerunFrom, .replay: localized("\(things) started again", "\(things)已重新开始")
    case .skip: localized("left out", "已跳过")
    case .undoRun, .undoAll:
      isOne ? localized("a run undoes it", "撤销运行已开始") : localized("each is undone by a run", "各由一次运行撤销")
    case .reingest:
      isOne
        ? localized("a new version is on its way", "新版本已在途中") : localized("new versions are on their way", "新版本已在途中")
    case .republish: localized("on its way again", "已再次发布")
    case .backfill: localized("started", "已开始")
    // What began is named instead.
    case .trigger: isOne ? ScheduleWords.name(.nothing) : localized("begun", "已开始")
    case .schedule: localized("saved", "已保存")
    case .publish: localized("\(things) given out", "\(things)已发放")
    case .assign: localized("\(things) assigned", "\(things)已指派")
    case .prioritize: localized("priority of \(things) set", "\(things)已设定优先级")
    case .revoke: localized("\(things) taken away", "\(things)已收回")
    case .reopen: localized("\(things) reopened", "\(things)已重新打开")
    case .gold: localized("\(things) made gold", "\(things)已设为金标")
    case .ungold: localized("\(things) no gold any more", "\(things)已取消金标")
    case .close: localized("closed", "已关闭")
    case .configure: localized("settings changed", "设置已修改")
    case .enlist: localized("group changed", "技能组已修改")
    case .limit: localized("limits set", "限制已设定")
    case .pause: localized("paused", "已暂停")
    case .resume: isOne ? localized("goes on", "已恢复") : localized("resumed", "已恢复")
    case .cancel: localized("cancelled", "已取消")
    case .delete: localized("deleted", "已删除")
    case .release: isOne ? localized("lease released", "租约已释放") : localized("released", "已释放")
    case .edit: localized("kept as a revision: a redrive sends it", "已存为修订：重投时发送它")
    }
  }

  static func failures(_ count: Int, _ first: Failure) -> String {
    localized("\(Format.count(count)) failed: \(first.shown)", "\(Format.count(count)) 项失败：\(first.shown)")
  }

  static func audit(_ ids: [AuditID]) -> String? {
    guard let first = ids.first else { return nil }
    let others = Format.count(ids.count - 1)
    return ids.count == 1
      ? localized("audit \(first)", "审计 \(first)")
      : localized("audit \(first) and \(others) more", "审计 \(first) 等，另有 \(others) 条")
  }

  static func run(_ id: RunID) -> String { localized("run \(Format.short(id))", "运行 \(Format.short(id))") }
  static func undo(_ key: String) -> String { localized("\(key) undoes", "按 \(key) 撤销") }
}
