import Support

/// Fields go by the names that filters have for them; in Chinese they have words as well.
enum FieldNames {
  /// As the heading of a column.
  static func heading(_ name: String) -> String { localized(name, chinese[name] ?? name) }

  /// With the name that is typed: `created 创建于`.
  static func choice(_ name: String) -> String {
    localized(name, chinese[name].map { "\(name) \($0)" } ?? name)
  }

  private static let chinese = [
    "state": "状态", "id": "编号", "by": "操作者", "message": "消息", "created": "创建于", "code": "错误码",
    "version": "版本", "updated": "更新于", "trace": "追踪", "name": "名称", "at": "时刻", "reason": "原因",
    "run": "运行", "dataset": "数据集", "workflow": "工作流", "step": "步骤", "size": "大小", "outcome": "结果",
    "action": "操作", "waiting": "等待", "total": "总数", "took": "耗时", "template": "模板", "subject": "对象",
    "started": "开始于", "signature": "特征", "schedule": "时间表", "root": "最初的运行", "published": "发布于", "pending": "未确认",
    "parent": "上一次", "last": "最近", "kind": "类别", "key": "键", "first": "最早", "finished": "结束于",
    "filter": "过滤", "failed": "失败", "detail": "详情", "backfill": "回填", "zone": "时区",
    "worker": "工作进程", "why": "原因", "what": "发生了什么", "versions": "版本数", "value": "值",
    "upload": "上传", "type": "类型", "tries": "尝试", "to": "变为", "title": "标题", "task": "任务",
    "target": "操作对象", "suggestion": "建议", "stored": "存于", "steps": "步骤", "status": "状态",
    "since": "自", "severity": "严重程度", "schema": "标签方案", "running": "运行中", "rows": "行数",
    "row": "行", "role": "角色", "rejected": "拒绝", "redrives": "重投次数", "received": "已接收",
    "read": "读取", "priority": "优先级", "overlap": "每条人数", "origin": "来源", "operation": "批量操作",
    "oldest": "最早", "offset": "偏移", "ods": "ODS 表", "next": "下一次", "missed": "错过", "members": "成员",
    "mask": "脱敏", "loaded": "载入", "line": "文件行", "level": "级别", "length": "长度", "leased": "在手中",
    "latest": "最新", "lane": "通道", "lag": "积压", "labels": "标签", "job": "作业", "item": "项",
    "guidelines": "规范", "function": "函数", "file": "文件", "fields": "字段", "field": "字段",
    "fence": "序号", "expires": "到期", "event": "事件", "epoch": "租约序号", "dwd": "DWD 表", "due": "应于",
    "done": "完成", "cron": "时间表达式", "credential": "凭据", "crashes": "崩溃", "consumers": "消费者",
    "bytes": "字节", "backfill_state": "回填状态", "attempt": "尝试", "assignment": "领取", "address": "地址",
    "queue": "队列", "stream": "流", "group": "组", "required": "必需", "undoes": "撤销", "failure": "失败原因",
    "dataset_id": "数据集编号", "from": "原状态",
  ]
}
