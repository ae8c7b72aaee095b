import Foundation
import Model
import Support

/// The words of labeling.
enum LabelingWords {
  static var noProjects: [String] {
    [
      localized("No labeling projects yet", "还没有标注项目"),
      localized(
        "A lead makes one: flowsight label create NAME --schema FILE",
        "由标注负责人创建：flowsight label create NAME --schema FILE"),
    ]
  }
  static var noTasks: [String] {
    [
      localized("No tasks yet", "还没有任务"),
      localized(
        "What is to be labeled is taken in by a lead: flowsight label import NAME FILE",
        "由标注负责人导入待标注的数据：flowsight label import NAME FILE"),
    ]
  }
  static func task(_ id: LabelTaskID) -> String { localized("task \(Format.short(id))", "任务 \(Format.short(id))") }

  static var project: String { localized("project", "项目") }
  static var status: String { localized("status", "状态") }
  static var state: String { localized("state", "状态") }
  static var labeled: String { localized("labeled", "已标注") }
  static var tasks: String { localized("tasks", "任务") }
  static var open: String { localized("open", "待标注") }
  static var toReview: String { localized("review", "待审核") }
  static var toDecide: String { localized("differ", "有分歧") }
  static var key: String { localized("key", "键") }
  static var labels: String { localized("labels", "标注") }
  static var lane: String { localized("for", "面向") }
  static var everybody: String { localized("everybody", "所有人") }
  static var priority: String { localized("priority", "优先级") }
  static var gold: String { localized("gold", "金标") }
  static var yes: String { localized("yes", "是") }
  static var version: String { localized("version", "版本") }
  static var updated: String { localized("updated", "更新于") }
  static var overlap: String { localized("overlap", "每条人数") }
  static var reviewed: String { localized("reviewed", "抽检") }
  static var schema: String { localized("schema", "标签方案") }
  static var item: String { localized("Item", "内容") }
  static var reason: String { localized("reason", "原因") }
  static var log: String { localized("Events", "事件") }
  static var before: String { localized("Submitted before", "此前提交") }
  static var nowAgainstBefore: String { localized("Now", "现在") }

  static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

  static func name(_ status: LabelProject.Status) -> String {
    switch status {
    case .active: localized("active", "进行中")
    case .paused: localized("paused", "已暂停")
    case .archived: localized("archived", "已归档")
    }
  }

  static func name(_ state: LabelTaskState) -> String {
    switch state {
    case .draft: localized("draft", "草稿")
    case .open: localized("open", "待标注")
    case .inProgress: localized("in progress", "标注中")
    case .labeled: localized("labeled", "已标注")
    case .inReview: localized("in review", "审核中")
    case .adjudicating: localized("they differ", "有分歧")
    case .accepted: localized("accepted", "已接受")
    case .rejected: localized("rejected", "已驳回")
    case .reopened: localized("reopened", "已重开")
    }
  }

  static func name(_ state: AssignmentState) -> String {
    switch state {
    case .leased: localized("has it in hand", "在手中")
    case .submitted: localized("submitted", "已提交")
    case .skipped: localized("skipped", "已跳过")
    case .postponed: localized("kept for later", "留到以后")
    case .released: localized("gave it back", "已退回")
    case .expired: localized("lease over", "租期已过")
    case .revoked: localized("taken away", "已收回")
    case .accepted: localized("accepted", "已接受")
    case .fixedAccepted: localized("put right", "已改正")
    case .rejectedRequeueSame: localized("to do it again", "退回重做")
    case .rejectedRequeueOther: localized("refused, for others to do", "驳回，换人重做")
    case .rejectedRemoved: localized("refused", "已驳回")
    }
  }

  static func name(_ kind: LabelField.Kind) -> String {
    switch kind {
    case .choice: localized("one of", "单选")
    case .choices: localized("any of", "多选")
    case .spans: localized("spans", "片段")
    case .rating: localized("rating", "评分")
    case .ranking: localized("ranking", "排序")
    case .text: localized("text", "文本")
    }
  }

