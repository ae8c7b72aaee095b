import Foundation
import Model
import Support

extension Fixture {
  /// An order as a service gives it, with a masked field and a hostile name.
  static let order: String = {
    let template = Template(
      name: "chat", version: 2, odsTable: "ods.chat", dwdTable: "dwd.chat", key: ["session_id"], mode: .strict,
      isInferred: false,
      fields: [
        Template.Field(name: "session_id", isRequired: true),
        Template.Field(name: "user_name", aliases: ["用户信息"], mask: .phone),
        Template.Field(name: "asked_at", aliases: [hostile], type: .timestamp),
      ])
    let file = IngestedFile(
      ingestionJobID: id(102), datasetName: "chat-sessions", objectKey: "raw/chat", fileSize: 98_500_000,
      status: .ingested, fileName: "客服会话.csv", sha256: String(repeating: "ab12", count: 16), mode: .strict,
      template: template, createdBy: "ann")
    let order = JobOrder(
      jobID: id(400), runID: id(201), workflow: "dataset.load", step: "validate", function: "processing.validate",
      queue: "processing", retry: .standard, timeoutSeconds: 3600, priorAttempts: 0, file: file,
      parameters: ["mode": "strict"], inputs: [:])
    return (try? JSON(encoding: order))?.text() ?? ""
  }()

  static let revision = PayloadRevision(
    number: 1, payload: "{}", sha256: String(repeating: "5e", count: 32),
    changes: [
      JSON.Difference(JSON.Path([.member("parameters"), .member("mode")]), before: "strict", after: "lenient"),
      JSON.Difference(
        JSON.Path([.member("file"), .member("template"), .member("fields"), .index(2), .member("type")]),
        before: "text",
        after: "timestamp"),
      JSON.Difference(JSON.Path([.member("note")]), before: nil, after: .string(hostile)),
    ], author: "ann", reason: "电话号码可以为空 \(hostile)", at: ago(300), auditID: id(9006))
}
