import Foundation

/// A text file of the repository.
struct SourceFile: Sendable {
  /// From the top of the repository, such as `Sources/Model/Failure.swift`.
  let path: String
  let text: String
  /// What the file says, when it is Swift.
  let swift: SwiftText?

  init(path: String, text: String) {
    self.path = path
    self.text = text
    swift = path.hasSuffix(".swift") ? SwiftText(text) : nil
  }

  var isTest: Bool { path.hasPrefix("Tests/") }
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }

  /// Whether the file stands in the folder.
  func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
}

/// A rule that a file breaks, and where.
struct Violation: Equatable, CustomStringConvertible {
  var path: String
  var line: Int
  var problem: String
  var description: String { "\(path):\(line): \(problem)" }
}

/// The repository's files as they lie on the disk.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let namesLeftOut: Set = [".git", ".build", ".swiftpm"]
  private static let textEndings: Set = ["swift", "h", "c", "md", "yaml", "yml", "sql", "modulemap", "json", "sh", ""]

  /// Read once for all tests.
  static let files: Result<[SourceFile], any Error> = Result { try read() }

  private static func read() throws -> [SourceFile] {
    var files: [SourceFile] = []
    var folders = [""]
    while let folder = folders.popLast() {
      for name in try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path) {
        if namesLeftOut.contains(name) { continue }
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        let url = root.appending(path: path)
        // A name that is no UTF-8 cannot be looked up; no file of the project has one.
        guard let values = try? url.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey]),
          values.isSymbolicLink != true
        else { continue }
        if values.isDirectory == true {
          folders.append(path)
        } else if textEndings.contains(url.pathExtension), let text = try? String(contentsOf: url, encoding: .utf8) {
          files.append(SourceFile(path: path, text: text))
        }
      }
    }
    return files.sorted { $0.path < $1.path }
  }
}
