import Foundation
import Model
import Support
import Tabular

/// Label Studio's JSON. A region's `from_name` is the field of the schema.
final class LabelStudioTasks: LabelTaskReader {
  private let elements: ListElements
  private let schema: LabelSchema
  private var place = 0
  /// Why nothing can be read behind the last task.
  private var end: (any Error)?

  init(_ source: any ByteSource, schema: LabelSchema) {
    elements = ListElements(source)
    self.schema = schema
  }

  func next(limit: Int) throws -> [ReadTask] {
    if let end { throw end }
    var tasks: [ReadTask] = []
    do {
      while tasks.count < limit, let element = try elements.next() {
        place += 1
        tasks.append(
          ReadTask(place) { () throws(ReadTask.Problem) in
            guard let bytes = element.bytes else {
              throw ReadTask.Problem(description: "longer than \(LabelFormat.taskBytesMax) bytes")
            }
            return try task(bytes)
          })
      }
    } catch {
      // What stands before the break is taken first.
      guard !tasks.isEmpty else { throw error }
      end = error
    }
    return tasks
  }

  private func task(_ bytes: [UInt8]) throws(ReadTask.Problem) -> LabelTaskDraft {
    let json = try ReadTask.json(bytes)
    guard json.members != nil else { throw ReadTask.Problem(description: "it is no JSON object") }
    guard let data = json["data"], data.members != nil else {
      throw ReadTask.Problem(description: "'data' is no object")
    }
    let meta = RecordMembers(json["meta"])
    var key = try meta.key("key")
    if key == nil { key = try RecordMembers(json).key("id") }
    var draft = LabelTaskDraft(
      key: key, payload: data,
      priority: try meta.number("priority") ?? 0, overlap: try meta.number("overlap"), group: try meta.text("group"),
      person: try meta.text("person"), state: try meta.state("state"))
    // Some exports have the numbers of predictions alone.
    for prediction in json["predictions"]?.array ?? [] where prediction.members != nil {
      draft.predictions.append(
        Prediction(
          model: prediction["model_version"]?.string ?? "unknown", score: prediction["score"]?.number,
          annotation: try answers(prediction["result"], data)))
    }
    for annotation in json["annotations"]?.array ?? [] where annotation["was_cancelled"]?.bool != true {
      let authored = AuthoredAnnotation(
        annotator: author(annotation["completed_by"]), annotation: try answers(annotation["result"], data),
        at: try RecordMembers(annotation).time("created_at"))
      switch (annotation["ground_truth"]?.bool, annotation["flowsight"]?.string) {
      case (_, "result"): draft.result = authored
      case (true?, _): draft.gold = authored.annotation
      default: draft.annotations.append(authored)
      }
    }
    return draft
  }

  private func author(_ person: JSON?) -> String {
    switch person {
    case .string(let name)?: name
    case .integer(let number)?: "user-\(number)"
    case .object?: person?["email"]?.string ?? person?["id"].map { "user-\($0.text())" } ?? "unknown"
    default: "unknown"
    }
  }

  // MARK: - Regions

  /// Regions of controls that the schema has no field for are passed over, unless there are no others.
  private func answers(_ regions: JSON?, _ data: JSON) throws(ReadTask.Problem) -> JSON {
    var answers: JSON = [:]
    let controls = (regions?.array ?? []).compactMap { $0["from_name"]?.string }
    if let control = controls.first, !controls.contains(where: { schema[$0] != nil }) {
      let names = schema.fields.map(\.name).joined(separator: ", ")
      throw ReadTask.Problem(description: "the schema has no field '\(control.prefix(64))', but \(names)")
    }
    for field in schema.fields {
      let values = (regions?.array ?? []).filter { $0["from_name"]?.string == field.name }.compactMap { $0["value"] }
      if let answer = try LabelStudioTasks.answer(field, values, data) { answers[field.name] = answer }
    }
    return answers
  }

