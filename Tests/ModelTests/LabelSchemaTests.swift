import Model
import Support
import Testing

@Suite struct LabelSchemaTests {
  private static let schema = LabelSchema(fields: [
    LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) }),
    LabelField(name: "topics", kind: .choices, options: ["a", "b"].map { LabelOption($0) }, isRequired: false),
    LabelField(
      name: "spans", kind: .spans, options: [LabelOption("X")], isRequired: false, source: "text"),
    LabelField(name: "stars", kind: .rating, isRequired: false, minimum: 1, maximum: 5, step: 0.5),
    LabelField(name: "rank", kind: .ranking, options: ["a", "b"].map { LabelOption($0) }, isRequired: false),
    LabelField(name: "note", kind: .text, isRequired: false, lengthMax: 3),
  ])
  private static let payload: JSON = ["text": "héllo"]

  @Test(arguments: [
    #"{"mood":"good","topics":["b","a"],"spans":[{"start":1,"end":2,"label":"X"}],"stars":2.5,"rank":["b","a"],"note":"👩‍👧"}"#,
    #"{"mood":"bad"}"#, #"{"mood":"bad","topics":[],"spans":[],"note":null}"#,
  ]) func answersThatFit(_ text: String) throws {
    let answer = try Self.schema.annotation(try JSON(parsing: text), payload: Self.payload)
    // What was read is read again.
    #expect(try Self.schema.annotation(answer.json, payload: Self.payload) == answer)
  }

  @Test(arguments: [
    #"[]"#, #"{}"#, #"{"mood":"?"}"#, #"{"mood":1}"#, #"{"mood":"good","more":1}"#,
    #"{"mood":"good","topics":"a"}"#, #"{"mood":"good","topics":["a","a"]}"#, #"{"mood":"good","topics":["c"]}"#,
    #"{"mood":"good","spans":[{"start":0,"end":9,"label":"X"}]}"#,
    #"{"mood":"good","spans":[{"start":2,"end":2,"label":"X"}]}"#,
    #"{"mood":"good","spans":[{"start":-1,"end":2,"label":"X"}]}"#,
    #"{"mood":"good","spans":[{"start":0,"end":1,"label":"Y"}]}"#,
    #"{"mood":"good","spans":[{"start":0,"end":1,"label":"X","text":"z"}]}"#,
    #"{"mood":"good","spans":[{"start":9223372036854775807,"end":1,"label":"X"}]}"#,
    #"{"mood":"good","stars":6}"#, #"{"mood":"good","stars":1.2}"#, #"{"mood":"good","stars":"3"}"#,
    #"{"mood":"good","rank":["a"]}"#, #"{"mood":"good","rank":["a","a"]}"#, #"{"mood":"good","note":"abcd"}"#,
  ]) func answersThatDoNotFit(_ text: String) throws {
    let json = try JSON(parsing: text)
    let failure = #expect(throws: Failure.self) { try Self.schema.annotation(json, payload: Self.payload) }
    #expect(failure?.errorCode == "annotation_invalid")
  }

  @Test func draftsMayBeOpen() throws {
    #expect(try Self.schema.annotation([:], payload: Self.payload, isDraft: true).json == [:])
  }

  @Test(arguments: [
    LabelField(name: "", kind: .text), LabelField(name: "a b", kind: .text), LabelField(name: "a", kind: .choice),
    LabelField(name: "a", kind: .choice, options: [LabelOption("x"), LabelOption("x")]),
    LabelField(name: "a", kind: .spans, options: [LabelOption("x")]), LabelField(name: "a", kind: .rating),
    LabelField(name: "a", kind: .rating, minimum: 5, maximum: 1),
    LabelField(name: "a", kind: .rating, minimum: 1, maximum: 5, step: 0),
  ]) func fieldsThatMakeNoSense(_ field: LabelField) {
    #expect(throws: Failure.self) { try LabelSchema(fields: [field]).check() }
  }

  @Test func aSchemaAsksSomethingOnce() {
    let note = LabelField(name: "note", kind: .text)
    #expect(throws: Never.self) { try LabelSchema(fields: [note]).check() }
    #expect(throws: Failure.self) { try LabelSchema(fields: []).check() }
    #expect(throws: Failure.self) { try LabelSchema(fields: [note, note]).check() }
  }

  @Test(arguments: [LabelLane.everybody, .group("a:b"), .person("ann")]) func lanesAreTexts(_ lane: LabelLane) {
    #expect(LabelLane(rawValue: lane.rawValue) == lane)
  }

  /// What a document says and a schema does not know is named: a typo changes nothing without a word.
  @Test(arguments: [
    (#"{"fields": [], "feilds": []}"#, "feilds"),
    (#"{"fields": [{"name": "a", "kind": "text", "is_requierd": false}]}"#, "is_requierd"),
    (#"{"fields": [{"name": "a", "kind": "coice"}]}"#, "coice"),
    (#"{"fields": [{"name": "a", "kind": "choice", "options": [1, 2]}]}"#, "quotation marks"),
    (#"{"fields": [{"name": "a", "kind": "choice", "options": [{"vlaue": "x"}]}]}"#, "vlaue"),
    (#"{"fields": [{"kind": "text"}]}"#, "name"),
  ])
  func typosAreNamed(document: String, word: String) throws {
    let json = try JSON(parsing: document)
    let failure = #expect(throws: Failure.self) { try LabelSchema(document: json) }
    #expect(failure?.errorCode == "schema_invalid" && failure?.message.contains(word) == true)
  }
}
