import Support
import Terminal

/// What the commands are called.
enum CommandWords {
  /// For the hint line: as short as can be.
  static func hint(_ command: Command) -> String {
    switch command {
    case .move: localized("move", "移动")
    case .open: localized("open", "打开")
    case .back: localized("back", "返回")
    case .past, .future: localized("history", "历史")
    case .nextSection: localized("next part", "下一部分")
    case .previousSection: localized("previous part", "上一部分")
    case .mark: localized("mark", "标记")
    case .markRange: localized("mark to here", "标记到此")
    case .markAll: localized("mark all", "全部标记")
    case .invertMarks: localized("invert marks", "反转标记")
    case .filter: localized("filter", "过滤")
    case .sort: localized("sort", "排序")
    case .reverse: localized("reverse", "反序")
    case .columns: localized("columns", "列")
    case .export: localized("export", "导出")
    case .cancelExport: localized("cancel the export", "取消导出")
    case .toggle: localized("show/hide", "显示/隐藏")
    case .raise: localized("up", "上移")
    case .lower: localized("down", "下移")
    case .reset: localized("as they were", "恢复默认")
    case .search: localized("search", "搜索")
    case .nextHit: localized("next", "下一处")
    case .previousHit: localized("previous", "上一处")
    case .fold: localized("fold", "折叠")
    case .follow: localized("follow/stop", "跟随/停止")
    case .wrap: localized("wrap", "换行")
    case .copyID: localized("copy id", "复制编号")
    case .copyAddress: localized("copy address", "复制地址")
    case .trace: localized("trace", "追踪")
    case .audit: localized("audit", "审计")
    case .predecessor: localized("run before", "前次运行")
    case .successor: localized("run after", "后次运行")
    case .origin: localized("what began it", "由何发起")
    case .pause: localized("pause", "暂停")
    case .rerun, .rerunFrom, .replay, .skip, .undoRun, .reingest, .republish, .backfill, .create, .edit, .trigger,
      .redrive, .discard, .resolve, .restore, .editPayload, .release, .keep:
      actionHint(command)
    case .takeBack: localized("undo", "撤销")
    case .work(let command): WorkWords.hint(command)
    case .hold: localized("hold/go on", "挂起/继续")
    case .stop: localized("cancel it", "取消它")
    case .delete: localized("delete", "删除")
    case .limit: localized("limit", "限流")
    case .palette: localized("go to", "转到")
    case .help: localized("help", "帮助")
    case .journal: localized("journal", "操作记录")
    case .messages: localized("messages", "消息")
    case .bookmark: localized("bookmark", "加书签")
    case .bookmarks: localized("bookmarks", "书签")
    case .forget: localized("forget", "删书签")
    case .snapshot: localized("snapshot", "快照")
    case .theme: localized("theme", "主题")
    case .faster: localized("faster", "更快")
    case .slower: localized("slower", "更慢")
    case .quit: localized("quit", "退出")
    case .redraw: localized("redraw", "重绘")
    case .suspend: localized("suspend", "挂起程序")
    case .pane(let pane): pane.title
    case .nextField: localized("next", "下一栏")
    case .previousField: localized("previous", "上一栏")
    case .press: localized("choose", "选择")
    case .cancel: localized("cancel", "取消")
    }
  }

  private static func actionHint(_ action: Command) -> String {
    switch action {
    case .rerun: localized("rerun", "重跑")
    case .rerunFrom: localized("rerun from here", "从此重跑")
    case .replay: localized("replay", "重放")
    case .skip: localized("skip step", "跳过步骤")
    case .undoRun: localized("undo", "撤销")
    case .reingest: localized("ingest again", "重新接入")
    case .republish: localized("say again", "再次发布")
    case .backfill: localized("backfill", "回填")
    case .create: localized("new", "新建")
    case .edit: localized("edit", "修改")
    case .trigger: localized("begin now", "立即开始")
    case .redrive: localized("redrive", "重投")
    case .discard: localized("discard", "丢弃")
    case .resolve: localized("resolve", "标为解决")
    case .restore: localized("restore", "恢复")
    case .editPayload: localized("edit payload", "编辑内容")
    case .release: localized("release", "释放")
    case .keep: localized("keep", "保存")
    default: action.name
    }
  }

