import Model
import Support

enum DeadLettersWords {
  static var groups: String { localized("DLQ", "死信") }
  static var noGroups: [String] {
    [
      localized("No dead letters", "没有死信"),
      localized(
        "Work that is given up comes here, with all that is needed to redo it", "放弃的工作会来到这里，并带着重做所需的一切"),
      localized("3 shows the runs that are at work", "按 3 查看正在进行的运行"),
    ]
  }
  static func group(_ signature: String) -> String {
    let start = String(signature.prefix(12))
    return localized("group \(start)", "组 \(start)")
  }
  static var allLetters: String { localized("all letters", "全部死信") }
  static var noLettersAtAll: [String] {
    [noGroups[0], noGroups[1], localized("Esc goes back to the causes", "Esc 返回各类原因")]
  }
  static func noLetters(signature: String) -> [String] {
    [
      localized("No letters with this signature", "没有此特征的死信"),
      localized(
        "The letter whose id ends so is dlq/…\(signature); Esc goes back", "ID 以此结尾的死信是 dlq/…\(signature)；Esc 返回"),
    ]
  }
  static func noLetters(of dataset: String) -> [String] {
    [
      localized("No dead letters of \(dataset)", "\(dataset) 没有死信"),
      localized("Work on it that is given up comes here; Esc goes back", "处理它时放弃的工作会来到这里；Esc 返回"),
    ]
  }
  static func letter(_ id: LetterID) -> String { localized("letter \(Format.short(id))", "死信 \(Format.short(id))") }

  static var waiting: String { localized("waiting", "待处理") }
  static var code: String { localized("error code", "错误码") }
  static var step: String { localized("step", "步骤") }
  static var message: String { localized("message", "消息") }
  static var first: String { localized("first", "最早") }
  static var last: String { localized("last", "最近") }
  static var newest: String { localized("newest", "最新") }
  static var state: String { localized("state", "状态") }
  static var tries: String { localized("tries", "次数") }
  static var id: String { localized("id", "编号") }

  static var signature: String { localized("signature", "特征") }
  static var total: String { localized("total", "总数") }
  static var work: String { localized("Work", "工作") }
  static var event: String { localized("event", "事件") }
  static var stream: String { localized("stream", "流") }
  static var function: String { localized("function", "函数") }
  static var run: String { localized("run", "运行") }
  static var trace: String { localized("trace", "追踪") }
  static var lineage: String { localized("Lineage", "来历") }
  static var parent: String { localized("parent", "上一封") }
  static var root: String { localized("root", "最初") }
  static var redrives: String { localized("redrives", "重投次数") }
  static var redriveRun: String { localized("redrive run", "重投运行") }
  static var discarded: String { localized("discarded", "丢弃原因") }
  static var resolved: String { localized("resolved", "解决方式") }
  static var actor: String { localized("by", "操作者") }
  static func attempts(_ count: Int, crashes: Int) -> String {
    localized("Attempts \(count)", "尝试 \(count) 次")
      + (crashes > 0 ? localized(" · \(crashes) crashed", " · 崩溃 \(crashes) 次") : "")
  }
  static var operations: String { localized("operations", "批量操作") }
  static var operationLabel: String { localized("operation", "批量操作") }
  static func operation(_ id: BulkOperationID) -> String {
    localized("operation \(Format.short(id))", "批量操作 \(Format.short(id))")
  }
  static var noOperations: [String] {
    [
      localized("No operations on many letters yet", "还没有批量操作"),
      localized("R, D or M on a group prepares one; Tab goes back", "在一组死信上按 R、D 或 M 即可准备；Tab 返回"),
    ]
  }
  static var noItems: [String] { [localized("No letters", "没有死信")] }
  static func name(_ action: LetterAction) -> String {
    switch action {
    case .redrive: localized("redrive", "重投")
    case .discard: localized("discard", "丢弃")
    case .resolve: localized("resolve", "标为解决")
    case .restore: localized("restore", "恢复")
    }
  }
  static func perSecond(_ rate: Int) -> String { localized("\(rate) a second", "每秒 \(rate) 封") }
  static var action: String { localized("action", "操作") }
  static var progress: String { localized("progress", "进度") }
  static var outcome: String { localized("outcome", "结果") }
  static var letter: String { localized("letter", "死信") }
  static var reason: String { localized("reason", "原因") }
  static var filter: String { localized("filter", "过滤") }
  static var rate: String { localized("rate", "速率") }
  static var parameters: String { localized("parameters", "参数") }
  static var started: String { localized("started", "开始于") }
  static var finished: String { localized("finished", "结束于") }
  static var audit: String { localized("audit", "审计") }
  static var edit: String { localized("edit", "编辑") }
  static func revision(_ number: Int) -> String { localized("Revision \(number)", "第 \(number) 版") }
  static var originalPayload: String { localized("Original payload", "原始内容") }
  static func place(line: Int, column: Int, bytes: Int) -> String {
    localized("\(line):\(column) · \(bytes) B", "\(line):\(column) · \(bytes) 字节")
  }
  static func notEditable(_ state: String) -> String {
    localized("it is \(state): only what waits for a decision is edited", "它的状态是 \(state)：只能编辑待处理的死信")
  }
  static func expected(_ what: String) -> String { localized("\(what) is expected", "JSON 语法有误：应为 \(what)") }
  static func unreadable(line: Int, _ what: String) -> String {
    localized("line \(line): \(what)", "第 \(line) 行：\(what)")
  }
  static var unkept: String {
    localized("not kept yet: Esc again leaves it behind", "尚未保存：再按 Esc 将放弃修改")
  }
  static var cut: String {
    localized("what you pasted is too long: its end was left out", "粘贴的内容过长：末尾未插入")
  }
  static var awaited: String { localized("checked when you pause", "停顿时检查") }
  static func behind(_ number: Int, by author: String) -> String {
    localized(
      "\(author) kept revision \(number) meanwhile: copy what is yours, leave, and edit that one",
      "其间 \(author) 保存了第 \(number) 版：请复制自己的修改，离开后在那一版上编辑")
  }
  static var unchanged: String {
    localized("nothing is changed; the original stays whatever is kept", "尚无改动；无论保存什么，原文都会保留")
  }
  static func changes(_ count: Int) -> String {
    localized("\(counted(count, "change")) from the original", "与原文相比有 \(count) 处改动")
  }
  static var payload: String { localized("Payload", "内容") }
  static var sha256: String { localized("sha256", "sha256") }
}
