import Foundation
import Model

/// A file that a person asked for. It never replaces one that is there.
enum NewFile {
  /// Why it could not be written; `nil` when it was. `~/` is the home folder.
  static func write(_ contents: String, to path: String) -> Failure? {
    let full = NSString(string: path).expandingTildeInPath
    let descriptor = open(full, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return failure(path, String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(contents.utf8))
      return nil
    } catch {
      return failure(path, error.localizedDescription)
    }
  }

  private static func failure(_ path: String, _ reason: String) -> Failure {
    Failure("file_unwritable", MemoryWords.unwritten(path, reason), nextStep: MemoryWords.nameNewFile)
  }
}
