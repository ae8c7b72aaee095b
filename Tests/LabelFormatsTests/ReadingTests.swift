import LabelFormats
import Model
import Support
import Tabular
import Testing

@Suite struct ReadingTests {
  @Test func anyObjectIsAPayload() throws {
    let tasks = try Samples.read("{\"text\": \"a\"}\r\n\n{\"text\": \"b\"}", .jsonLines)
    #expect(tasks.map(\.place) == [1, 3])
    #expect(try tasks.map { try $0.task.get().payload } == [["text": "a"], ["text": "b"]])
  }

  @Test func columnsArePayload() throws {
    let tasks = try Samples.read("key,text,priority\nk1,\"a, b\",5\nk2,,\n", .csv)
    let drafts = try tasks.map { try $0.task.get() }
    #expect(drafts.map(\.key) == ["k1", "k2"])
    #expect(drafts[0].payload == ["text": "a, b"])
    #expect(drafts.map(\.priority) == [5, 0])
  }

  @Test func badTasksAreNamedByTheirPlace() throws {
    let lines = try Samples.read("{\"a\": 1}\nnonsense\n[]\n{\"b\": 2}", .jsonLines)
    #expect(lines.map { $0.problem != nil } == [false, true, true, false])
    #expect(lines.map(\.place) == [1, 2, 3, 4])
    let rows = try Samples.read("key,payload\nk,{\nl,{},x\nm,{}\n", .csv)
    #expect(rows.map { $0.problem != nil } == [true, true, false])
    let elements = try Samples.read("[{\"data\": {}}, {\"data\": 3}, 4]", .labelStudio)
    #expect(elements.map { $0.problem != nil } == [false, true, true])
    let blocks = try Samples.read("a B-PER\nb X-PER\n\nc O\n", .conll)
    #expect(blocks.map { $0.problem != nil } == [true, false])
  }

  @Test(arguments: ["", "{}", "[{}", "[{}] x", "[\"", "[{\"data\": {}}"]) func brokenListsAreRefused(_ text: String) {
    #expect(throws: (any Error).self) { try Samples.read(text, .labelStudio) }
  }

  @Test func whatStandsBeforeABreakComesIn() throws {
    let text = "[{\"data\": {}}, {\"data\": {}}, {\"da"
    let reader = try LabelFormat.labelStudio.reader(MemorySource(Array(text.utf8)), schema: Samples.schema)
    #expect(try reader.next(limit: 1000).count == 2)
    #expect(throws: (any Error).self) { try reader.next(limit: 1000) }
  }

  @Test func hostileBytesNeverTrap() throws {
    let bytes: [UInt8] = [0xff, 0xfe, 0x00, 0x5b, 0x7b, 0x22, 0xc3, 0x28, 0x0a, 0x5d, 0x7d]
    for format in LabelFormat.allCases {
      for length in 0...bytes.count {
        _ = try? Samples.read(String(decoding: bytes.prefix(length), as: UTF8.self), format)
      }
    }
    let deep = String(repeating: "[", count: 100_000)
    #expect(try Samples.read(deep, .jsonLines).first?.problem != nil)
  }

  /// Memory and the tasks beside it are left alone by one that is too long.
  @Test func whatIsTooLongIsNamedByItsPlace() throws {
    let long = String(repeating: "a", count: LabelFormat.taskBytesMax + 1)
    func object(_ text: String) -> String { "{\"data\": {\"text\": \"\(text)\"}}" }
    let list = "[" + [object("a"), object("], \\\" \(long)"), object("b")].joined(separator: ", ") + "]"
    let elements = try Samples.read(list, .labelStudio)
    #expect(elements.map { $0.problem != nil } == [false, true, false])
    let lines = try Samples.read("{\"a\": 1}\n{\"a\": \"\(long)\"}\n{\"b\": 2}", .jsonLines)
    #expect(lines.map { $0.problem != nil } == [false, true, false] && lines.map(\.place) == [1, 2, 3])
    let blocks = try Samples.read("a O\n\n\(long) O\n\nb O\n", .conll)
    #expect(blocks.map { $0.problem != nil } == [false, true, false])
  }

  @Test(arguments: ["\t", ";", ","]) func columnsAreSeparatedAsTheHeaderIs(_ sign: String) throws {
    let text = "\u{feff}key\(sign)text\nk1\(sign)\"a\(sign)\nb\"\nk2\(sign)c\n"
    let drafts = try Samples.read(text, .csv).map { try $0.task.get() }
    #expect(drafts.map(\.key) == ["k1", "k2"])
    #expect(drafts.map(\.payload) == [["text": .string("a\(sign)\nb")], ["text": "c"]])
  }