  /// For help and the palette.
  static func summary(_ command: Command) -> String {
    switch command {
    case .move(let motion): summary(motion)
    case .open: localized("open what the cursor is on", "打开光标所在的对象")
    case .back:
      localized(
        "clear marks, then the filter, then go back to where you came from", "依次清除标记、清除过滤、回到来处")
    case .past: localized("the view before, in the order you saw them", "按浏览顺序回到前一个视图")
    case .future: localized("the view after", "回到后一个视图")
    case .nextSection: localized("the next part of the view", "视图的下一部分")
    case .previousSection: localized("the part before", "视图的上一部分")
    case .mark: localized("mark the row, or take the mark away", "标记该行，或取消标记")
    case .markRange: localized("mark from the row marked last to this one", "从上次标记的行标记到此行")
    case .markAll: localized("mark every row that the filter shows", "标记过滤所示的所有行")
    case .invertMarks: localized("swap marked and unmarked among the rows read", "反转已载入各行的标记")
    case .filter: localized("filter the rows: words, !not, state=dead", "过滤行：词语、!排除、state=dead")
    case .sort: localized("sort by a field", "按字段排序")
    case .reverse: localized("turn the order around", "反转顺序")
    case .columns: localized("choose the columns and their order", "选择各列及其顺序")
    case .export: localized("write the list to a file, as CSV or JSON", "把列表写入 CSV 或 JSON 文件")
    case .cancelExport: localized("cancel the export that is under way", "取消正在进行的导出")
    case .toggle: localized("show or hide the column", "显示或隐藏该列")
    case .raise: localized("take it further up", "上移")
    case .lower: localized("take it further down", "下移")
    case .reset: localized("the columns that the list chooses itself", "由列表自行选择各列")
    case .search: localized("search the text", "在文本中搜索")
    case .nextHit: localized("the next place where it was found", "下一处匹配")
    case .previousHit: localized("the place before where it was found", "上一处匹配")
    case .follow: localized("go along with what is logged, or stop", "跟随最新的日志，或停止")
    case .fold: localized("fold or unfold what is under the cursor", "折叠或展开光标所在部分")
    case .wrap: localized("wrap long lines, or let them run on", "长行换行，或不换行")
    case .copyID: localized("copy the id to your clipboard", "把编号复制到剪贴板")
    case .copyAddress:
      localized("copy this view's address, for : and --pane", "复制此视图的地址，可用于 : 与 --pane")
    case .trace: localized("all that happened to this data, in every service", "这份数据在各服务中发生的一切")
    case .audit: localized("who did what to this; after an action, its entry", "谁对它做过什么；刚操作后即为该操作的审计记录")
    case .predecessor: localized("the run that this one repeats or undoes", "这次运行所重跑或撤销的那次运行")
    case .successor: localized("the newest run that repeats or undoes this one", "重跑或撤销这次运行的最新运行")
    case .origin: localized("the operation, or the schedule, that began it", "发起它的批量操作或时间表")
    case .pause: localized("hold the view still, or let it move again", "让视图静止，或恢复更新")
    case .rerun, .rerunFrom, .replay, .skip, .undoRun, .reingest, .republish, .create, .edit, .trigger, .backfill,
      .redrive, .discard, .resolve, .restore, .editPayload, .release, .keep:
      actionSummary(command)
    case .takeBack: localized("take back what was just done", "撤销刚才的操作")
    case .work(let command): WorkWords.summary(command)
    case .hold: localized("hold the work under the cursor, or let it go on", "挂起光标所在的工作，或让它继续")
    case .stop: localized("cancel the work under the cursor for good", "彻底取消光标所在的工作")
    case .delete: localized("delete the schedule; its backfills go on", "删除时间表；它的回填继续进行")
    case .limit: localized("limit how much of a queue is done at once", "限制队列同时处理的数量与速率")
    case .palette: localized("go to an address or run a command", "转到地址或执行命令")
    case .help: localized("this help", "本帮助")
    case .journal: localized("what you did, with audit ids", "你做过的操作及审计编号")
    case .messages: localized("the last messages", "最近的消息")
    case .bookmark: localized("bookmark this view", "为此视图加书签")
    case .bookmarks: localized("go to a bookmark", "转到书签")
    case .forget: localized("forget a bookmark", "删除书签")
    case .snapshot: localized("write the screen to a file", "把屏幕写入文件")
    case .theme: localized("change how it looks", "更换主题")
    case .faster: localized("read changes more often", "更频繁地读取变更")
    case .slower: localized("read changes less often", "更少地读取变更")
    case .quit: localized("quit", "退出")
    case .redraw: localized("draw the screen anew", "重绘屏幕")
    case .suspend: localized("back to the shell; `fg` goes on", "回到命令行；用 `fg` 继续")
    case .pane(let pane): localized("go to \(pane.title)", "转到\(pane.title)")
    case .nextField: localized("the next field or button", "下一栏或下一个按钮")
    case .previousField: localized("the field or button before", "上一栏或上一个按钮")
    case .press: localized("take the field, press the button", "确认该栏，按下按钮")
    case .cancel: localized("close without doing anything", "关闭，什么也不做")
    }
  }

