import Foundation
import Model
import Support
import Terminal

extension Option {
  static let refusedFile = value("refused", "FILE", "write all that is refused here, a JSON object a line")
}

/// What could not be taken of a file: how many, the first ones, and all of them in a file of their own for who asks.
struct Refusals {
  struct Refusal: Encodable {
    /// The place in the file, from 1: a line, a row, an element.
    var index: Int
    var key: String?
    var failure: Failure
  }

  /// So many are kept: a file may be wrong from its beginning to its end.
  static let kept = 1000
  private static let shown = 20

  private(set) var count = 0
  private var first: [Refusal] = []
  private let file: FileHandle?

  /// `path` is made: what is there already, the input perhaps, is left alone. Fails with `export_exists`,
  /// `file_unwritable`.
  init(path: String?) throws(Failure) {
    guard let path else {
      file = nil
      return
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      guard errno != EEXIST else {
        throw Failure("export_exists", "\(path) exists", nextStep: "name another file, or replace it")
      }
      throw Failure("file_unwritable", "\(path) cannot be written", nextStep: "name a file in a folder of yours")
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  mutating func add(_ index: Int, key: String? = nil, _ failure: Failure) throws {
    let refusal = Refusal(index: index, key: key, failure: failure)
    count += 1
    if first.count < Refusals.kept { first.append(refusal) }
    try file?.write(contentsOf: Data((try JSON(encoding: refusal).text() + "\n").utf8))
  }

  /// Those that are kept, in the order of the file: what the server refuses comes behind what cannot be read.
  var inOrder: [Refusal] { first.sorted { $0.index < $1.index } }

  /// The first ones, for people.
  func text(place: String) -> String {
    let lines = inOrder.prefix(Refusals.shown).map { refusal in
      let key = refusal.key.map { ", key \(Text.sanitised(String($0.prefix(64))))" } ?? ""
      return "\(place) \(refusal.index)\(key): \(Text.sanitised(refusal.failure.message))\n"
    }
    let more = count - lines.count
    return lines.joined() + (more > 0 ? "and \(more) more; --refused FILE writes them all\n" : "")
  }
}