  /// As other programs write them.
  @Test func foreignFiles() throws {
    let gbk: [UInt8] = Array("key,text\ng1,".utf8) + [0xc4, 0xe3, 0xba, 0xc3, 0x0a] + Array("g2,ok\n".utf8)
    let rows = try LabelFormat.csv.reader(MemorySource(gbk), schema: Samples.schema).next(limit: 10)
    #expect(rows.map(\.problem) == ["bytes that are not UTF-8", nil] && rows.map(\.place) == [2, 3])
    let conll = """
      -DOCSTART- -X- -X- O

      EU NNP B-NP B-ORG
      rejects VBZ B-VP O

      Peter NNP B-NP I-PER
      Blackburn NNP I-NP I-PER
      """
    let texts = try Samples.read(conll, .conll).map { try $0.task.get().payload["text"] }
    #expect(texts == ["EU rejects", "Peter Blackburn"])
    func exported(_ time: String) -> String {
      """
      [{"id": 1, "annotations": [{"id": 1, "completed_by": 7, "result": [{"value": {"choices": ["good"]}, "id": "x",
      "from_name": "mood", "to_name": "text", "type": "choices", "origin": "manual"}], "was_cancelled": false,
      "ground_truth": false, "created_at": "\(time)", "lead_time": 3.2, "prediction": {}}], "file_upload": "a.csv",
      "drafts": [], "predictions": [7], "data": {"text": "so"}, "meta": {}, "inner_id": 1, "total_annotations": 1}]
      """
    }
    let draft = try #require(try Samples.read(exported("2023-01-02T03:04:05.678901Z"), .labelStudio).first).task.get()
    #expect(draft.key == "1" && draft.predictions.isEmpty)
    #expect(draft.annotations.first?.annotator == "user-7" && draft.annotations.first?.at != nil)
    #expect(try Samples.read(exported("yesterday"), .labelStudio).first?.problem?.contains("no time") == true)
  }

  @Test func conllWithoutTextJoinsTokens() throws {
    let tasks = try Samples.read("Ann\tNNP\tB-PER\nlives\tVB\tO\n\n\nin\tIN\tO\nRome\tNNP\tI-LOC\n", .conll)
    let drafts = try tasks.map { try $0.task.get() }
    #expect(drafts.map { $0.payload["text"] } == ["Ann lives", "in Rome"])
    // The schema asks for a mood too: what the file says is not a whole answer.
    #expect(drafts[1].annotations.isEmpty)
    #expect(drafts[1].predictions.first?.annotation == ["names": [["start": 3, "end": 7, "label": "LOC"]]])
  }

  @Test func conllIsReadAsItIsWritten() throws {
    let names = LabelSchema(fields: Samples.schema.fields.filter { $0.name == "names" })
    let text = """
      -DOCSTART- -X- -X- O

      # sent_id = 7
      Ann NNP B-NP B-PER
      # NN I-NP O
      1 CD I-NP O

      nobody NN O O

      # unlabeled
      later RB O O

      bare
      """
    let drafts = try Samples.read(text, .conll, schema: names).map { try $0.task.get() }
    #expect(drafts.map { $0.payload["text"] } == ["Ann # 1", "nobody", "later", "bare"])
    let spans: JSON = ["names": [["start": 0, "end": 3, "label": "PER"]]]
    #expect(drafts.map { $0.annotations.first?.annotation } == [spans, ["names": []], nil, nil])
  }

  /// What cannot be taken as it is, is refused: nothing is changed or left out without a word.
  @Test(arguments: [
    #"{"key": true, "payload": {}}"#, #"{"payload": "a text"}"#, #"{"payload": {}, "priority": "high"}"#,
    #"{"payload": {}, "overlap": 1.5}"#, #"{"payload": {}, "group": 3}"#, #"{"payload": {}, "state": "DONE"}"#,
    #"{"payload": {}, "annotations": {}}"#, "not JSON", #"{"payload": {}, "bogus": 1}"#, #"{"key": "a", "text": "b"}"#,
    #"{"payload": {}, "key": "a", "key": "b"}"#,
    #"{"payload": {}, "predictions": [{"model": "m", "annotation": {}, "sure": 1}]}"#,
    #"{"payload": {}, "annotations": [{"annotator": "a", "annotation": {}, "verdict": "no"}]}"#,
    #"{"payload": {}, "result": {"annotator": "a", "annotation": {}, "why": "so"}}"#,
  ])
  func whatIsNotWhatItIsCalledIsRefused(line: String) throws {
    #expect(try Samples.read(line, .jsonLines).map { $0.problem != nil } == [true])
  }

