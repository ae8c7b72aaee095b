import Foundation
import Model

extension Export {
  /// Writes the file and returns how many rows it has; `progress` is told after every page. The file is there whole or
  /// not at all.
  ///
  /// Fails with `export_exists` when there is such a file and it is not to be replaced, with `export_unwritable`, and
  /// with what the platform says. When cancelled, nothing is left behind.
  func run(on platform: any Platform, progress: (Int) -> Void) async throws -> Int {
    let file = try ExportFile(path: path, replaces: replaces)
    do {
      var rows = 0
      func write(_ page: ExportedPage) throws {
        if rows == 0 { try file.write(format == .csv ? page.head : "{\"items\":[") }
        let separator = format == .csv ? "" : ","
        let text = page.lines.joined(separator: separator)
        try file.write((rows > 0 && !page.lines.isEmpty ? separator : "") + text)
        rows += page.lines.count
      }
      switch source {
      case .rows(let page): try write(page)
      case .pages(let list, let query):
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        while let page = request {
          try Task.checkCancellation()
          let answer = try await Load.list(list, query, page).answer(from: platform)
          guard let exported = try answer.exported(as: format) else { break }
          try write(exported)
          progress(rows)
          request = exported.next.map { PageRequest(limit: PageRequest.limitMax, .after($0)) }
        }
      }
      if format == .json { try file.write("],\"next\":null}\n") }
      try Task.checkCancellation()
      try file.commit()
      return rows
    } catch {
      file.discard()
      throw error
    }
  }
}

/// A file beside the one that is wanted, which takes its place at the end.
final class ExportFile: Sendable {
  private let path: String
  private let draft: String
  private let replaces: Bool
  private let descriptor: Int32

  /// `~/` is the home folder.
  init(path: String, replaces: Bool) throws(Failure) {
    let path = NSString(string: path).expandingTildeInPath
    self.path = path
    self.replaces = replaces
    if !replaces, access(path, F_OK) == 0 { throw ExportFile.exists(path) }
    let url = URL(fileURLWithPath: path)
    draft =
      url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).part").path
    descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw ExportFile.unwritable(path) }
  }

  func write(_ text: String) throws(Failure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { throw ExportFile.unwritable(path) }
      rest = rest.dropFirst(count)
    }
  }

  /// A file that came to be in the meantime is not replaced unless it may be.
  func commit() throws(Failure) {
    guard fsync(descriptor) == 0 else { throw ExportFile.unwritable(path) }
    if replaces {
      guard rename(draft, path) == 0 else { throw ExportFile.unwritable(path) }
    } else {
      guard link(draft, path) == 0 else {
        throw errno == EEXIST ? ExportFile.exists(path) : ExportFile.unwritable(path)
      }
      unlink(draft)
    }
  }

  func discard() { unlink(draft) }

  deinit { close(descriptor) }

  private static func exists(_ path: String) -> Failure {
    Failure("export_exists", "\(path) exists", nextStep: "name another file, or replace it")
  }

  private static func unwritable(_ path: String) -> Failure {
    Failure(
      "export_unwritable", "\(path) cannot be written: \(String(cString: strerror(errno)))",
      nextStep: "name a file in a folder that you may write, on a disk with room")
  }
}