  private static func actionSummary(_ action: Command) -> String {
    switch action {
    case .rerun: localized("run again what failed, after a preview", "预演之后重跑失败的部分")
    case .rerunFrom: localized("run again from the step under the cursor", "从光标所在的步骤开始重跑")
    case .replay: localized("run all of it again, from what it recorded", "按所记录的输入全部重做")
    case .skip: localized("leave out the step under the cursor", "省略光标所在的步骤")
    case .undoRun:
      localized(
        "undo the steps down to the cursor; in a list, all",
        "从最后一步起撤销，直到光标所在的步骤；在运行列表中则全部撤销")
    case .reingest: localized("make a new version from the stored file", "由已存的文件生成新版本")
    case .republish: localized("say the event once more", "再次发布该事件")
    case .create: localized("make a new schedule", "新建时间表")
    case .edit: localized("change the schedule", "修改时间表")
    case .trigger: localized("begin the schedule's backfill now", "立即开始该时间表的回填")
    case .backfill: localized("run a workflow for versions that are there already", "对已有的版本运行工作流")
    case .redrive: localized("redrive the letters, after a preview", "预演之后重投死信")
    case .discard: localized("discard the letters, after a preview", "预演之后丢弃死信")
    case .resolve:
      localized("mark them as solved elsewhere, after a preview", "预演之后把死信标为已在别处解决")
    case .restore: localized("restore letters that were discarded or marked", "恢复已丢弃或已标记的死信")
    case .editPayload: localized("edit the payload that a redrive sends", "编辑重投时发送的内容")
    case .release: localized("release the lease, so that another worker goes on", "释放租约，由其他工作进程接手")
    case .keep: localized("show what would be kept, and keep it with a reason", "预览将保存的内容，填写原因后保存")
    default: action.name
    }
  }

  private static func summary(_ motion: Motion) -> String {
    switch motion {
    case .up: localized("one up", "上移一行")
    case .down: localized("one down", "下移一行")
    case .pageUp: localized("a page up", "上翻一页")
    case .pageDown: localized("a page down", "下翻一页")
    case .first: localized("to the first", "到开头")
    case .last: localized("to the last", "到末尾")
    case .left: localized("to the step before; left in an unwrapped text, or among columns", "到前一步骤；在不换行的文本或各列中左移")
    case .right: localized("to the step after; right in an unwrapped text, or among columns", "到后一步骤；在不换行的文本或各列中右移")
    }
  }
}

extension PaneID {
  /// What is in it, for those who look for that.
  var holds: String {
    switch self {
    case .overview: localized("what is wrong", "总览")
    case .ingestion: localized("uploads", "接入，上传")
    case .topology: localized("runs", "拓扑，运行")
    case .dlq: localized("dead letters", "死信")
    case .labeling: localized("projects", "标注，项目")
    case .queues: localized("streams", "队列")
    case .datasets: localized("versions", "数据集")
    case .audit: localized("who did what", "审计")
    }
  }

  var title: String {
    switch self {
    case .overview: localized("Overview", "总览")
    case .ingestion: localized("Ingestion", "接入")
    case .topology: localized("Topology", "拓扑")
    case .dlq: localized("DLQ", "死信")
    case .labeling: localized("Labeling", "标注")
    case .queues: localized("Queues", "队列")
    case .datasets: localized("Datasets", "数据集")
    case .audit: localized("Audit", "审计")
    }
  }
}
