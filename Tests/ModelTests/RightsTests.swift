import Model
import Support
import Testing

@Suite struct RightsTests {
  /// The matrix as it is meant, written down a second time.
  static let matrix: [Role: String] = [
    .viewer: "view", .annotator: "view", .reviewer: "view", .lead: "view read_audit", .auditor: "view read_audit",
    .operator: "view ingest rerun redrive discard control read_audit",
    .admin: "view ingest rerun redrive discard control read_audit",
  ]

  @Test(arguments: Role.allCases) func everyRight(_ role: Role) throws {
    let allowed = Set(try #require(Self.matrix[role]).split(separator: " ").map(String.init))
    for right in Right.allCases {
      let actor = Actor(name: "ann", credential: "c", role: role)
      #expect(role.rights.contains(right) == allowed.contains(right.rawValue))
      if allowed.contains(right.rawValue) {
        #expect(throws: Never.self) { try actor.require(right) }
      } else {
        let failure = #expect(throws: Failure.self) { try actor.require(right) }
        #expect(failure?.errorCode == "forbidden")
        let deed = right == .readAudit ? "read the audit log" : right.rawValue
        #expect(failure?.message == "ann has the role \(role.rawValue), which may not \(deed)")
        #expect(failure?.nextStep?.contains("admin") == true)
      }
    }
  }

  @Test func lettersAskForTheirRights() {
    #expect(LetterAction.redrive(parameters: [:]).right == .redrive)
    #expect(LetterAction.discard.right == .discard)
    #expect(LetterAction.resolve.right == .discard)
    #expect(LetterAction.restore.right == .discard)
  }
}
