import Foundation
import Model
import Support

/// The labeling project of a first look: sessions of the sample chats, with what a rule of thumb says of them.
enum DemoLabels {
  static let project = "chat_outcomes"
  private static let tasks = 200
  private static let predictions = 60

  /// Waits for the first published version of the sample chats, and makes tasks of its rows.
  static func make(on platform: any Platform) async throws {
    let version = try await firstVersion(on: platform)
    if try await exists(on: platform) { return }
    let made = try await platform.createLabelProject(
      LabelProjectDraft(
        name: project, schema: schema, guidelines: guidelines,
        settings: LabelSettings(overlap: 1, reviewRate: 0.2, titleField: "text")))
    _ = try await platform.importLabelRows(
      made.id,
      RowSelection(
        dataset: version.datasetID, version: version.version, limit: tasks, template: template, key: ["session_id"]))
    let sample = try await platform.exportLabels(made.id, LabelTaskFilter(), PageRequest(limit: predictions))
    _ = try await platform.addPredictions(made.id, sample.items.map { ($0.key, prediction($0.payload)) })
  }

  private static func exists(on platform: any Platform) async throws -> Bool {
    do {
      _ = try await platform.labelProject(named: project)
      return true
    } catch let failure as Failure where failure.errorCode == "not_found" {
      return false
    }
  }

  private static func firstVersion(on platform: any Platform) async throws -> DatasetVersion {
    while true {
      let published = try await platform.versions(ListQuery(), PageRequest()).items.last { $0.state == .published }
      if let published { return published }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private static let schema = LabelSchema(fields: [
    LabelField(
      name: "outcome", title: "结果", kind: .choice,
      options: [
        LabelOption("solved", title: "已解决", help: "评价满意，或没有转人工就结束"),
        LabelOption("unclear", title: "不确定", help: "没有评价，也看不出结果"),
        LabelOption("unsolved", title: "未解决", help: "评价不满意，或转接后没有下文"),
      ], isOrdered: true),
    LabelField(
      name: "topics", title: "涉及", kind: .choices,
      options: [
        LabelOption("logistics", title: "物流"), LabelOption("refund", title: "退款售后"),
        LabelOption("product", title: "商品"), LabelOption("complaint", title: "投诉"),
      ], isRequired: false),
    LabelField(
      name: "evidence", title: "依据", kind: .spans,
      options: [LabelOption("who", title: "人"), LabelOption("why", title: "原因"), LabelOption("when", title: "时间")],
      isRequired: false, source: "text"),
    LabelField(name: "effort", title: "费力度", kind: .rating, isRequired: false, minimum: 1, maximum: 5, step: 1),
    LabelField(name: "note", title: "备注", kind: .text, isRequired: false, lengthMax: 200),
  ])

  private static let guidelines = """
    判断一次客服会话的结果 · Judge how a customer-service session ended.

    先看评价，再看是否转人工和转接记录。拿不准时选“不确定”，不要猜。
    Look at the rating first, then at handovers. When in doubt choose 不确定; do not guess.

    依据：用片段标出让你这样判断的文字。
    Evidence: mark the words that made you decide.
    """

  private static let template: JSON = [
    "text": """
    用户 {user_name} 在「{start_scene}」发起会话，客服 {agent_name} 接待，在「{end_scene}」结束。
    转人工：{session_type}。转接记录：{transfer_record}
    评价：{eval}
    """,
    "session_time": "{session_time}", "first_reply": "{first_reply_time}", "service_time": "{service_time}",
  ]

  /// By the rating alone.
  private static func prediction(_ payload: JSON) -> Prediction {
    let text = payload["text"]?.string ?? ""
    let (outcome, score) =
      text.contains("不满意") ? ("unsolved", 0.86) : text.contains("满意") ? ("solved", 0.92) : ("unclear", 0.55)
    return Prediction(model: "rating-rule", score: score, annotation: ["outcome": .string(outcome)])
  }
}
