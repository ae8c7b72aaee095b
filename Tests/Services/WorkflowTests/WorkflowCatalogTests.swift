import Model
import Testing
import Workflow

@Suite struct WorkflowCatalogTests {
  private static let functions: Set<String> = [
    "processing.validate", "processing.standardize", "processing.clean", "processing.load_ods",
    "processing.build_dwd", "metadata.publish", "processing.empty_ods", "processing.empty_dwd", "metadata.withdraw",
    "metadata.roll_back",
  ]

  @Test func theDocumentOfThisBuildIsSound() throws {
    let workflow = try #require(try WorkflowCatalog.load(knownFunctions: Self.functions).first)
    #expect(workflow.name == "dataset.load" && workflow.startsOn == "dataset.ingested")
    #expect(workflow.steps.map(\.name) == ["validate", "standardize", "clean", "load_ods", "build_dwd", "publish"])
  }

  @Test func aFunctionThatNoServiceHasIsRefused() {
    let failure = #expect(throws: Failure.self) {
      try WorkflowCatalog.load(knownFunctions: Self.functions.subtracting(["metadata.publish"]))
    }
    #expect(failure?.errorCode == "workflow_invalid")
    #expect(failure?.message.contains("metadata.publish") == true)
  }

  @Test func whatUndoesAStepIsKnownToo() {
    let failure = #expect(throws: Failure.self) {
      try WorkflowCatalog.load(knownFunctions: Self.functions.subtracting(["processing.empty_ods"]))
    }
    #expect(failure?.message.contains("load_ods") == true && failure?.message.contains("processing.empty_ods") == true)
  }

  @Test(arguments: ["", "steps: [", "name: a", "name: a\nversion: x\nstarts_on: b\nsteps: []", "[]"])
  func whatIsNoDocumentIsRefused(_ text: String) {
    let failure = #expect(throws: Failure.self) { try WorkflowCatalog.parse(text, knownFunctions: []) }
    #expect(failure?.errorCode == "workflow_invalid")
  }
}
