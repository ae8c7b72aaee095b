import Testing

/// An act has one name: in the table of acts, and nowhere else.
@Suite struct ActTests {
  private static let services = ["ingestion", "processing", "workflow", "metadata", "labeling", "iam"]

  @Test func noServiceNamesAnActItself() throws {
    let files = try Repository.files.get()
    let table = try #require(files.first { $0.name == "Act.swift" })
    let acts = table.text.matches(of: /= "([a-z_]+\.[a-z_]+)"/).map { String($0.output.1) }
    #expect(acts.count > 40 && Set(acts).count == acts.count)
    let names = acts.reduce(into: Set(acts)) { names, act in
      for service in Self.services { names.insert("\(service).\(act)") }
    }
    for file in files where file.isIn("Sources/Services") || file.isIn("Sources/Client") {
      let named = (file.swift?.literals ?? []).map { String($0.text) }.filter(names.contains)
      #expect(named.isEmpty, "\(file.path) names \(named)")
    }
  }
}
