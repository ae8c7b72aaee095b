import Model
import Support

enum TopologyWords {
  static var timeline: String { localized("Timeline", "时间线") }
  static var logs: String { localized("Logs", "日志") }
  static var following: String { localized("following", "跟随中") }
  static var stopped: String { localized("stopped", "已停止") }
  static func linesNotShown(_ count: Int) -> String {
    localized(
      "\(counted(count, "older line", shown: Format.count(count))) not shown", "未显示更早的 \(Format.count(count)) 行")
  }
  static func linesNotKept(_ count: Int64) -> String {
    localized(
      "\(counted(count, "line before these was", "lines before these were", shown: Format.count(count))) not kept",
      "此前 \(Format.count(count)) 行未保留")
  }
  static var earlierLines: String { localized("… earlier lines: export writes all of it", "…更早的日志：导出可得全部") }
  static func attempt(_ number: Int) -> String { localized("attempt \(number)", "第 \(number) 次尝试") }
  static var noLines: String { localized("Nothing was logged about this step yet", "这个步骤还没有日志") }
  static var logCarriedOver: String {
    localized("Carried over: its log is with the run that did it", "沿用的步骤：日志在执行它的那次运行中")
  }
  static var now: String { localized("now", "现在") }
  static var takenOver: String { localized("carried", "沿用") }
  static var slowest: String { localized("slowest path", "最慢路径") }
  static var waited: String { localized("waited", "等待") }
  static var worked: String { localized("worked", "工作") }
  static var paused: String { localized("retry waits", "重试间隔") }
  static var rate: String { localized("rate", "速率") }
  static func perSecond(_ amount: String) -> String { localized("\(amount)/s", "\(amount)/秒") }
  static func lastHours(_ hours: Int) -> String { localized("last \(hours) h", "\(hours) 小时内") }
  static func name(_ kind: RunTimeline.Segment.Kind) -> String {
    switch kind {
    case .waiting: localized("waits", "等待")
    case .working: localized("works", "工作")
    case .failed: localized("failed", "失败")
    case .crashed: localized("crashed", "崩溃")
    case .pausing: localized("until the next try", "重试前等待")
    }
  }
  static func edited(_ letter: String, _ number: Int) -> String {
    localized("Made from revision \(number) of letter \(letter)", "由死信 \(letter) 的第 \(number) 版生成")
  }
  static var noRuns: [String] {
    [
      localized("No runs yet", "还没有运行"),
      localized(
        "A run starts when a file has been ingested: flowsight ingest FILE --dataset NAME",
        "接入文件之后就会开始运行：flowsight ingest FILE --dataset NAME"),
    ]
  }
  static var noTrace: [String] {
    [
      localized("Nothing happened under this trace", "这个追踪下没有发生任何事"),
      localized(
        "t on a run, an upload or a letter opens its own; those who may not read the audit log do not see its entries",
        "在运行、上传或死信上按 t 打开它的追踪；无权查看审计日志者看不到其中的审计记录"),
    ]
  }
  static var at: String { localized("at", "时刻") }
  static var kind: String { localized("kind", "类别") }
  static var subject: String { localized("subject", "对象") }
  static var what: String { localized("what happened", "发生了什么") }
  static var detail: String { localized("detail", "详情") }
  static func name(_ kind: TraceEvent.Kind) -> String {
    switch kind {
    case .upload: localized("upload", "上传")
    case .event: localized("event", "事件")
    case .run: localized("run", "运行")
    case .step: localized("step", "步骤")
    case .attempt: localized("attempt", "尝试")
    case .lease: localized("lease", "租约")
    case .log: localized("log", "日志")
    case .letter: localized("letter", "死信")
    case .version: localized("version", "版本")
    case .labels: localized("labels", "标注")
    case .audit: localized("audit", "审计")
    }
  }
  static func name(_ level: Log.Level) -> String {
    switch level {
    case .debug: localized("debug", "调试")
    case .info: localized("info", "信息")
    case .warning: localized("warning", "警告")
    case .error: localized("error", "错误")
    }
  }
  static var workflows: String { localized("workflows", "工作流") }
  static var noWorkflows: [String] {
    [
      localized("No workflow is registered yet", "还没有登记任何工作流"),
      localized("`flowsight serve` registers those it carries", "`flowsight serve` 会登记它所带的工作流"),
    ]
  }
  static var version: String { localized("ver.", "版本") }
  static var heldBy: String { localized("held by", "暂停者") }
  static var startsOn: String { localized("starts on", "触发事件") }
  static var onRequest: String { localized("request", "手动") }
  static var waits: String { localized("waits", "等待") }
  static var deadline: String { localized("deadline", "期限") }
  static var priority: String { localized("priority", "优先级") }
  static var atOnce: String { localized("at once", "同时") }
  static func when(_ condition: String) -> String { localized("when \(condition)", "当 \(condition)") }
  static var versions: String { localized("Versions", "版本") }
  static var document: String { localized("Document", "文档") }
  static var carried: String { localized("carried by the program", "程序自带") }
  static func versionRuns(_ count: Int) -> String {
    localized("\(counted(count, "run")): Enter opens", "\(count) 次运行：按 Enter 打开")
  }
  static var optional: String { localized("optional", "可省略") }
  static func run(_ id: RunID) -> String { localized("run \(Format.short(id))", "运行 \(Format.short(id))") }

