import Model

/// What a stable error code is called in Chinese, and what to do about it.
struct ChineseFailure: Sendable {
  var title: String
  var nextStep: String?

  init(_ title: String, _ nextStep: String? = nil) {
    self.title = title
    self.nextStep = nextStep
  }
}

extension ChineseFailure {
  static let table: [ErrorCode: ChineseFailure] = [work, labeling, files, rows, servers, doors].reduce(into: [:]) {
    all, part in
    all.merge(part) { first, _ in first }
  }

  private static let labeling: [ErrorCode: ChineseFailure] = [
    "judgements_unreadable": .init("标注文件有无法读取的行", "修正所指的行"),
    "project_exists": .init("已有同名的标注项目", "换一个名称"),
    "project_name_invalid": .init("标注项目的名称有误", "使用字母、数字、'_'、'-' 与 '.'"),
    "project_paused": .init("标注项目没有启用，不派发任务", "询问项目负责人"),
    "schema_invalid": .init("标注模式有误", "修正模式文档"),
    "settings_invalid": .init("项目设置有误", "按所说的范围修正"),
    "annotation_invalid": .init("标注内容不符合模式", "按项目的标注模式作答"),
    "task_invalid": .init("任务有误", "修正后重新导入；已有的会跳过"),
    "task_not_eligible": .init("这个任务不能这样处理", "先查看它的状态"),
    "prediction_invalid": .init("模型预测有误", "修正所指的行；之前的行已接收"),
    "format_unfit": .init("这种格式容不下项目的标注", "改用 jsonl 或 csv"),
    "leases_too_many": .init("手中的任务已达上限", "先提交、暂缓或放回一个"),
    "assignment_lost": .init("任务已不在你手中", "你写的内容已存为草稿；请重新领取"),
    "too_late_to_undo": .init("提交已不能撤回", "请项目负责人重新打开任务"),
    "not_postponed": .init("任务没有暂缓"),
    "review_lost": .init("审核的任务已不在你手中", "领取下一个；什么也没有改变"),
    "labels_differ": .init("各人的标注不一致", "给出答案，或退回"),
    "own_work": .init("不能审核自己的标注", "请别人审核"),
    "nothing_accepted": .init("还没有通过的任务", "先标注并审核一些"),
    "version_not_published": .init("版本尚未发布", "先发布它"),
    "column_unknown": .init("没有这一列", "使用已有的列"),
  ]

  private static let work: [ErrorCode: ChineseFailure] = [
    "run_failed": .init("运行失败", "查看失败的步骤，修复后重跑"),
    "run_unknown": .init("没有这次运行"),
    "run_not_repeatable": .init("这次运行不能重跑"),
    "run_superseded": .init("已有更新的运行重跑过它", "查看那次运行"),
    "letter_not_eligible": .init("这封死信不能这样处理", "先查看它的状态"),
    "reason_required": .init("操作需要原因", "说明原因，它会记入审计日志"),
    "function_unknown": .init("没有这个函数", "修正工作流文档，或部署含有该函数的版本"),
    "workflow_invalid": .init("工作流文档有误", "修正文档后重启服务"),
    "workflow_unknown": .init("没有这个工作流", "使用已有的工作流"),
    "input_missing": .init("缺少前一步骤的输出", "从那个步骤开始重跑"),
    "page_key_invalid": .init("列表中没有这个位置", "从头开始，不要用 --after"),
    "list_too_slow": .init("列表查询过慢", "用字段缩小范围，例如 state=… 或 age<1d"),
    "filter_invalid": .init("筛选条件有误"),
    "cursor_invalid": .init("任务的断点无法读取", "重跑这次运行"),
    "row_count_mismatch": .init("行数对不上", "从 load_ods 步骤重跑，不要让别的程序写那张表"),
    "table_conflict": .init("表与数据不相容", "改名或删除那张表，或在模板中换一张表"),
    "table_locked": .init("表被锁定", "稍后会自动重试"),
    "timeout": .init("步骤超时", "调大 timeout_seconds，或拆分文件"),
    "worker_lost": .init("工作进程无声退出", "检查其主机是否崩溃或内存不足"),
    "worker_stopped": .init("工作进程正在停止", "任务会由别的进程接手"),
    "lease_lost": .init("租约已失效", "任务已由别的进程接手"),
    "work_folder_full": .init("工作目录已满", "清理空间，或把 TMPDIR 指向更大的目录"),
    "event_incomplete": .init("事件缺少字段", "检查发送方"),
    "event_undecodable": .init("事件无法解析", "检查发送方"),
    "conflict": .init("对象已经变化", "刷新后重试"),
    "unknown": .init("未知错误"),
  ]

