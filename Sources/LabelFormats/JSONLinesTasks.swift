import Foundation
import Model
import Support
import Tabular

/// JSON Lines.
final class JSONLinesTasks: LabelTaskReader {
  private let lines: LineReader

  init(_ source: any ByteSource) { lines = LineReader(source) }

  func next(limit: Int) throws -> [ReadTask] {
    var tasks: [ReadTask] = []
    while tasks.count < limit, let line = try lines.next() {
      if line.bytes?.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) == true { continue }
      tasks.append(
        ReadTask(line.number) { () throws(ReadTask.Problem) in
          guard let bytes = line.bytes else {
            throw ReadTask.Problem(description: "longer than \(LabelFormat.taskBytesMax) bytes")
          }
          return try LabelTaskDraft(record: try ReadTask.json(bytes))
        })
    }
    return tasks
  }

  static func text(of record: LabelRecord) -> String { record.json.text() }
}

extension LabelRecord {
  /// The form in which it is exported; what is empty is left out.
  var json: JSON {
    var members = [
      JSON.Member("key", .string(key)), JSON.Member("payload", payload), JSON.Member("state", .string(state.rawValue)),
    ]
    if priority != 0 { members.append(JSON.Member("priority", .integer(Int64(priority)))) }
    members.append(JSON.Member("overlap", .integer(Int64(overlap))))
    if let group = lane.group { members.append(JSON.Member("group", .string(group))) }
    if let person = lane.person { members.append(JSON.Member("person", .string(person))) }
    if !predictions.isEmpty { members.append(JSON.Member("predictions", .array(predictions.map(\.json)))) }
    if let gold { members.append(JSON.Member("gold", gold)) }
    if !annotations.isEmpty { members.append(JSON.Member("annotations", .array(annotations.map(\.json)))) }
    if let result { members.append(JSON.Member("result", result.json)) }
    if let schemaVersion { members.append(JSON.Member("schema_version", .integer(Int64(schemaVersion)))) }
    return .object(members)
  }
}

extension Prediction {
  fileprivate static let memberNames = ["model", "score", "annotation"]

  var json: JSON {
    var json: JSON = ["model": .string(model), "annotation": annotation]
    if let score { json["score"] = .number(score) }
    return json
  }
}

extension AuthoredAnnotation {
  fileprivate static let memberNames = ["annotator", "annotation", "at"]

  var json: JSON {
    var json: JSON = ["annotator": .string(annotator), "annotation": annotation]
    if let at { json["at"] = .string(at.iso8601) }
    return json
  }
}

extension ReadTask {
  /// Nothing of it is replaced: labels are about the text as it is.
  static func json(_ bytes: [UInt8]) throws(Problem) -> JSON {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Problem(description: "bytes that are not UTF-8")
    }
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw Problem(description: "no JSON: \(error)")
    }
  }
}

extension LabelTaskDraft {
  /// Of a record, in the order in which they are written.
  fileprivate static let memberNames = [
    "key", "payload", "state", "priority", "overlap", "group", "person", "predictions", "gold", "annotations", "result",
    "schema_version",
  ]

  /// A record with a `payload`, or any other object, which is the payload itself.
  init(record: JSON) throws(ReadTask.Problem) {
    guard record.members != nil else { throw ReadTask.Problem(description: "it is no JSON object") }
    guard let payload = record["payload"] else {
      guard record["key"] == nil else {
        throw ReadTask.Problem(
          description:
            "'key' stands beside no 'payload': put what is to be labeled into 'payload', or give 'key' another name")
      }
      self.init(payload: record)
      return
    }
    guard payload.members != nil else { throw ReadTask.Problem(description: "'payload' is no object") }
    let members = RecordMembers(record)
    try members.refuseOthers(than: LabelTaskDraft.memberNames, in: "a record")
    for prediction in record["predictions"]?.array ?? [] {
      try RecordMembers(prediction).refuseOthers(than: Prediction.memberNames, in: "a prediction")
    }
    for said in (record["annotations"]?.array ?? []) + [record["result"] ?? .null] {
      try RecordMembers(said).refuseOthers(than: AuthoredAnnotation.memberNames, in: "an annotation")
    }
    self.init(
      key: try members.key("key"),
      formerKey: record["key"]?.number == nil ? nil : LabelTaskDraft.formerKeylessKey(of: payload),
      payload: payload, priority: try members.number("priority") ?? 0,
      overlap: try members.number("overlap"), group: try members.text("group"), person: try members.text("person"),
      predictions: try members.document("predictions") ?? [], gold: record["gold"].flatMap { $0.isNull ? nil : $0 },
      annotations: try members.document("annotations") ?? [], result: try members.document("result"),
      state: try members.state("state"))
  }
}

/// The members of a record: what is there has to be what it is called, so that nothing is lost without a word.
struct RecordMembers {
  private let json: JSON?

  init(_ json: JSON?) { self.json = json }

  private func member(_ name: String) -> JSON? { json?[name].flatMap { $0.isNull ? nil : $0 } }

  /// What is not known, or said twice, would be lost.
  func refuseOthers(than known: [String], in what: String) throws(ReadTask.Problem) {
    var names: Set<String> = []
    for member in json?.members ?? [] {
      guard known.contains(member.name) else {
        throw ReadTask.Problem(
          description: "'\(member.name.prefix(64))' is no member of \(what), which has \(known.joined(separator: ", "))"
        )
      }
      guard names.insert(member.name).inserted else {
        throw ReadTask.Problem(description: "'\(member.name)' stands twice in \(what)")
      }
    }
  }

  func text(_ name: String) throws(ReadTask.Problem) -> String? {
    guard let value = member(name) else { return nil }
    guard let text = value.string else { throw ReadTask.Problem(description: "'\(name)' is no text") }
    return text
  }

  /// A text, or a number, which is written out.
  func key(_ name: String) throws(ReadTask.Problem) -> String? {
    guard let value = member(name) else { return nil }
    guard let text = value.string ?? value.number.map({ _ in value.text() }) else {
      throw ReadTask.Problem(description: "'\(name)' is neither a text nor a number")
    }
    return text
  }

  func time(_ name: String) throws(ReadTask.Problem) -> Date? {
    guard let text = try text(name) else { return nil }
    guard let time = Date(iso8601: text) else {
      throw ReadTask.Problem(description: "'\(name)' is no time: '\(text.prefix(40))'")
    }
    return time
  }

  func number(_ name: String) throws(ReadTask.Problem) -> Int? {
    guard let value = member(name) else { return nil }
    guard let number = value.integer.flatMap({ Int(exactly: $0) }) else {
      throw ReadTask.Problem(description: "'\(name)' is no whole number")
    }
    return number
  }

  func state(_ name: String) throws(ReadTask.Problem) -> LabelTaskState {
    guard let text = try text(name) else { return .open }
    guard let state = LabelTaskState(rawValue: text) else {
      throw ReadTask.Problem(description: "'\(name)' is no state of a task")
    }
    return state
  }

  func document<Value: Decodable>(_ name: String) throws(ReadTask.Problem) -> Value? {
    do {
      return try member(name)?.decode()
    } catch {
      throw ReadTask.Problem(description: "'\(name)': \(error)")
    }
  }
}