  private static func answer(_ field: LabelField, _ values: [JSON], _ data: JSON) throws(ReadTask.Problem) -> JSON? {
    guard let value = values.first else { return nil }
    switch field.kind {
    case .choice: return value["choices"]?.array?.first
    case .choices: return value["choices"]
    case .rating: return value["rating"] ?? value["number"]
    case .ranking: return value["ranker"]?.members?.first?.value ?? value["ranker"]
    case .text: return (value["text"]?.array ?? []).compactMap(\.string).first.map(JSON.string) ?? value["text"]
    case .spans:
      let offsets = UTF16Offsets(field.source.flatMap { data[$0]?.string } ?? "")
      var spans: [JSON] = []
      for value in values {
        guard let start = value["start"]?.integer.flatMap(offsets.scalars),
          let end = value["end"]?.integer.flatMap(offsets.scalars)
        else {
          throw ReadTask.Problem(
            description: "'\(field.name)' has a span outside of its text, or inside of a character")
        }
        for label in value["labels"]?.array ?? [.null] {
          spans.append(["start": .integer(start), "end": .integer(end), "label": label])
        }
      }
      return .array(spans)
    }
  }

  private static func regions(_ answers: JSON, _ schema: LabelSchema, _ data: JSON) -> JSON {
    var regions: [JSON] = []
    for field in schema.fields {
      guard let answer = answers[field.name] else { continue }
      func add(_ type: String, _ value: JSON) {
        regions.append([
          "from_name": .string(field.name), "to_name": .string(field.source ?? "text"), "type": .string(type),
          "value": value,
        ])
      }
      switch field.kind {
      case .choice: add("choices", ["choices": .array([answer])])
      case .choices: add("choices", ["choices": answer])
      case .rating: add("number", ["number": answer])
      case .ranking: add("ranker", ["ranker": ["rank": answer]])
      case .text: add("textarea", ["text": .array([answer])])
      case .spans:
        let offsets = UTF16Offsets(field.source.flatMap { data[$0]?.string } ?? "")
        for span in answer.array ?? [] {
          add(
            "labels",
            [
              "start": JSON(span["start"]?.integer.flatMap(offsets.units)),
              "end": JSON(span["end"]?.integer.flatMap(offsets.units)), "text": span["text"] ?? .null,
              "labels": .array([span["label"] ?? .null]),
            ])
        }
      }
    }
    return .array(regions)
  }

  static func json(of record: LabelRecord, _ schema: LabelSchema) -> JSON {
    func annotation(_ authored: AuthoredAnnotation, isGold: Bool = false, as role: String? = nil) -> JSON {
      var json: JSON = [
        "completed_by": ["email": .string(authored.annotator)], "ground_truth": .bool(isGold),
        "result": regions(authored.annotation, schema, record.payload),
      ]
      if let at = authored.at { json["created_at"] = .string(at.iso8601) }
      if let role { json["flowsight"] = .string(role) }
      return json
    }
    var annotations = record.annotations.map { annotation($0) }
    if let gold = record.gold {
      annotations.append(annotation(AuthoredAnnotation(annotator: "gold", annotation: gold), isGold: true))
    }
    if let result = record.result { annotations.append(annotation(result, as: "result")) }
    var meta: JSON = [
      "key": .string(record.key), "state": .string(record.state.rawValue),
      "priority": .integer(Int64(record.priority)), "overlap": .integer(Int64(record.overlap)),
    ]
    if let group = record.lane.group { meta["group"] = .string(group) }
    if let person = record.lane.person { meta["person"] = .string(person) }
    return [
      "data": record.payload, "meta": meta, "annotations": .array(annotations),
      "predictions": .array(
        record.predictions.map { prediction in
          [
            "model_version": .string(prediction.model), "score": prediction.score.map(JSON.number) ?? .null,
            "result": regions(prediction.annotation, schema, record.payload),
          ]
        }),
    ]
  }
}

/// Label Studio counts a text in UTF-16 code units, FlowSight in Unicode scalars.
struct UTF16Offsets {
  /// The first code unit of each scalar, and the end.
  private let starts: [Int64]

  init(_ text: String) {
    var starts: [Int64] = [0]
    for scalar in text.unicodeScalars { starts.append((starts.last ?? 0) + (scalar.value > 0xffff ? 2 : 1)) }
    self.starts = starts
  }

  func units(_ scalars: Int64) -> Int64? {
    starts.indices.contains(Int(clamping: scalars)) ? starts[Int(clamping: scalars)] : nil
  }

  /// `nil` between the halves of a scalar, and outside of the text.
  func scalars(_ units: Int64) -> Int64? {
    var (low, high) = (0, starts.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < units { low = middle + 1 } else { high = middle }
    }
    return starts[low] == units ? Int64(low) : nil
  }
}