  private static let files: [ErrorCode: ChineseFailure] = [
    "file_empty": .init("文件是空的", "重新导出，作为新版本接入"),
    "file_too_large": .init("文件太大", "拆分文件"),
    "file_name_too_long": .init("文件名太长", "改名"),
    "file_not_found": .init("没有这个文件", "检查路径"),
    "file_is_directory": .init("这是目录，不是文件", "给出文件的路径"),
    "file_unreadable": .init("文件无法读取", "检查文件后重试"),
    "file_not_regular": .init("不是可以重读的普通文件", "先存成文件"),
    "file_changed": .init("读取时文件变了", "等文件写完后重新接入"),
    "media_type_not_allowed": .init("不接受这种扩展名", "使用受支持的格式"),
    "media_type_mismatch": .init("扩展名与内容不符", "导出为 CSV、TSV 或每行一个 JSON 对象"),
    "not_tabular": .init("不是表格数据", "导出为 CSV、TSV 或每行一个 JSON 对象，再接入"),
    "unsupported_encoding": .init("不支持的编码", "存为 UTF-8，作为新版本接入"),
    "invalid_encoding": .init("编码有误", "整个文件使用同一种编码，最好是 UTF-8"),
    "header_unreadable": .init("表头无法读取", "第一行写上列名"),
    "header_missing": .init("缺少表头", "第一行写上列名，或使用相符的模板"),
    "too_many_columns": .init("列太多", "检查分隔符，或拆分表"),
    "record_too_long": .init("记录太长", "检查换行与引号，修复后作为新版本接入"),
    "unclosed_quote": .init("引号没有闭合", "文件可能被截断，请重新导出"),
    "template_unknown": .init("没有这个模板", "使用已有的模板，或省略 --template"),
    "template_invalid": .init("模板有误", "修正模板"),
    "dataset_name_invalid": .init("数据集名称不合法", "使用字母、数字、下划线、连字符和点"),
    "dataset_name_conflict": .init("数据集名称冲突", "换一个名称"),
    "version_invalid": .init("版本名称不合法", "使用字母、数字和 . _ - +"),
    "version_conflict": .init("该版本已有别的内容", "换一个 --version，或省略它"),
    "version_unknown": .init("没有这个版本"),
    "offset_conflict": .init("分块的偏移不对", "从服务器给出的偏移继续"),
    "intervention_refused": .init("现在不能这样处理", "再看一眼：它已经变了，或从未处于那个状态"),
    "intervention_unknown": .init("没有这种处理"),
    "operation_stopped": .init("重投的死信再次失败，批量操作已熔断", "查明原因后恢复它，或取消其余部分"),
    "upload_incomplete": .init("上传不完整", "继续上传其余部分"),
    "upload_closed": .init("上传已经结束"),
    "upload_expired": .init("上传长期无人继续，已放弃", "重新上传文件"),
    "checksum_mismatch": .init("校验和不符", "重新上传"),
    "object_not_found": .init("原始文件不见了", "恢复到对象存储后重投，或重新接入"),
    "object_key_invalid": .init("对象的键不合法"),
    "object_checksum_mismatch": .init("原始文件的校验和不符", "恢复到对象存储后重投，或重新接入"),
    "object_length_mismatch": .init("原始文件的长度不符", "恢复到对象存储后重投，或重新接入"),
    "object_offset_mismatch": .init("写入的偏移不对", "从正确的偏移继续"),
    "object_upload_busy": .init("同一文件正在别处上传", "稍后再试"),
    "object_store_denied": .init("对象存储拒绝访问", "检查目录的权限"),
    "object_store_full": .init("对象存储已满", "清理空间"),
    "object_unreadable": .init("原始文件无法读取", "检查对象存储的磁盘"),
    "object_store_unset": .init("不知道原始文件放在哪里", "先启动一次 flowsight serve"),
    "object_store_unavailable": .init("对象存储不可用", "检查它的目录与磁盘"),
  ]

  private static let rows: [ErrorCode: ChineseFailure] = [
    "validation_failed": .init("校验未通过", "查看报告，修复文件后作为新版本接入，或以 mode=lenient 重投"),
    "rows_rejected": .init("有行被拒绝", "以 mode=lenient 重投，或修复文件"),
    "null_rate_exceeded": .init("空值太多", "查明来源为何留空，重新导出完整的文件"),
    "required_column_missing": .init("缺少必需的列", "把列名改成模板接受的名称"),
    "column_count_mismatch": .init("列数不对", "补上分隔符，或给含分隔符的值加引号"),
    "nul_byte": .init("含有 NUL 字节", "去掉它；文件可能已损坏"),
    "invalid_json": .init("不是一行一个 JSON 对象", "修正该行"),
    "required_value_missing": .init("缺少必填的值", "填上该值"),
    "type_mismatch": .init("类型不符", "按字段类型书写"),
    "value_not_allowed": .init("不是允许的值", "使用允许的值"),
    "below_minimum": .init("小于下限", "使用更大的值"),
    "above_maximum": .init("大于上限", "使用更小的值"),
    "value_too_long": .init("值太长", "缩短它"),
    "duplicate": .init("键重复", "只保留一行"),
  ]

