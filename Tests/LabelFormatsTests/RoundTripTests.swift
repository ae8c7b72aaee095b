import LabelFormats
import Model
import Support
import Testing

@Suite struct RoundTripTests {
  /// What is exported and imported again is the same task, in the formats that hold all of it.
  @Test(arguments: [LabelFormat.jsonLines, .csv, .labelStudio]) func everything(_ format: LabelFormat) throws {
    let text = try Samples.write([Samples.full, Samples.gold], format)
    let tasks = try Samples.read(text, format)
    #expect(tasks.map(\.problem) == [nil, nil])
    var full = LabelTaskDraft(Samples.full)
    var gold = LabelTaskDraft(Samples.gold)
    let read = try tasks.map { try $0.task.get() }
    if format == .labelStudio {
      // Its spans come without the words that they quote; the import puts them back.
      (full, gold) = (full.withoutQuotes, gold.withoutQuotes)
    }
    #expect(read[0] == full)
    #expect(read[1] == gold)
  }

  @Test func spansInCoNLL() throws {
    let text = try Samples.write([Samples.full], .conll)
    #expect(text.contains("Ann\tB-PER\n"))
    #expect(text.contains("北京\tB-LOC\n") || text.contains("北\tB-LOC\n京\tI-LOC\n"))
    let task = try #require(try Samples.read(text, .conll).first).task.get()
    #expect(task.key == "row/1")
    #expect(task.payload == ["text": .string(Samples.text)])
    #expect(
      task.predictions.first?.annotation["names"] == [
        ["start": 4, "end": 7, "label": "PER"], ["start": 25, "end": 27, "label": "LOC"],
      ])
  }

  @Test func labelStudioCountsInUTF16() throws {
    let text = try Samples.write([Samples.full], .labelStudio)
    let json = try JSON(parsing: text)
    let regions = json.array?.first?["annotations"]?.array?.first?["result"]?.array ?? []
    let span = regions.first { $0["type"] == "labels" }?["value"]
    // The family is three scalars and five code units.
    #expect(span?["start"] == 6)
    #expect(span?["text"] == "Ann")
  }
}

extension LabelTaskDraft {
  fileprivate var withoutQuotes: LabelTaskDraft {
    func stripped(_ annotation: JSON) -> JSON {
      var annotation = annotation
      if let spans = annotation["names"]?.array {
        annotation["names"] = .array(
          spans.map { span in
            var span = span
            span["text"] = nil
            return span
          })
      }
      return annotation
    }
    var draft = self
    for index in draft.annotations.indices {
      draft.annotations[index].annotation = stripped(draft.annotations[index].annotation)
    }
    if let result = draft.result { draft.result?.annotation = stripped(result.annotation) }
    return draft
  }
}
