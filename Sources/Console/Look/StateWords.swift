import Model
import Support

/// What states are called.
enum StateWords {
  /// Of a state as a log has it, whichever machine's it is: `FAILED`.
  static func name(_ state: String) -> String { localized(state.lowercased(), state.shown) }

  static func name(_ state: JobState) -> String {
    switch state {
    case .pending: localized("pending", "等待")
    case .running: localized("running", "运行中")
    case .succeeded: localized("succeeded", "成功")
    case .failed: localized("failed", "失败")
    case .cancelled: localized("cancelled", "已取消")
    case .skipped: localized("skipped", "已跳过")
    }
  }

  static func name(_ state: GateState) -> String {
    switch state {
    case .active: localized("active", "启用")
    case .paused: localized("paused", "已暂停")
    }
  }

  static func name(_ state: UploadState) -> String {
    switch state {
    case .created: localized("created", "已创建")
    case .uploading: localized("uploading", "上传中")
    case .ingested: localized("ingested", "已接入")
    case .failed: localized("failed", "失败")
    }
  }

  static func name(_ state: LetterState) -> String {
    switch state {
    case .dead: localized("dead", "死信")
    case .redriving: localized("redriving", "重投中")
    case .redriven: localized("redriven", "已重投")
    case .discarded: localized("discarded", "已丢弃")
    case .resolved: localized("resolved", "已解决")
    case .quarantined: localized("quarantined", "已隔离")
    }
  }

  static func name(_ state: BulkOperationState) -> String {
    switch state {
    case .prepared: localized("prepared", "已准备")
    case .running: localized("running", "进行中")
    case .paused: localized("paused", "已暂停")
    case .stopped: localized("stopped", "已熔断")
    case .completed: localized("completed", "已完成")
    case .cancelled: localized("cancelled", "已取消")
    }
  }

  static func name(_ outcome: BulkOutcome) -> String {
    switch outcome {
    case .pending: localized("to do", "待办")
    case .waiting: localized("held up", "受阻")
    case .running: localized("running", "进行中")
    case .done: localized("done", "完成")
    case .cancelled: localized("cancelled", "已取消")
    case .failed: localized("failed", "失败")
    case .refused: localized("refused", "被拒")
    case .skipped: localized("left alone", "未处理")
    }
  }

  static func name(_ state: VersionState) -> String {
    switch state {
    case .pending: localized("pending", "等待")
    case .running: localized("running", "处理中")
    case .succeeded: localized("succeeded", "成功")
    case .published: localized("published", "已发布")
    case .failed: localized("failed", "失败")
    case .withdrawn: localized("withdrawn", "已撤下")
    case .rolledBack: localized("rolled back", "已回滚")
    }
  }

  static func name(_ severity: Overview.Cause.Severity) -> String {
    switch severity {
    case .critical: localized("critical", "严重")
    case .warning: localized("warning", "警告")
    case .notice: localized("notice", "提示")
    }
  }
}
