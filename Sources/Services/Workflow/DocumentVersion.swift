import Model

/// A document as runs were made from it.
struct DocumentVersion: Hashable {
  var workflow: String
  var version: Int

  init(workflow: String, version: Int) {
    self.workflow = workflow
    self.version = version
  }

  init(_ run: Run) { self.init(workflow: run.workflow, version: run.workflowVersion) }
}
