import Foundation
import Support

/// Where everything lies below the root.
struct Layout {
  /// How long a temporary file may be untouched before it counts as left behind by a writer that died.
  static let abandonedSeconds = 3600.0

  let root: String

  var objects: String { root + "/objects" }
  var uploads: String { root + "/uploads" }
  private var temporaries: String { root + "/temporary" }

  func object(_ key: ObjectKey) -> String { objects + "/" + key.text }
  func upload(_ id: UUID) -> String { "\(uploads)/\(id.text).part" }
  func temporary(_ id: UUID) -> String { "\(temporaries)/\(id.text)" }

  func prepare(now: Date) throws(ObjectStoreError) {
    try Directory.make(root, below: "/")
    for directory in [objects, uploads, temporaries] {
      try Directory.make(directory, below: root)
      guard try Directory.status(directory)?.isDirectory == true else {
        throw .unavailable("\(directory) is no directory")
      }
    }
    let oldest = Int(now.timeIntervalSince1970 - Layout.abandonedSeconds)
    for name in try Directory.names(in: temporaries) {
      let path = "\(temporaries)/\(name)"
      if let status = try Directory.status(path), status.changed[0] < oldest { try Directory.remove(path) }
    }
  }
}
