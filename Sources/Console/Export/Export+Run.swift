import Foundation
import Model
import Synchronization

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

/// What is to become a file: it has no name until it is whole, so that however the process ends nothing is left behind.
/// Where the file system has no files without names, it is a draft beside the one that is wanted.
final class ExportFile: Sendable {
  private let path: String
  /// The name that it has for the time being.
  private let draft: String?
  private let replaces: Bool
  private let descriptor: Int32

  /// Drafts of this process that have names.
  private static let drafts = Mutex<Set<String>>([])

  /// `~/` is the home folder.
  init(path: String, replaces: Bool, isNameless: Bool = true) throws(Failure) {
    let path = NSString(string: path).expandingTildeInPath
    self.path = path
    self.replaces = replaces
    if !replaces, access(path, F_OK) == 0 { throw ExportFile.exists(path) }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let nameless = isNameless ? open(folder, O_WRONLY | O_CLOEXEC | ExportFile.withoutName, 0o600) : -1
    if nameless >= 0 {
      (descriptor, draft) = (nameless, nil)
      return
    }
    let named = ExportFile.draft(of: path)
    draft = named
    descriptor = open(named, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw ExportFile.unwritable(path) }
    _ = ExportFile.drafts.withLock { $0.insert(named) }
  }

  /// `O_TMPFILE` of open(2), no plain number in C.
  private static var withoutName: Int32 { 0o20_000_000 | O_DIRECTORY }

  private static func draft(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    return url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).part").path
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
    let draft = replaces ? self.draft ?? ExportFile.draft(of: path) : self.draft
    if replaces, let draft {
      guard self.draft != nil || name(draft), rename(draft, path) == 0 else {
        unlink(draft)
        throw ExportFile.unwritable(path)
      }
    } else {
      guard name(path) else { throw errno == EEXIST ? ExportFile.exists(path) : ExportFile.unwritable(path) }
    }
    discard()
  }

  private func name(_ path: String) -> Bool {
    if let draft { return link(draft, path) == 0 }
    return linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
  }

  func discard() {
    guard let draft else { return }
    unlink(draft)
    _ = ExportFile.drafts.withLock { $0.remove(draft) }
  }

  /// What is being written is given up, for a process that ends.
  static func discardAll() {
    drafts.withLock { drafts in
      for draft in drafts { unlink(draft) }
      drafts = []
    }
  }

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