  static var state: String { localized("state", "状态") }
  static var steps: String { localized("steps", "步骤") }
  static var took: String { localized("took", "耗时") }
  static var error: String { localized("error", "错误") }

  static var workflow: String { localized("workflow", "工作流") }
  static var parameters: String { localized("parameters", "参数") }
  static var repeats: String { localized("repeats", "重跑自") }
  static var undoes: String { localized("undoes", "撤销") }
  static var repeatedBy: String { localized("repeated by", "重跑为") }
  static var undoneBy: String { localized("undone by", "撤销者") }
  static var begunBy: String { localized("begun by", "发起者") }
  static var backfill: String { localized("backfill", "回填") }
  static var operation: String { localized("operation", "批量操作") }
  static var schedule: String { localized("schedule", "时间表") }
  static func followed(by run: RunSuccessor) -> String {
    "\(run.isUndoing ? undoneBy : repeatedBy) \(Format.short(run.id))"
  }
  static var trace: String { localized("trace", "追踪") }
  static var started: String { localized("started", "开始于") }
  static var id: String { localized("id", "编号") }

  static var step: String { localized("Step", "步骤") }
  static var log: String { localized("Events", "事件") }
  static var letters: String { localized("Letters", "死信") }
  static var noEvent: String {
    localized("Events alone are said again; this is a state, an act or a letter", "只有事件可以再次发布；这一行是状态、操作或死信")
  }
  static var isOver: String { localized("The run is over: nothing of it can be cancelled", "运行已结束：没有可取消的") }
  static var goesOn: String {
    localized("The run is not over yet: wait for its end, or cancel it first", "运行尚未结束：请等待，或先取消它")
  }
  static var succeeded: String {
    localized("The run succeeded: a replay does all of it again", "运行已成功：用重放全部重做")
  }
  static var undidAnother: String {
    localized("This run undid another: run that one again instead", "此运行用于撤销：请重跑被撤销的运行")
  }
  static var noEffects: String {
    localized("The step has done nothing that could be undone", "此步骤没有可撤销的结果")
  }
  static var notOptional: String {
    localized("The step is not optional: the rest needs it", "此步骤不是可选步骤：后面的步骤需要它")
  }
  static var isDone: String { localized("The step is done already", "此步骤已完成") }
  static var hasBegun: String { localized("The step has begun: it cannot be left out any more", "此步骤已开始，不能再跳过") }
  static var noEvents: [String] { [localized("Nothing has happened yet", "还没有发生任何事")] }

  static var function: String { localized("function", "函数") }
  static var waitsFor: String { localized("waits for", "依赖") }
  static var carriedOver: String { localized("carried over from the run before", "沿用上一次运行的结果") }
  static var progress: String { localized("progress", "进度") }
  static var nextAttempt: String { localized("tries again", "下次尝试") }
  static func attempts(_ count: Int) -> String { localized("Attempts \(count)", "尝试 \(count) 次") }
  static var output: String { localized("Output", "输出") }
  static func openLetters(_ count: Int) -> String {
    localized("\(counted(count, "dead letter")): Enter opens", "\(count) 封死信：按 Enter 打开")
  }
}
