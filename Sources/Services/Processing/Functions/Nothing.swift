import Support

/// `processing.nothing`: a step at which branches of a workflow meet, or wait for a condition.
struct Nothing: JobFunction {
  func run(_ job: JobContext) async throws -> JSON { [:] }
}
