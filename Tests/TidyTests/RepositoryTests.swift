import Foundation
import Testing

/// The rules of the house, applied to the repository itself.
@Suite struct RepositoryTests {
  @Test(arguments: Rule.all) func everyFileObeys(_ rule: Rule) throws {
    let files = try Repository.files.get()
    try #require(files.contains { $0.path == "Package.swift" })
    let violations = files.flatMap(rule.check)
    #expect(violations.isEmpty, "\(violations.map(\.description).joined(separator: "\n"))")
  }

  @Test func arrowsPointDown() throws {
    let graph = try graph()
    #expect(graph.targets.count > 10)
    #expect(Layers.problems(in: graph) == [])
  }

  /// The C libraries are tested through their Swift neighbours, the bench measures and is not part of the product.
  @Test func everyTargetIsTested() throws {
    let graph = try graph()
    #expect(Layers.untested(graph) == [])
  }

  @Test func filesImportWhatTheirTargetMay() throws {
    let graph = try graph()
    let violations = try Repository.files.get().flatMap { Layers.problems(in: $0, graph: graph) }
    #expect(violations.isEmpty, "\(violations.map(\.description).joined(separator: "\n"))")
  }

  private func graph() throws -> PackageGraph {
    let manifest = try String(contentsOf: Repository.root.appending(path: "Package.swift"), encoding: .utf8)
    return PackageGraph(manifest: manifest)
  }
}
