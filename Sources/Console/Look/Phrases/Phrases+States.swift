import Model
import Support

extension Phrases {
  /// States and events of the state machines.
  static let words: [String: String] = Language.$current.withValue(.chinese) {
    func states<State: StateMachine>(_ name: (State) -> String) -> [String: String] {
      Dictionary(uniqueKeysWithValues: State.allCases.map { ($0.rawValue, name($0)) })
    }
    // Where machines share a state's name, the first says what it is called.
    let all = [
      states { (state: JobState) in StateWords.name(state) }, states { (state: LetterState) in StateWords.name(state) },
      states { (state: UploadState) in StateWords.name(state) },
      states { (state: VersionState) in StateWords.name(state) },
      states { (state: BulkOperationState) in StateWords.name(state) },
      states { (state: BulkOutcome) in StateWords.name(state) },
      states { (state: GateState) in StateWords.name(state) },
      states { (state: LabelTaskState) in LabelingWords.name(state) },
      states { (state: AssignmentState) in LabelingWords.name(state) },
      ["upload": "上传", "run": "运行", "letter": "死信", "version": "版本", "task": "任务", "assignment": "领取"],
      ["AVAILABLE": "待领取", "ARCHIVED": LabelingWords.name(LabelProject.Status.archived)],
    ]
    return all.reduce(into: events) { known, more in known.merge(more) { first, _ in first } }
  }

  /// What leads from state to state.
  private static let events: [String: String] = [
    "acted": "已处理", "accepted": "通过", "assigned": "指派", "begun": "发起", "cancelled": "取消", "chunk_stored": "分块已存",
    "claimed": "领取",
    "completed": "完成", "created": "创建", "crashed": "中途退出", "discarded": "丢弃", "disputed": "有分歧", "edited": "修订",
    "ended": "结束",
    "expired": "过期", "failed": "失败", "finished": "完成", "fixed": "改正", "freed": "放回", "gave_up": "放弃", "held": "受阻",
    "labeled": "标注", "opened": "打开", "paused": "暂停", "postponed": "暂缓", "processed": "处理完毕", "published": "发布",
    "put_back": "放回", "received": "收到", "redrive_cancelled": "重投被取消", "redrive_ended": "重投结束",
    "redrive_failed": "重投失败", "redrive_requested": "要求重投", "refused": "被拒", "registered": "登记",
    "rejected": "驳回", "rejected_to_other": "驳回，换人重做", "rejected_to_same": "退回重做", "released": "释放", "removed": "移除",
    "reopened": "重开", "requeued": "重新排队", "resolved": "标为解决", "restored": "恢复", "resumed": "继续", "retrying": "重试",
    "review_ended": "审核结束", "review_started": "开始审核", "revoked": "收回", "rolled_back": "回滚", "run_started": "运行开始",
    "skipped": "跳过", "started": "开始", "submitted": "提交", "succeeded": "成功", "taken_back": "撤回", "tripped": "熔断",
    "undone": "撤销", "withdrawn": "撤下",
  ]
}
