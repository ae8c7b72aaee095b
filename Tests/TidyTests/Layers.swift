/// The house, from the ground up. A target uses what stands below its own layer, never beside or above it.
enum Layers {
  /// Folders below `Sources`; `X/*` is every target in the folder.
  static let fromTheGround: [[String]] = [
    ["CLibraries/*"],
    ["Foundations/Support"],
    ["Foundations/*"],
    ["Foundations/Migrations"],
    ["Model"],
    ["ObjectStore", "Messaging", "Listing", "Sample", "LabelFormats"],
    ["Services/*"],
    ["Client/*", "Console", "Gateway"],
    ["Hosting"],
    ["flowsight", "Bench"],
  ]

  /// Doors know ``Platform`` and their own means, and nothing behind it.
  static let doors: [String: Set<String>] = [
    "Console": ["Support", "Model", "Cron", "Terminal"],
    "Gateway": ["Support", "Model", "HTTP"],
  ]

  /// What the toolchain brings.
  static let system: Set = ["Foundation", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Swift"]

  static func height(_ path: String) -> Int? {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    return fromTheGround.firstIndex { $0.contains(path) } ?? fromTheGround.firstIndex { $0.contains("\(folder)/*") }
  }

  /// Arrows of the graph that do not point down.
  static func problems(in graph: PackageGraph) -> [String] {
    graph.targets.flatMap { target -> [String] in
      guard let height = height(target.path) else { return ["\(target.name) stands on no layer"] }
      return target.uses.compactMap { use in
        guard let used = graph.target(use) else { return "\(target.name) uses \(use), which is no target" }
        guard let below = Layers.height(used.path), below < height else {
          return "\(target.name) uses \(use), which is not below it"
        }
        if let known = doors[target.name], !known.contains(use) {
          return "\(target.name) uses \(use): a door knows only \(known.sorted().joined(separator: ", "))"
        }
        return nil
      }
    }
  }

  /// Targets of the product that no test target uses.
  static func untested(_ graph: PackageGraph) -> [String] {
    graph.targets.filter { !$0.path.hasPrefix("CLibraries/") && $0.name != "Bench" && !graph.tested.contains($0.name) }
      .map(\.name)
  }

  /// Imports that the manifest does not allow to the file's target (the compiler lets indirect ones through).
  static func problems(in file: SourceFile, graph: PackageGraph) -> [Violation] {
    guard let swift = file.swift, file.isIn("Sources") else { return [] }
    guard let target = graph.owner(of: file.path) else {
      return [Violation(path: file.path, line: 1, problem: "belongs to no target")]
    }
    return swift.codeLines.enumerated().compactMap { index, line in
      guard line.contains("import "),
        let match = line.firstMatch(of: /^\s*(?:@\w+\s+)?(?:\w+\s+)?import\s+(?:(?:struct|enum|class|func)\s+)?(\w+)/)
      else { return nil }
      let name = String(match.1)
      if system.contains(name) || target.uses.contains(name) { return nil }
      return Violation(path: file.path, line: index + 1, problem: "\(target.name) may not import \(name)")
    }
  }
}
