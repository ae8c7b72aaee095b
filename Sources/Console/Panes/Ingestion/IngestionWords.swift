import Model
import Support

enum IngestionWords {
  static var noUploads: [String] {
    [
      localized("No uploads yet", "还没有上传"),
      localized(
        "Files on their way in stand here: flowsight ingest FILE --dataset NAME",
        "接入中的文件会列在这里：flowsight ingest FILE --dataset NAME"),
    ]
  }
  static func upload(_ session: UploadSession?) -> String {
    session.map { $0.datasetName + "@" + $0.version } ?? localized("upload", "上传")
  }

  static var state: String { localized("state", "状态") }
  static var progress: String { localized("progress", "进度") }
  static var size: String { localized("size", "大小") }
  static var file: String { localized("file", "文件") }
  static var by: String { localized("by", "操作者") }

  static var received: String { localized("received", "已接收") }
  static var sha256: String { localized("sha256", "sha256") }
  static var run: String { localized("run", "运行") }
  static var trace: String { localized("trace", "追踪") }
  static var created: String { localized("created", "创建于") }

  static var report: String { localized("Report", "报告") }
  static var chunks: String { localized("Chunks", "分块") }
  static var events: String { localized("Events", "事件") }
  static var noRun: [String] {
    [
      localized("No run has read the file yet", "还没有运行读过此文件"),
      localized("The report comes with its validation", "校验之后才有报告"),
    ]
  }
  static var cleanReport: [String] { [localized("No row was rejected", "没有被拒绝的行")] }
  static var noChunks: [String] {
    [
      localized("No bytes have come yet", "还没有收到数据"),
      localized("flowsight ingest FILE continues where it stopped", "flowsight ingest FILE 会从中断处继续"),
    ]
  }
  static var noEvents: [String] { [localized("Nothing has happened yet", "还没有发生任何事")] }

  static var row: String { localized("row", "行") }
  static var line: String { localized("line", "文件行") }
  static var field: String { localized("field", "字段") }
  static var reason: String { localized("reason", "原因") }
  static var value: String { localized("value", "值") }
  static var suggestion: String { localized("suggestion", "建议") }
  static var offset: String { localized("offset", "偏移") }
  static var bytes: String { localized("bytes", "字节") }
  static var stored: String { localized("stored", "存储于") }
}
