import Foundation
import Model
import Testing

/// The page of acts in docs/reference is made from the table.
@Suite struct ActDocumentTests {
  private static let path = "docs/reference/acts.md"

  private static var text: String {
    let rows = Act.allCases.map { "| `\($0.rawValue)` |" }
    return """
      # Acts

      What can be done, each under one name. Previews and results have it as `action`; the audit log has it behind the
      name of the service that did it, as in `workflow.run.cancel`. Made from `Act` by a test.

      | act |
      | --- |
      \(rows.joined(separator: "\n"))

      """
  }

  @Test func thePageIsTheTable() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let url = root.appending(path: Self.path)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Self.text.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == Self.text)
  }

  @Test func everyActIsASubjectAndAVerb() {
    #expect(Act.allCases.allSatisfy { $0.rawValue.wholeMatch(of: /[a-z_]+\.[a-z_]+/) != nil })
  }
}