  static func name(_ kind: LabelResult.Kind) -> String {
    switch kind {
    case .submission: localized("submitted", "提交")
    case .fix: localized("reviewed", "审核")
    case .adjudication: localized("decided", "裁决")
    case .consensus: localized("agreed", "一致")
    case .gold: localized("gold", "金标")
    case .imported: localized("imported", "导入")
    }
  }

  // MARK: - On a project

  static var enterBegins: String { localized("Enter begins to work", "按回车开始标注") }
  static var enterTriesOut: String {
    localized(
      "Enter begins to work, as an annotator; ctrl-c there leads back", "按回车以标注员身份开始标注；在那里按 ctrl-c 返回")
  }
  static var toLabel: String {
    localized("To label: flowsight … --as NAME/annotator", "标注请用 flowsight … --as NAME/annotator")
  }
  static func onlyLooks(_ role: Model.Role) -> String {
    localized("Read-only: the role \(role.rawValue) does not label.", "只读：角色 \(role.rawValue) 不参与标注。")
  }
  static var mine: String { localized("my work", "我的工作") }
  static func inHand(_ count: Int) -> String { localized("\(count) in hand", "手中 \(count) 条") }
  static func later(_ count: Int) -> String { localized("\(count) for later", "稍后 \(count) 条") }
  static var people: String { localized("people", "人员") }
  static var agreement: String { localized("agreement", "一致性") }
  static var days: String { localized("days", "每日") }
  static var weeks: String { localized("weeks", "每周") }
  static func span(of trend: LabelTrend) -> String {
    let (first, last) = (trend.periods.first?.start ?? "", trend.periods.last?.start ?? "")
    return switch trend.step {
    case .day: localized("By day, from \(first) to \(last); at the right the last one", "按日，\(first) 至 \(last)；右侧为最后一日")
    case .week:
      localized(
        "By week, from that of \(first) to that of \(last); at the right the last one",
        "按周，\(first) 起至 \(last) 起；右侧为最后一周")
    }
  }
  static var gaps: String {
    localized("A gap is a period without a value; the table says why.", "空白为没有数值的时段，原因见下表。")
  }
  static var annotator: String { localized("annotator", "标注员") }
  static var submitted: String { localized("submitted", "已提交") }
  static var perItem: String { localized("median", "中位时长") }
  static var goldAccuracy: String { localized("gold accuracy", "金标准确率") }
  static var accepted: String { localized("accepted", "已接受") }
  static var refused: String { localized("refused", "驳回") }
  static var skipped: String { localized("skipped", "跳过") }
  static var held: String { localized("held", "持有") }
  static var observed: String { localized("observed", "实际一致") }
  static var noGold: String {
    localized("No gold items. On accepted tasks, M makes them", "还没有金标。在已接受的任务上按 M 即可设为金标")
  }
  static var goldRule: String {
    localized(
      "Right of served; ✗ who missed it. Gold items look like any other, and count for no agreement.",
      "答对 / 发放；✗ 为答错者。金标与普通任务外观相同，且不计入一致性。")
  }
  static var members: String { localized("members", "成员") }
  static var group: String { localized("skill group", "技能组") }
  static var groups: String { localized("skill groups", "技能组") }
  static var noGroups: [String] {
    [
      localized("No skill groups yet", "还没有技能组"),
      localized("N forms one; on tasks, A with group:NAME assigns to it", "按 N 新建；在任务上按 A 输入 group:名称 即可指派"),
    ]
  }
  static func score(_ name: String) -> String {
    switch name {
    case LabelStats.Field.Score.exact: localized("exact spans", "完全一致")
    case LabelStats.Field.Score.half: localized("IoU ≥ 0.5", "IoU ≥ 0.5")
    default: localized("label mean", "各标签平均")
    }
  }
  static var goldItems: String { localized("gold items", "金标条数") }
  static var remaining: String { localized("remaining", "剩余") }
  static var nobodyYet: String { localized("Nobody has submitted anything yet", "还没有人提交标注") }
  static var intervals: String {
    localized("In brackets: the 95 % interval; n: items that it rests on.", "方括号内为 95% 置信区间，n 为所依据的条数。")
  }

