public import Foundation
public import Model
import Support

/// Which columns of which list were chosen, and where that is kept.
public struct ListLayouts: Hashable, Sendable, Codable {
  /// Keys of columns in their order, by the list's name.
  public var columns: [String: [String]]

  public init(columns: [String: [String]] = [:]) { self.columns = columns }

  /// Nothing while there is no such file. Fails with `layouts_unreadable`.
  public init(at file: URL) throws(Failure) {
    guard FileManager.default.fileExists(atPath: file.path) else {
      self.init()
      return
    }
    do {
      self = try JSON(parsing: try String(contentsOf: file, encoding: .utf8)).decode()
    } catch {
      throw Failure(
        "layouts_unreadable", "the choice of columns cannot be read from \(file.path)",
        nextStep: "repair the file, or remove it")
    }
  }

  /// Replaces the file at once. Fails with `layouts_unwritable`.
  func save(to file: URL) throws(Failure) {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try Data((try JSON(encoding: self).text(pretty: true) + "\n").utf8).write(to: file, options: .atomic)
    } catch {
      throw Failure(
        "layouts_unwritable", "the choice of columns cannot be kept in \(file.path)",
        nextStep: "make the folder writable; until then it holds for this session")
    }
  }
}
