import Foundation
import LabelFormats
import Model
import Support
import Tabular

/// One project's schema, and records that use all of it.
enum Samples {
  static let schema = LabelSchema(fields: [
    LabelField(name: "mood", kind: .choice, options: ["bad", "good"].map { LabelOption($0) }),
    LabelField(name: "topics", kind: .choices, options: ["价格", "speed"].map { LabelOption($0) }, isRequired: false),
    LabelField(
      name: "names", kind: .spans, options: ["PER", "LOC"].map { LabelOption($0) }, isRequired: false, source: "text"),
    LabelField(name: "stars", kind: .rating, isRequired: false, minimum: 0, maximum: 5),
    LabelField(name: "rank", kind: .ranking, options: ["a", "b"].map { LabelOption($0) }, isRequired: false),
    LabelField(name: "note", kind: .text, isRequired: false),
  ])

  static let text = "👩‍👧 Ann, née É, lives in 北京.\nShe said \"hi\""
  static let answer: JSON = [
    "mood": "good", "topics": ["价格", "speed"],
    "names": [
      ["start": 4, "end": 7, "label": "PER", "text": "Ann"], ["start": 25, "end": 27, "label": "LOC", "text": "北京"],
    ],
    "stars": 4.5, "rank": ["b", "a"], "note": "a, \"b\"\r\nc",
  ]

  static let full = LabelRecord(
    key: "row/1", payload: ["text": .string(text), "n": 3, "deep": ["x": [1, nil]]], state: .accepted, priority: 7,
    overlap: 2, lane: .group("chinese"),
    predictions: [Prediction(model: "m1", score: 0.25, annotation: ["mood": "bad"])], gold: nil,
    annotations: [
      AuthoredAnnotation(annotator: "ann", annotation: answer, at: Date(timeIntervalSince1970: 1_700_000_000)),
      AuthoredAnnotation(annotator: "bob", annotation: ["mood": "bad"], at: nil),
    ],
    result: AuthoredAnnotation(annotator: "rita", annotation: answer, at: Date(timeIntervalSince1970: 1_700_000_100)),
    version: 1, schemaVersion: 1)

  static let gold = LabelRecord(
    key: "gold", payload: ["text": "x"], state: .open, priority: 0, overlap: 1, lane: .person("bob"), predictions: [],
    gold: ["mood": "bad"], annotations: [], result: nil, version: 0, schemaVersion: nil)

  static func read(
    _ text: String, _ format: LabelFormat, schema: LabelSchema = schema
  ) throws -> [ReadTask] {
    let reader = try format.reader(MemorySource(Array(text.utf8)), schema: schema)
    var tasks: [ReadTask] = []
    while true {
      let next = try reader.next(limit: 2)
      if next.isEmpty { return tasks }
      tasks += next
    }
  }

  static func write(_ records: [LabelRecord], _ format: LabelFormat) throws -> String {
    var writer = try format.writer(schema: schema)
    return writer.header + records.map { writer.text(of: $0) }.joined() + writer.footer
  }
}

extension ReadTask {
  var problem: String? { if case .failure(let problem) = task { problem.description } else { nil } }
}
