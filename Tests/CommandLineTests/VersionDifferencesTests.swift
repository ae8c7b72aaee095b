import Foundation
import Model
import Support
import Testing

@testable import flowsight

@Suite struct VersionDifferencesTests {
  private func version(_ number: Int, _ answer: JSON) -> LabelResult {
    LabelResult(
      id: ResultID(UUID()), taskID: LabelTaskID(UUID()), version: number, kind: .submission, author: "ann",
      at: Date(timeIntervalSince1970: 0), schemaVersion: 1, before: nil, after: answer, reason: nil)
  }

  @Test func whatChangedBetweenTwoVersions() {
    let differences = VersionDifferences(
      from: version(1, ["mood": "good", "topics": ["price", "tone"], "rank": ["a", "b"], "stars": 3]),
      to: version(3, ["mood": "bad", "topics": ["tone", "speed"], "rank": ["b", "a"], "note": "x", "stars": 3]))
    #expect(differences.fields.map(\.field) == ["mood", "topics", "rank", "note"])
    #expect(differences.fields.map(\.removed) == [["good"], ["price"], [["a", "b"]], []])
    #expect(differences.fields.map(\.added) == [["bad"], ["speed"], [["b", "a"]], ["x"]])
  }
}
