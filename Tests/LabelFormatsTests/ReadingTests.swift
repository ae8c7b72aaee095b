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

  @Test func conllWithoutTextJoinsTokens() throws {
    let tasks = try Samples.read("Ann\tNNP\tB-PER\nlives\tVB\tO\n\n\nin\tIN\tO\nRome\tNNP\tI-LOC\n", .conll)
    let drafts = try tasks.map { try $0.task.get() }
    #expect(drafts.map { $0.payload["text"] } == ["Ann lives", "in Rome"])
    #expect(drafts[1].annotations.first?.annotation == ["names": [["start": 3, "end": 7, "label": "LOC"]]])
  }

  @Test func conllNeedsSpans() {
    let schema = LabelSchema(fields: [LabelField(name: "note", kind: .text)])
    #expect(throws: Failure.self) { try Samples.read("a O", .conll, schema: schema) }
  }
}