  @Test func columnsThatARecordHasNotAreRefused() throws {
    let rows = try Samples.read("key,payload,label.mood,bogus\nk1,{},good,\nk2,{},good,x\n", .csv)
    #expect(rows.map { $0.problem?.contains("'bogus' is no member of a record") } == [nil, true])
  }

  @Test func numbersAreKeysToo() throws {
    let tasks = try Samples.read(#"{"key": 7, "payload": {"text": "a"}}"#, .jsonLines)
    #expect(try tasks.first?.task.get().key == "7")
  }

  /// What earlier versions imported under another key is known again.
  @Test func tasksKnowTheKeyThatTheyHadBefore() throws {
    func formerKey(_ text: String, _ format: LabelFormat) throws -> String? {
      try Samples.read(text, format).first?.task.get().formerKey
    }
    let former = SHA256.hex(of: Array(#"{"text":"a"}"#.utf8))
    #expect(try formerKey(#"{"key": 7, "payload": {"text": "a"}}"#, .jsonLines) == former)
    #expect(try formerKey(#"{"key": "7", "payload": {"text": "a"}}"#, .jsonLines) == nil)
    #expect(try formerKey("text,state\na,Ohio\n", .csv) == former)
    #expect(try formerKey("key,text,state\n7,a,Ohio\n", .csv) == nil)
    #expect(try formerKey("text\na\n", .csv) == nil)
  }

  /// An order number of twenty digits is another one when a digit is lost.
  @Test(arguments: [LabelFormat.jsonLines, .csv, .labelStudio]) func numbersOfAPayloadStay(_ format: LabelFormat) throws
  {
    let payload = #"{"text":"a","n":1.50,"big":12345678901234567890,"deep":[1e3,-0]}"#
    var record = Samples.full
    record.payload = try JSON(parsing: payload)
    (record.annotations, record.result, record.predictions) = ([], nil, [])
    let read = try Samples.read(try Samples.write([record], format), format)
    #expect(try read.map { try $0.task.get().payload.text() } == [payload])
  }

  @Test func onlyARecordIsADraft() throws {
    #expect(try Samples.read("text,state\na,DRAFT\n", .csv).first?.problem?.contains("'state' is DRAFT") == true)
    let record = try Samples.read("payload,state\n{},DRAFT\n", .csv).first?.task.get()
    #expect(record?.state == .draft)
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    let line = Array(#"{"payload": {"text": ""#.utf8) + [0xc3, 0x28] + Array(#""}}"#.utf8)
    for (format, bytes) in [
      (LabelFormat.jsonLines, line), (.labelStudio, Array("[".utf8) + line + Array("]".utf8)),
      (.conll, [0xc3, 0x28] + Array(" O\n".utf8)),
    ] {
      let task = try format.reader(MemorySource(bytes), schema: Samples.schema).next(limit: 1).first
      #expect(task?.problem == "bytes that are not UTF-8", "\(format)")
    }
  }

  /// Columns that say how a task is given out keep their meaning; all others are what it is about.
  @Test func aStateOfTheUnionIsNoStateOfATask() throws {
    let draft = try Samples.read("key,state,person,group\nk1,Ohio,Ann,chinese\n", .csv).first?.task.get()
    #expect(draft?.payload == ["state": "Ohio", "person": "Ann"])
    #expect(draft?.lane == .group("chinese"))
  }

  @Test func regionsThatWouldBeLostAreRefused() throws {
    func problem(_ control: String, _ start: Int, _ end: Int) throws -> String? {
      let text = """
        [{"data": {"text": "👍 Ann"}, "annotations": [{"result": [{"from_name": "\(control)", "type": "labels",
          "value": {"start": \(start), "end": \(end), "labels": ["PER"]}}]}]}]
        """
      return try Samples.read(text, .labelStudio).first?.problem
    }
    #expect(try problem("names", 3, 6) == nil)
    #expect(try problem("names", 1, 2)?.contains("inside of a character") == true)
    #expect(try problem("names", 3, 60)?.contains("outside of its text") == true)
    #expect(try problem("label", 3, 6)?.contains("no field 'label'") == true)
  }

  @Test func conllNeedsSpans() {
    let schema = LabelSchema(fields: [LabelField(name: "note", kind: .text)])
    #expect(throws: Failure.self) { try Samples.read("a O", .conll, schema: schema) }
  }
}
