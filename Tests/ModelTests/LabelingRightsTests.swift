import Model
import Testing

@Suite struct LabelingRightsTests {
  /// The matrix as it is meant, written down a second time: annotator, reviewer, lead, admin, auditor.
  static let matrix: [LabelingRight: [LabelingGrant]] = [
    .work: [.ifSkilled, .ifSkilled, .ifSkilled, .no, .no],
    .seeOthers: [.no, .afterOwnSubmit, .yes, .yes, .yes],
    .review: [.no, .notOwnWork, .notOwnWork, .no, .no],
    .adjudicate: [.no, .ifGranted, .yes, .no, .no],
    .assign: [.no, .no, .yes, .yes, .no],
    .configure: [.no, .no, .yes, .yes, .no],
    .export: [.no, .no, .yes, .yes, .yes],
    .readHistory: [.own, .task, .project, .yes, .yes],
  ]
  static let columns: [Role] = [.annotator, .reviewer, .lead, .admin, .auditor]

  @Test(arguments: LabelingRight.allCases) func everyCell(_ right: LabelingRight) throws {
    let row = try #require(Self.matrix[right])
    for (role, grant) in zip(Self.columns, row) {
      #expect(role.grant(right) == grant, "\(role) \(right)")
      let actor = Actor(name: "ann", credential: "c", role: role)
      if grant == .no {
        let failure = #expect(throws: Failure.self) { try actor.require(right) }
        #expect(failure?.errorCode == "forbidden")
      } else {
        #expect(throws: Never.self) { try actor.require(right) }
      }
    }
    for role in [Role.viewer, .operator] { #expect(role.grant(right) == .no) }
  }
}
