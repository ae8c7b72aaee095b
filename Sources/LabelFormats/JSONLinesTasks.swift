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
          do {
            return try LabelTaskDraft(record: try JSON(parsing: bytes))
          } catch {
            throw ReadTask.Problem(description: "\(error)")
          }
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
    if let group { members.append(JSON.Member("group", .string(group))) }
    if !predictions.isEmpty { members.append(JSON.Member("predictions", .array(predictions.map(\.json)))) }
    if let gold { members.append(JSON.Member("gold", gold)) }
    if !annotations.isEmpty { members.append(JSON.Member("annotations", .array(annotations.map(\.json)))) }
    if let result { members.append(JSON.Member("result", result.json)) }
    if let schemaVersion { members.append(JSON.Member("schema_version", .integer(Int64(schemaVersion)))) }
    return .object(members)
  }
}

extension Prediction {
  var json: JSON {
    var json: JSON = ["model": .string(model), "annotation": annotation]
    if let score { json["score"] = .number(score) }
    return json
  }
}

extension AuthoredAnnotation {
  var json: JSON {
    var json: JSON = ["annotator": .string(annotator), "annotation": annotation]
    if let at { json["at"] = .string(at.iso8601) }
    return json
  }
}

extension LabelTaskDraft {
  /// A record with a `payload`, or any other object, which is the payload itself.
  init(record: JSON) throws(ReadTask.Problem) {
    guard record.members != nil else { throw ReadTask.Problem(description: "no object") }
    guard let payload = record["payload"], payload.members != nil else {
      self.init(payload: record)
      return
    }
    do {
      self.init(
        key: record["key"]?.string, payload: payload, priority: record["priority"]?.integer.map { Int($0) } ?? 0,
        overlap: record["overlap"]?.integer.map { Int($0) }, group: record["group"]?.string,
        predictions: try record["predictions"]?.decode() ?? [], gold: record["gold"].flatMap { $0.isNull ? nil : $0 },
        annotations: try record["annotations"]?.decode() ?? [],
        result: try record["result"].flatMap { $0.isNull ? nil : $0 }?.decode(),
        isDraft: record["state"]?.string == LabelTaskState.draft.rawValue)
    } catch {
      throw ReadTask.Problem(description: "\(error)")
    }
  }
}
