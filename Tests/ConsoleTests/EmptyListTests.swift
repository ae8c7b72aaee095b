import Model
import Support
import Terminal
import Testing

@testable import Console

/// What a list says when there is nothing in it: what would be there, and the key or the command that leads on.
@Suite struct EmptyListTests {
  private static let sources: [any ListSource] = [
    UploadSource(), RunSource(), WorkflowSource(), ScheduleSource(), ScheduleFireSource(Fixture.id(1)),
    BulkOperationSource(.letters), BulkOperationSource(.backfills), LetterGroupSource(), LetterSource(.all),
    LetterSource(.signature("5f1c0aa1")), LetterSource(.dataset("orders")), TraceSource(id: Fixture.id(1)),
    QueueSource(), DatasetSource(), VersionSource(nil), VersionSource("orders"),
    LabelProjectSource(), LabelTaskSource(project: "moods"), SkillGroupSource(project: "moods"), AuditSource(),
  ]

  @Test(arguments: Language.allCases) func everyEmptyListLeadsOn(language: Language) {
    let keys = Set(Keymap.standard.bindings.flatMap { $0.keys.map { "\($0)".lowercased() } })
    Language.$current.withValue(language) {
      for texts in Self.sources.map(\.empty) + [ListWords.nothingMatches("x"), QueueWords.noLeases] {
        #expect(texts.count >= 2, "\(texts)")
        let rest = texts.dropFirst().joined(separator: " ")
        let words = rest.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "/")) }.map { $0.lowercased() }
        #expect(rest.contains("flowsight ") || words.contains(where: keys.contains), "no key and no command: \(texts)")
      }
    }
  }

  /// The list of a pane with a filter that nothing passes says so, and not that there is nothing.
  @Test(arguments: ["topology", "ingestion", "dlq/all", "datasets/all", "topology/schedules", "queues", "audit"])
  func whatIsFilteredAwayIsNotCalledMissing(address: String) async {
    let session = await Session(at: "\(address) zzzqqq").settled()
    #expect(session.text.contains(ListWords.nothingMatches("zzzqqq")[0]), "\(session.text)")
  }
}
