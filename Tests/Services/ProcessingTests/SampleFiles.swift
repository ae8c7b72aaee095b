import Foundation
import Model
import Tabular

/// Chat sessions in the form of a shop platform's export.
enum Chat {
  static let fields: [Template.Field] = [
    .init(name: "session_id", aliases: ["会话ID"], isRequired: true, lengthMax: 64),
    .init(name: "session_time", aliases: ["会话时间"], type: .timestamp, isRequired: true),
    .init(name: "user_name", aliases: ["用户信息"], mask: .phone),
    .init(name: "eval", aliases: ["评价结果"], allowed: ["满意", "一般", "不满意"]),
    .init(name: "first_reply_time", aliases: ["首响时长"], type: .duration, minimum: 0, maximum: 86_400),
    .init(name: "transfer_record", aliases: ["转接记录"]),
  ]

  static let header = "会话ID,会话时间,用户信息,评价结果,首响时长,转接记录"

  static func row(_ number: Int, user: String = "张三 13812345678", eval: String = "满意") -> String {
    "S\(number),2024-01-31 08:30:\(String(number % 60 + 100).dropFirst()),\(user),\(eval),\(number)秒,"
  }

  static func file(rows: Int) -> String {
    ([header] + (1...max(1, rows)).map { row($0) }).joined(separator: "\n") + "\n"
  }
}

func gbk(_ text: String) throws -> [UInt8] {
  var transcoder = try Transcoder(from: .utf8, to: .gbk)
  var out = ByteBuffer(capacity: text.utf8.count)
  let bytes = Array(text.utf8)
  _ = bytes.withUnsafeBufferPointer { transcoder.append($0, to: &out) }
  return out.array
}
