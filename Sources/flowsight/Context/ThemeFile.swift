import Foundation
import Model
import Terminal
import YAML

/// A theme as a file: a short text, taken as a whole or not at all.
enum ThemeFile {
  static let bytesMax = 65_536

  /// Fails with `theme_invalid`, which names the file, the line where there is one, and what is wrong there.
  static func theme(at path: String) throws(Failure) -> Theme {
    let document: YAML.Document
    do {
      document = try YAML.document(try text(at: path))
    } catch let error as YAMLError {
      throw failure("\(path), line \(error.line), column \(error.column): \(error.problem)")
    } catch {
      throw error as? Failure ?? failure("\(path): \(error)")
    }
    do {
      return try Theme(document.value)
    } catch {
      let line = document.line(of: error.path.split(separator: ".").map(String.init))
      throw failure("\(path), line \(line): \(error)")
    }
  }

  /// Whatever lies there, a pipe without end as well, it is not waited for.
  private static func text(at path: String) throws(Failure) -> String {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("\(path): \(String(cString: strerror(errno)))") }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw failure("\(path): it is no plain file")
    }
    guard let data = try? file.read(upToCount: bytesMax + 1) ?? Data() else {
      throw failure("\(path): it cannot be read")
    }
    guard data.count <= bytesMax else {
      throw failure("\(path): it has \(facts.st_size) bytes, and a theme has \(bytesMax) at most")
    }
    guard let text = String(validating: data, as: UTF8.self) else { throw failure("\(path): it is no UTF-8 text") }
    return text
  }

  private static func failure(_ message: String) -> Failure {
    Failure("theme_invalid", message, nextStep: "correct the file; see themes/README.md")
  }

  /// A theme that is on the screen and whose file is there no more.
  static func gone(_ path: String) -> Failure {
    Failure("theme_invalid", "\(path): it is not there any more", nextStep: "choose another theme, or write it anew")
  }
}
