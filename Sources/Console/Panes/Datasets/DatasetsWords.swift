import Support

enum DatasetsWords {
  static var noDatasets: [String] {
    [
      localized("No datasets yet", "还没有数据集"),
      localized(
        "A dataset is made with its first file: flowsight ingest FILE --dataset NAME",
        "接入第一个文件时建立数据集：flowsight ingest FILE --dataset NAME"),
    ]
  }
  static func noVersions(of dataset: String?) -> [String] {
    guard let dataset else {
      return [
        localized("No versions yet", "还没有版本"),
        localized(
          "Each file that is ingested is one: flowsight ingest FILE --dataset NAME",
          "每个接入的文件是一个版本：flowsight ingest FILE --dataset NAME"),
      ]
    }
    return [
      localized("There is no version of \(dataset)", "没有 \(dataset) 的版本"),
      localized("8 lists the datasets", "按 8 列出数据集"),
    ]
  }
  static var allVersions: String { localized("All versions", "所有版本") }

  static var state: String { localized("state", "状态") }
  static var latest: String { localized("latest", "最新") }
  static var versions: String { localized("versions", "版本数") }
  static var rows: String { localized("rows", "行数") }
  static var rejected: String { localized("rejected", "被拒") }
  static var size: String { localized("size", "大小") }
  static var template: String { localized("template", "模板") }
  static var file: String { localized("file", "文件") }
  static var tables: String { localized("tables", "数据表") }
  static var created: String { localized("created", "创建于") }
  static var updated: String { localized("updated", "更新于") }
  static var publishedAt: String { localized("published", "发布于") }
  static var trace: String { localized("trace", "追踪") }
  static var sha256: String { localized("sha256", "sha256") }
  static var id: String { localized("id", "编号") }
  static func published(_ count: String) -> String { localized("\(count) published", "\(count) 个已发布") }
  static func rows(read: String, loaded: String, rejected: String) -> String {
    localized(
      "\(loaded) loaded of \(read) read, \(rejected) rejected", "读取 \(read)，载入 \(loaded)，拒绝 \(rejected)")
  }

  static var related: String { localized("Related", "相关") }
  static var columns: String { localized("Columns", "列") }
  static var events: String { localized("Events", "事件") }
  static var nothingRelated: [String] { [localized("Nothing is related yet", "还没有相关的对象")] }
  static var noColumns: [String] {
    [localized("The columns are known once the file was announced", "文件登记之后才知道有哪些列")]
  }
  static var noEvents: [String] { [localized("Nothing has happened yet", "还没有发生任何事")] }

  static var kind: String { localized("what", "类别") }
  static var name: String { localized("name", "名称") }
  static var type: String { localized("type", "类型") }
  static var mask: String { localized("mask", "脱敏") }
  static var required: String { localized("required", "必填") }
  static var yes: String { localized("yes", "是") }
  static var origin: String { localized("in the file", "文件中的列") }
  static func waiting(_ count: String) -> String {
    localized("\(count) waiting", "\(count) 封待处理")
  }

  static func name(_ kind: Relation.Kind) -> String {
    switch kind {
    case .run: localized("run", "运行")
    case .letters: localized("letters", "死信")
    case .upload: localized("upload", "上传")
    case .labels: localized("labeling", "标注")
    case .origin: localized("made from", "来自")
    case .use: localized("made into", "用于")
    }
  }
}