  /// The work that is left, as long as it takes at the pace so far.
  static func remaining(_ stats: LabelStats) -> String {
    let left = [.open, .inProgress].reduce(0) { $0 + stats.tasks[$1, default: 0] }
    let timed = stats.annotators.filter { $0.medianSeconds != nil && $0.submitted > 0 }
    let count = timed.reduce(0) { $0 + $1.submitted }
    guard count > 0 else {
      return localized(counted(left, "task", shown: Format.count(left)), "\(Format.count(left)) 个任务")
    }
    let mean = timed.reduce(0.0) { $0 + ($1.medianSeconds ?? 0) * Double($1.submitted) } / Double(count)
    let time = Format.duration(mean * Double(left))
    return localized(
      "\(counted(left, "task", shown: Format.count(left))), some \(time) of work",
      "\(Format.count(left)) 个任务，约需 \(time)")
  }

  // MARK: - At work

  static var work: String { localized("work", "工作台") }
  static var review: String { localized("review", "审核") }
  static var adjudication: String { localized("decide", "裁决") }
  static func doneHere(_ count: Int) -> String { localized("\(count) done", "完成 \(count) 条") }
  static func decidedHere(_ count: Int) -> String { localized("\(count) decided", "已裁 \(count) 条") }
  static func ready(_ count: Int) -> String { localized("\(count) ready", "备 \(count) 条") }
  static var saved: String { localized("saved", "已存") }
  static var saving: String { localized("saving", "保存中") }
  static var lookAgain: String { localized("look again", "再看一次") }
  static func serversAway(_ count: Int) -> [String] {
    [
      localized("The servers are away", "服务器暂时不可用"),
      localized(
        "\(count) \(count == 1 ? "answer waits" : "answers wait") to be sent; the next item comes when they are back",
        "有 \(count) 条答案待发送；恢复后会给出下一条"),
    ]
  }
  static var versions: String { localized("versions", "版本") }
  static var sameAnswer: String { localized("The answer is the same.", "答案相同。") }
  static func noSuchVersions(_ count: Int) -> String {
    localized("The answer has \(counted(count, "version")); these are none of them.", "答案有 \(count) 个版本，没有所指的版本。")
  }
  static func undo(_ key: String) -> String { localized("undo \(key)", "取回 \(key)") }
  static func takingBack(_ key: String) -> String {
    localized("taking \(key) back; answer it anew", "正在取回 \(key)，可重新作答")
  }
  static var comingShort: String { localized("coming back", "取回中") }
  static var stillComing: String {
    localized("it is still coming back; again in a moment", "该条仍在取回；稍后再试")
  }
  static func stays(_ key: String, isSkipped: Bool, _ before: String?) -> String {
    let what =
      isSkipped
      ? localized("\(key) was skipped, which stays", "\(key) 已跳过，无法撤销")
      : localized("\(key) was given back, which stays", "\(key) 已退回，无法撤销")
    return what + (before.map { localized("; again for \($0)", "；再按取回 \($0)") } ?? "")
  }
  static var nothingToUndo: String {
    localized("nothing to undo (10 minutes, or until a review)", "没有可撤销的（限 10 分钟内、审核之前）")
  }
  static func unsent(_ count: Int) -> String { localized("\(count) not sent yet", "\(count) 条待发送") }
  static func lease(_ time: String) -> String { localized("lease \(time)", "租期 \(time)") }
  static var leaseOver: String { localized("lease over", "租期已过") }
  static var lostShort: String { localized("NOT YOURS", "已不归你") }
  static var lost: String {
    localized("Lease lost, kept as your draft · Enter: next item", "租约已失效，已存为你的草稿 · 回车：下一条")
  }
  static var nextItem: String { localized("next item", "下一条") }
  static func tooLate(_ key: String) -> String {
    localized("\(key) came too late: it is kept as your draft", "\(key) 提交已晚：存为你的草稿")
  }
  static var answeredElsewhere: String {
    localized("Your answer from elsewhere stands · Enter: next item", "你在别处的回答有效 · 回车：下一条")
  }
  static func answeredBefore(_ key: String) -> String {
    localized("\(key) was answered before; that answer stands", "\(key) 先前已回答，先前的回答有效")
  }
  static func tookBack(_ key: String) -> String {
    localized("\(key) is in your hands again", "\(key) 已回到你手中")
  }
  static func tookBackOther(_ key: String) -> String {
    localized(
      "\(key) is back, with what you answered elsewhere", "\(key) 已回到你手中，内容是你在别处的作答")
  }
  static func postponed(_ key: String) -> String { localized("\(key) is kept for later", "\(key) 已留到以后") }
  static func notAnswered(_ field: String) -> String { localized("“\(field)” is not answered", "“\(field)”尚未作答") }
  static func tookPrediction(_ model: String, _ score: Double?) -> String {
    let score = score.map { " " + percent($0) } ?? ""
    return localized("as \(model) says\(score); Enter submits", "采纳 \(model)\(score)；回车提交")
  }
  static var advancing: String { localized("a choice submits at once", "选择后立即提交") }
  static var notAdvancing: String { localized("a choice waits for Enter", "选择后等待回车") }
  static var taking: String { localized("Taking the next", "正在领取下一条") }
  static func nothingLeft(postponed: Int) -> [String] {
    let later = localized("P takes up what you kept for later: \(postponed)", "按 P 取回留到以后的 \(postponed) 条")
    return [localized("Nothing is left to label", "没有待标注的内容了")] + (postponed > 0 ? [later] : [])
      + [localized("Enter looks again · Esc goes back", "回车再看一次 · Esc 返回")]
  }
  static var nothingToReview: [String] {
    [
      localized("Nothing waits for you here", "这里没有等待你处理的内容"),
      localized("Enter looks again · Esc goes back", "回车再看一次 · Esc 返回"),
    ]
  }
  static var noGuidelines: String { localized("The project has no guidelines.", "该项目没有标注规范。") }
  static var typeHere: String {
    localized("type here; alt-Enter breaks the line, Tab goes on", "在此输入；Alt+回车换行，Tab 到下一项")
  }
  static func leftOut(_ count: Int, most: Int) -> String {
    localized(
      "at most \(most) characters: \(counted(count, "was", "were")) left out", "最多 \(most) 个字符：有 \(count) 个未写入")
  }
  static var decidedNotRefused: String {
    localized("labels that differ are decided, not refused", "有分歧的标注只能裁决，不能驳回")
  }
  static var decisionsStay: String { localized("a decision stays; a lead can reopen the task", "裁决不可撤销；负责人可重新打开任务") }
  static var acceptLabels: String { localized("accept", "接受") }
  static var leaveText: String { localized("leave the text", "离开文本") }
  static var findPlaceholder: String { localized("letters of a label", "标签中的字") }
  static func chooseFirst(_ count: Int) -> String {
    localized("they differ: choose an answer with 1–\(count), then Enter", "标注有分歧：先按 1–\(count) 选定，再按回车")
  }
  static var agreed: String { localized("they agree", "标注一致") }
  static func differ(_ fields: String) -> String { localized("they differ in \(fields)", "分歧：\(fields)") }

  // MARK: - Reasons

  static var reasonPlaceholder: String { localized("a digit, or another reason", "按数字，或输入其他原因") }
  static var reasonOptional: String { localized("a digit, a reason, or just Enter", "按数字、输入原因，或直接回车") }
  static var whySkip: String { localized("Skip: why?", "跳过的原因") }
  static var whyLater: String { localized("Keep for later: why?", "留到以后的原因") }
  static var whyRefuse: String { localized("Refuse: why?", "驳回的原因") }
  static var skipReasons: [String] {
    [
      localized("unreadable", "无法辨认"), localized("not my language", "语言不通"),
      localized("no label fits", "没有合适的标签"), localized("not enough context", "上下文不足"),
      localized("should not be labeled", "不应标注"),
    ]
  }
  static var laterReasons: [String] {
    [localized("have to ask", "需要询问"), localized("needs time", "需要时间"), localized("guidelines unclear", "规范不清")]
  }
  static var refusalReasons: [String] {
    [
      localized("wrong label", "标签错误"), localized("something is missing", "有遗漏"),
      localized("wrong boundaries", "边界错误"), localized("against the guidelines", "不符合规范"),
      localized("careless", "不认真"),
    ]
  }
}