  private static let servers: [ErrorCode: ChineseFailure] = [
    "unavailable": .init("服务器没有响应", "稍后会自动重试"),
    "postgres_unreachable": .init("连不上 PostgreSQL", "检查它是否在运行，以及地址是否正确"),
    "postgres_dsn_invalid": .init("PostgreSQL 的连接串有误", "写成 postgresql://user@host:port/database"),
    "postgres_authentication_failed": .init("PostgreSQL 拒绝登录", "检查用户名与密码"),
    "postgres_permission_denied": .init("数据库权限不足", "请管理员授予相应的角色"),
    "postgres_disk_full": .init("PostgreSQL 的磁盘已满", "清理空间"),
    "database_missing": .init("没有这个数据库", "创建数据库，再运行 flowsight migrate up"),
    "schema_outdated": .init("数据库结构太旧", "运行 flowsight migrate up"),
    "schema_newer": .init("数据库结构比程序新", "升级 flowsight"),
    "migration_changed": .init("迁移脚本被改过", "使用与数据库相符的 flowsight"),
    "redis_unreachable": .init("连不上 Redis", "检查它是否在运行，以及地址是否正确"),
    "redis_authentication_failed": .init("Redis 拒绝登录", "检查密码"),
    "servers_not_started": .init("私有服务器没有启动", "查看其日志"),
    "postgres_error": .init("PostgreSQL 报错"),
    "redis_invalid": .init("Redis 的地址有误", "写成 redis://host:port"),
    "redis_connection_lost": .init("与 Redis 的连接中断", "稍后会自动重试"),
    "redis_timeout": .init("Redis 超时", "稍后会自动重试"),
    "redis_permission_denied": .init("Redis 权限不足", "请管理员授予权限"),
    "redis_out_of_memory": .init("Redis 内存不足", "增加 maxmemory，或清理数据"),
    "redis_loading": .init("Redis 正在载入数据", "稍后会自动重试"),
    "redis_refused": .init("Redis 拒绝了命令"),
    "redis_protocol": .init("Redis 的回答无法理解"),
    "yaml_invalid": .init("YAML 有误", "按所指的行列修正"),
    "illegal_transition": .init("当前状态不接受这个动作", "刷新后重试"),
    "payload_invalid": .init("内容的形式不对", "检查发送方"),
    "internal_error": .init("内部错误", "把原文报告给开发者"),
  ]

  private static let doors: [ErrorCode: ChineseFailure] = [
    "forbidden": .init("没有权限", "请管理员授予相应的角色"),
    "read_only": .init("只读", "以 --write 重新打开，才能操作"),
    "not_found": .init("不存在", "先列出已有的对象"),
    "invalid_argument": .init("参数有误"),
    "usage": .init("命令行有误", "查看 --help"),
    "cancelled": .init("已取消，什么也没有改变"),
    "interrupted": .init("中途停止", "再次运行同一命令"),
    "confirmation_required": .init("需要确认", "先用 --dry-run 查看，再加 --yes"),
    "nothing_eligible": .init("没有可操作的对象", "用 --dry-run 查看原因"),
    "no_terminal": .init("没有终端", "在终端中运行，或用 flowsight console --once"),
    "recording_unreadable": .init("无法读取录制文件", "用 flowsight console --record FILE 重新录制"),
    "recording_unwritable": .init("无法写入录制文件", "指定一个可写文件夹中的新文件"),
    "not_configured": .init("不知道使用哪台服务器", "给出 --postgres 与 --redis，或使用 --profile"),
    "profile_unknown": .init("没有这个平台配置", "使用配置文件中已有的名称"),
    "config_unreadable": .init("配置文件无法读取", "修复它，或删除它"),
    "config_invalid": .init("配置文件有误", "按所指的行修正"),
    "config_not_private": .init("含密码的文件可被他人读取", "运行 chmod 600"),
    "theme_unknown": .init("没有这个主题", "使用已有的主题，或给出主题文件"),
    "redis_old": .init("Redis 版本过旧", "升级服务器"),
    "wait_timeout": .init("等待超时，工作仍在继续"),
    "service_unknown": .init("没有这个服务", "使用已有的服务名称"),
  ]
}
