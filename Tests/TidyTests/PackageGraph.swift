/// The targets of `Package.swift` and what each uses.
struct PackageGraph {
  struct Target: Equatable {
    var name: String
    /// The folder below `Sources`.
    var path: String
    var uses: [String]
  }

  var targets: [Target]
  /// What the test targets use.
  var tested: Set<String>

  /// Reads the `module(…)` entries, the C libraries, and the executable.
  init(manifest: String) {
    targets = []
    for match in manifest.matches(of: /module\(\s*"([^"]+)"(?:,\s*uses:\s*\[([^\]]*)\])?/) {
      let path = String(match.1)
      targets.append(Target(name: PackageGraph.name(path), path: path, uses: PackageGraph.names(match.2 ?? "")))
    }
    tested = Set(
      manifest.matches(of: /tests\(\s*"[^"]+",\s*uses:\s*\[([^\]]*)\]/).flatMap { PackageGraph.names($0.1) })
    for match in manifest.matches(of: /(?:cLibrary|systemLibrary)\("([^"]+)"/) {
      targets.append(Target(name: String(match.1), path: "CLibraries/\(match.1)", uses: []))
    }
    for match in manifest.matches(of: /\.executableTarget\(\s*name: "([^"]+)",\s*dependencies: \[([^\]]*)\]/) {
      targets.append(Target(name: String(match.1), path: String(match.1), uses: PackageGraph.names(match.2)))
    }
  }

  private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func names(_ list: Substring) -> [String] {
    list.matches(of: /"([^"]+)"/).map { String($0.1) }
  }

  func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  /// The target that a file below `Sources` belongs to.
  func owner(of path: String) -> Target? {
    targets.first { path.hasPrefix("Sources/\($0.path)/") }
  }
}
